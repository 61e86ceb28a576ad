import { describe, expect, it } from "vitest";
import { amperes, seconds } from "#hal/core/units";
import { whyNotCharging } from "#agent/domain/evse/why-not-charging";
import { EvseMachineDriver, wiring } from "#test/support/evse-machine-driver";

describe("an outlet", () => {
  it("grants energy only after plug, token and meter reading", () => {
    const evse = new EvseMachineDriver().pilot("B").tap();
    expect(evse.taken()).not.toContain("board.grant");
    evse.meter("start");
    expect(evse.taken()).toEqual(["fact", "timer.start awaitVehicle", "board.grant", "timer.start pace"]);
  });

  it("charges in the order card first, cable second", () => {
    const evse = new EvseMachineDriver().tap().pilot("B").meter("start").pilot("C", true);
    expect(evse.statuses).toEqual(["available", "preparing", "charging"]);
  });

  it("ends with the energy off before the meter is read", () => {
    const evse = new EvseMachineDriver().charge();
    evse.taken();
    evse.post({ type: "stop.requested", cause: "remote" });
    expect(evse.taken()).toEqual([
      "timer.cancel awaitVehicle",
      "timer.start ending",
      "board.withdraw",
      "timer.start drain",
    ]);
    evse.pilot("B");
    expect(evse.taken()).toContain("meter.capture");
    evse.meter("stop");
    expect(evse.facts().map((fact) => fact.type)).toEqual(["transaction.ended"]);
    expect(evse.status()).toBe("finishing");
  });

  it("IEC 61851-1 A.6 10.2 opens the contactor when the vehicle ignores the missing PWM for 6 s", () => {
    const evse = new EvseMachineDriver().charge().post({ type: "stop.requested", cause: "local" });
    const drain = evse.effects.find((effect) => effect.type === "timer.start" && effect.timer === "drain");
    expect(drain).toMatchObject({ delay: seconds(6) });
    evse.taken();
    evse.ring("drain");
    expect(evse.taken()).toContain("board.open");
  });

  it("reports a welded contactor when it stays closed after the command to open, and ends the transaction", () => {
    const evse = new EvseMachineDriver().charge().fault("board.ground").ring("weld");
    expect(evse.state.faults.map(({ code }) => code)).toContain("board.contactor-welded");
    expect(evse.state.session.kind).toBe("ending");
    evse.ring("ending").meter("stop");
    expect(evse.facts().at(-1)).toMatchObject({ type: "transaction.ended", cause: "other" });
  });

  it("opens at once when the contactor closes without permission", () => {
    const evse = new EvseMachineDriver().pilot("B");
    evse.taken();
    evse.pilot("C", true);
    expect(evse.taken()).toContain("board.open");
  });

  it("opens first and talks later when a dangerous fault appears", () => {
    const evse = new EvseMachineDriver().charge();
    evse.taken();
    evse.fault("board.residual-current");
    expect(evse.taken()[0]).toBe("board.open");
    expect(evse.status()).toBe("faulted");
  });

  it("resumes by itself when a fault that holds the charge is gone", () => {
    const evse = new EvseMachineDriver().charge().fault("board.over-temperature").pilot("B");
    evse.taken();
    evse.fault("board.over-temperature", false);
    expect(evse.taken()).toContain("board.grant");
    evse.pilot("C", true);
    expect(evse.status()).toBe("charging");
  });

  it("keeps the transaction while the board is silent and grants again when it is back", () => {
    const evse = new EvseMachineDriver().charge().fault("board.silent");
    expect(evse.status()).toBe("faulted");
    evse.fault("board.silent", false);
    evse.taken();
    evse.pilot("B");
    expect(evse.taken()).toContain("board.grant");
    expect(evse.state.session.kind).toBe("active");
  });

  it("ends the transaction when the meter stays silent for the time that policy allows", () => {
    const evse = new EvseMachineDriver().charge().fault("meter.silent");
    expect(evse.effects.at(-1)).toEqual({ type: "timer.start", timer: "meterSilence", delay: seconds(60) });
    expect(evse.status()).toBe("charging");
    evse.ring("meterSilence");
    expect(evse.state.session.kind).toBe("ending");
  });

  it("ends at once when a signed meter falls silent", () => {
    const evse = new EvseMachineDriver({ meterSilenceLimit: seconds(0) }).charge().fault("meter.silent");
    expect(evse.effects.at(-1)).toEqual({ type: "timer.start", timer: "meterSilence", delay: 0 });
  });

  it("goes on when the meter answers again in time", () => {
    const evse = new EvseMachineDriver().charge().fault("meter.silent");
    evse.taken();
    evse.fault("meter.silent", false);
    expect(evse.taken()).toEqual(["timer.cancel meterSilence"]);
  });

  it.each(["meter.silent", "board.ground", "outlet.stray-energy"] as const)("begins nothing while %s holds", (code) => {
    const evse = new EvseMachineDriver().pilot("B").fault(code);
    evse.taken();
    expect(evse.tap().status()).toBe("faulted");
    expect(evse.taken()).toEqual(["token.turned-away"]);
  });

  it("turns a token away while it is out of service", () => {
    const evse = new EvseMachineDriver().post({ type: "availability.requested", operative: false }).pilot("B");
    evse.taken();
    evse.tap();
    expect(evse.taken()).toEqual(["token.turned-away"]);
    expect(evse.status()).toBe("unavailable");
  });

  it("6.8 takes itself out of service only after the running transaction", () => {
    const evse = new EvseMachineDriver().charge().post({ type: "availability.requested", operative: false });
    expect(evse.status()).toBe("charging");
    expect(evse.taken()).toContain("availability.store");
    evse.post({ type: "stop.requested", cause: "local" }).pilot("B").meter("stop");
    expect(evse.status()).toBe("unavailable");
  });

  it("6.8 lets the latest request win over a scheduled one", () => {
    const evse = new EvseMachineDriver()
      .charge()
      .post({ type: "availability.requested", operative: false })
      .post({ type: "availability.requested", operative: true })
      .post({ type: "stop.requested", cause: "local" })
      .pilot("B")
      .meter("stop");
    expect(evse.status()).toBe("finishing");
  });

  it("suspends at a limit of 0 A and resumes at the vehicle's pace", () => {
    const evse = new EvseMachineDriver().charge();
    evse.taken();
    const zero = { owner: "localUser", reason: "pause", limit: amperes(0) } as const;
    evse.post({ type: "limits.changed", limits: [wiring, zero] });
    expect(evse.status()).toBe("suspendedEVSE");
    expect(evse.taken()).toContain("board.withdraw");
    evse.pilot("B").post({ type: "limits.changed", limits: [wiring] });
    expect(evse.taken()).toContain("board.grant");
  });

  it("offers less at once and more only after 5 s", () => {
    const evse = new EvseMachineDriver().charge();
    const lower = { ...wiring, limit: amperes(10) };
    evse.post({ type: "limits.changed", limits: [lower] });
    expect(evse.state.offered).toBe(10);
    evse.post({ type: "limits.changed", limits: [wiring] });
    expect(evse.state.offered).toBe(10);
    evse.ring("pace");
    expect(evse.state.offered).toBe(32);
  });

  it("asks a board again that refused, and says so meanwhile", () => {
    const evse = new EvseMachineDriver().pilot("B").tap().meter("start").post({ type: "grant.refused" });
    expect(whyNotCharging(evse.state, undefined)?.code).toBe("board.refused");
    evse.taken();
    evse.ring("grantRetry");
    expect(evse.taken()).toContain("board.grant");
  });

  it("keeps an earlier session's vehicle in Finishing after a recovery", () => {
    const evse = new EvseMachineDriver();
    evse.pilot("B").post({ type: "recovery.finished", hadTransaction: true });
    expect(evse.status()).toBe("finishing");
  });

  it("waits for ever for the plug or the card when ConnectionTimeOut is 0", () => {
    const evse = new EvseMachineDriver({ connectionTimeOut: seconds(0) });
    evse.taken();
    evse.tap();
    expect(evse.taken()).not.toContain("timer.start connection");
    evse.pilot("B").meter("start").pilot("C", true);
    expect(evse.status()).toBe("charging");
  });

  it("lets nobody start while the back end has not accepted the station", () => {
    const evse = new EvseMachineDriver({ isChargingForbidden: true }).pilot("B").tap();
    expect(evse.state.session.kind).toBe("plugged");
    expect(whyNotCharging(evse.state, "backEnd")?.code).toBe("backEnd.pending");
  });
});
