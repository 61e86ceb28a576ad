import { describe, expect, it } from "vitest";
import { accepted, refused } from "#hal/core/outcome";
import { epochMillis, hours, millis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { attemptPlan, runAttempts, waitsBetween } from "#agent/files/transfer-attempts";
import type { TransferFailure } from "#agent/ports/file-transfer";

const lost: TransferFailure = { kind: "unreachable", detail: "lost", isFinal: false };
const denied: TransferFailure = { kind: "permissionDenied", detail: "no", isFinal: true };

/** Runs attempts in virtual time; each takes 5 s and comes to the next of `results`, the last one for ever. */
function rig(results: readonly (TransferFailure | "works")[], asked: Parameters<typeof attemptPlan>[0]) {
  const clock = new VirtualClock(epochMillis(0));
  const controller = new AbortController();
  const begun: number[] = [];
  const told: (number | undefined)[] = [];
  const outcome = runAttempts({
    plan: attemptPlan(asked),
    clock,
    abort: controller.signal,
    attempt: async () => {
      const result = results[Math.min(begun.length, results.length - 1)] ?? lost;
      begun.push(clock.uptime() / 1000);
      await new Promise<void>((resolve) => clock.after(seconds(5), resolve));
      return result === "works" ? accepted(7) : refused(result);
    },
    onFailed: (_failure, again) => told.push(again),
  });
  return { clock, controller, begun, told, outcome };
}

describe("tries of a transfer", () => {
  it("12.1: retries are tries after the first, an interval apart from the end of one to the next", async () => {
    const { clock, begun, told, outcome } = rig([lost], { retries: 2, interval: seconds(30) });
    await clock.advance(hours(1));
    expect(begun).toEqual([0, 35, 70]);
    expect(told).toEqual([seconds(30), seconds(30), undefined]);
    expect(await outcome).toEqual({ ok: false, reason: lost });
  });

  it("12.4: no retries asked for means one try", async () => {
    const { clock, begun, outcome } = rig([lost], { retries: 0, interval: seconds(30) });
    await clock.advance(hours(1));
    expect(begun).toHaveLength(1);
    expect((await outcome).ok).toBe(false);
  });

  it("chooses for itself what the back end leaves open", () => {
    expect(attemptPlan({})).toEqual({ retries: 3, interval: seconds(60) });
    expect(attemptPlan({ retries: -1, interval: millis(-1) })).toEqual({ retries: 3, interval: seconds(60) });
  });

  it("bounds what nobody can mean", () => {
    const plan = attemptPlan({ retries: 2 ** 31, interval: seconds(2 ** 31) });
    expect([...waitsBetween(plan)]).toHaveLength(1000);
    expect(plan.interval).toBe(hours(7 * 24));
  });

  it("stops when it has worked", async () => {
    const { clock, begun, outcome } = rig([lost, "works"], { retries: 5, interval: seconds(10) });
    await clock.advance(hours(1));
    expect(begun).toHaveLength(2);
    expect(await outcome).toEqual({ ok: true, value: 7 });
  });

  it("stops when another try cannot help", async () => {
    const { clock, begun, told, outcome } = rig([lost, denied], { retries: 5, interval: seconds(10) });
    await clock.advance(hours(1));
    expect(begun).toHaveLength(2);
    expect(told.at(-1)).toBeUndefined();
    expect(await outcome).toEqual({ ok: false, reason: denied });
  });

  it("gives up between two tries and leaves no timer", async () => {
    const { clock, controller, begun, outcome } = rig([lost], { retries: 5, interval: seconds(1000) });
    await clock.advance(seconds(10));
    controller.abort();
    expect(await outcome).toMatchObject({ ok: false, reason: { kind: "aborted" } });
    expect(begun).toHaveLength(1);
    expect(clock.pending()).toBe(0);
  });

  it("does not begin again what was given up in the middle", async () => {
    const { clock, controller, begun, outcome } = rig([lost], { retries: 5, interval: seconds(1) });
    await clock.advance(seconds(2));
    controller.abort();
    await clock.advance(hours(1));
    expect(begun).toHaveLength(1);
    expect((await outcome).ok).toBe(false);
  });
});
