import { describe, expect, it } from "vitest";
import { EvseMachineDriver } from "#test/support/evse-machine-driver";

/** Energy flows, and then the board does not answer any more. */
function silenced(): EvseMachineDriver {
  return new EvseMachineDriver().charge().fault("board.silent");
}

describe("a board that falls silent while energy flows", () => {
  it("does not have its meter read for the bill at once, because nobody knows that the energy has stopped", () => {
    const evse = silenced();
    evse.taken();
    evse.post({ type: "stop.requested", cause: "remote" });
    expect(evse.taken()).toEqual(["timer.cancel awaitVehicle", "timer.start ending"]);
    evse.ring("ending");
    expect(evse.taken()).toContain("meter.capture");
  });

  it("has the meter read as soon as it is back with an open contactor", () => {
    const evse = silenced().post({ type: "stop.requested", cause: "remote" });
    evse.taken();
    evse.pilot("B");
    expect(evse.taken()).toContain("meter.capture");
  });

  it("is charging again when it comes back with the contactor still closed and is granted anew", () => {
    const evse = silenced().pilot("C", true).fault("board.silent", false);
    expect(evse.status()).toBe("charging");
    evse.taken();
    evse.post({ type: "stop.requested", cause: "remote" });
    expect(evse.taken()).not.toContain("meter.capture");
  });

  it("tells of the end of the flow when it comes back at rest", () => {
    const evse = silenced().pilot("B");
    expect(evse.state.session).toMatchObject({ kind: "active", flow: "stopped" });
  });

  it("may begin to deliver what it was allowed last, so that the end waits for it as for a flow that was seen", () => {
    const evse = new EvseMachineDriver().pilot("B").tap().meter("start").fault("board.silent");
    evse.taken();
    evse.post({ type: "stop.requested", cause: "local" });
    expect(evse.taken()).not.toContain("meter.capture");
    evse.ring("ending").meter("stop");
    expect(evse.effects).toContainEqual(expect.objectContaining({ unbilled: { energy: 0, why: "contactor-closed" } }));
  });
});
