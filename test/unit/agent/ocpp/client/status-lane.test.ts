import { describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { epochMillis, millis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import type { CallFailure } from "#agent/ocpp/call-lane";
import type { Dialect } from "#agent/ocpp/dialects/dialect";
import { chooseDialect, offeredSubprotocols } from "#agent/ocpp/dialects/choose-dialect";
import { StatusLane } from "#agent/ocpp/status-lane";

function dialect(): Dialect {
  const found = chooseDialect(offeredSubprotocols[0] ?? "");
  if (found === undefined) throw new TypeError("no dialect");
  return found;
}

function lane(minimum = 0) {
  const clock = new VirtualClock(epochMillis(0));
  let wakes = 0;
  const statuses = new StatusLane({ clock, minimumDuration: () => seconds(minimum), wake: () => (wakes += 1) });
  const report = (evse: 0 | 1 | 2, status: "available" | "charging") => {
    statuses.report({ evse: evse === 0 ? 0 : evseId(evse), status, at: clock.now() });
  };
  /** Everything that may leave now, each with the given fate. */
  const drain = (fate: CallFailure | "answered" = "answered", limit = 9) => {
    const sent: unknown[] = [];
    for (
      let next = statuses.next(dialect(), "all");
      next && limit > sent.length;
      next = statuses.next(dialect(), "all")
    ) {
      sent.push(next.call.payload);
      if (fate === "answered") next.answered({});
      else next.failed(fate);
    }
    return sent.map((payload) => (payload as { connectorId: number }).connectorId);
  };
  return { clock, statuses, report, drain, wakes: () => wakes };
}

describe("StatusLane", () => {
  it("tells news in order of age, the station first among equals", async () => {
    const { clock, report, drain } = lane();
    report(2, "available");
    report(0, "available");
    await clock.advance(millis(1));
    report(1, "available");
    expect(drain()).toEqual([0, 2, 1]);
    expect(drain()).toEqual([]);
  });

  it("R11 StatusNotification tells when a state was entered by the clock as it is when it leaves", async () => {
    const { clock, statuses, report } = lane();
    report(1, "charging");
    await clock.advance(seconds(60));
    clock.setWallTime(epochMillis(Date.UTC(2026, 2, 1, 6)));
    const { payload } = statuses.next(dialect(), "all")?.call ?? {};
    expect(payload).toMatchObject({ timestamp: "2026-03-01T05:59:00.000Z" });
  });

  it("R11 StatusNotification tells when something came about that is told once, not when it leaves", async () => {
    const { clock, statuses, report, drain } = lane();
    report(0, "available");
    drain();
    clock.setWallTime(epochMillis(Date.UTC(2026, 2, 1, 6)));
    statuses.notify("resetFailure");
    await clock.advance(seconds(3600));
    const { payload } = statuses.next(dialect(), "all")?.call ?? {};
    expect(payload).toMatchObject({ errorCode: "ResetFailure", timestamp: "2026-03-01T06:00:00.000Z" });
  });

  it("4.2 tells everything anew when the CSMS has forgotten", () => {
    const { statuses, report, drain } = lane();
    report(0, "available");
    report(1, "charging");
    drain();
    statuses.forgetTold();
    expect(drain()).toEqual([0, 1]);
  });

  it("tries again after a lost connection and after nothing else", () => {
    const { report, drain } = lane();
    report(1, "available");
    expect(drain("closed", 3)).toEqual([1, 1, 1]);
    expect(drain("timeout")).toEqual([1]);
    report(1, "charging");
    expect(drain("refused")).toEqual([1]);
    expect(drain()).toEqual([]);
  });

  it("repeats a state on demand, before registration too, and nothing else then", () => {
    const { statuses, report } = lane();
    report(1, "available");
    report(2, "available");
    const { urgent } = statuses;
    expect(urgent.next(dialect(), "triggered")).toBeUndefined();
    statuses.trigger(evseId(2));
    expect(urgent.next(dialect(), "triggered")?.call.payload).toMatchObject({ connectorId: 2 });
    expect(urgent.next(dialect(), "triggered")).toBeUndefined();
    expect(statuses.has(evseId(3))).toBe(false);
  });

  it("3.2 lets a state overtake transactions when it has waited for two seconds, and not before", async () => {
    const { clock, statuses, report } = lane();
    report(1, "charging");
    await clock.advance(millis(1999));
    expect(statuses.urgent.next(dialect(), "all")).toBeUndefined();
    await clock.advance(millis(1));
    expect(statuses.urgent.next(dialect(), "all")?.call.payload).toMatchObject({ connectorId: 1 });
  });

  it("4.2 lets states overtake at once that the CSMS has forgotten, each only once", () => {
    const { statuses, report, drain } = lane();
    report(1, "available");
    drain();
    statuses.forgetTold();
    statuses.urgent.next(dialect(), "all")?.answered({});
    report(1, "charging");
    expect(statuses.urgent.next(dialect(), "all")).toBeUndefined();
    expect(drain()).toEqual([1]);
  });

  it("6.4 does not let a state overtake that has not held for MinimumStatusDuration", async () => {
    const { clock, statuses, report } = lane(5);
    report(1, "available");
    statuses.forgetTold();
    await clock.advance(seconds(4));
    expect(statuses.urgent.next(dialect(), "all")).toBeUndefined();
    await clock.advance(seconds(1));
    expect(statuses.urgent.next(dialect(), "all")).toBeDefined();
  });

  it("6.4 wakes when a state has held long enough, with one timer at a time", async () => {
    const { clock, statuses, report, drain, wakes } = lane(5);
    report(1, "available");
    expect(drain()).toEqual([]);
    expect(drain()).toEqual([]);
    expect(clock.pending()).toBe(1);
    const before = wakes();
    await clock.advance(seconds(5));
    expect(wakes()).toBe(before + 1);
    expect(drain()).toEqual([1]);
    statuses.stop();
    expect(clock.pending()).toBe(0);
  });
});
