import { describe, expect, it } from "vitest";
import { amperes } from "#hal/core/units";
import { lightFor } from "#agent/domain/evse/light-for";
import { connectorStatuses } from "#agent/domain/evse/connector-status";
import { whyNotCharging } from "#agent/domain/evse/why-not-charging";
import { EvseMachineDriver, wiring } from "#test/support/evse-machine-driver";

type Act = (evse: EvseMachineDriver) => EvseMachineDriver;
const zero = { owner: "energyManager", reason: "the house needs the power", limit: amperes(0) } as const;

const cases: readonly (readonly [string, Act])[] = [
  ["vehicle.missing", (evse) => evse],
  ["token.missing", (evse) => evse.pilot("B")],
  ["token.late", (evse) => evse.pilot("B").ring("connection")],
  ["meter.reading", (evse) => evse.pilot("B").tap()],
  ["vehicle.awaited", (evse) => evse.pilot("B").tap().meter("start")],
  ["vehicle.paused", (evse) => evse.charge().pilot("B")],
  ["limit.energyManager", (evse) => evse.charge().post({ type: "limits.changed", limits: [wiring, zero] })],
  ["fault.board.ground", (evse) => evse.charge().fault("board.ground")],
  ["station.unavailable", (evse) => evse.post({ type: "availability.requested", operative: false })],
  [
    "session.finished",
    (evse) => evse.charge().pilot("B").post({ type: "stop.requested", cause: "local" }).meter("stop"),
  ],
];

describe("the answer why it is not charging", () => {
  it.each(cases)("is %s", (code, act) => {
    expect(whyNotCharging(act(new EvseMachineDriver()).state, undefined)?.code).toBe(code);
  });

  it("names the limit in the words of its owner", () => {
    const evse = new EvseMachineDriver().charge().post({ type: "limits.changed", limits: [wiring, zero] });
    expect(whyNotCharging(evse.state, undefined)?.text).toContain("the house needs the power");
  });

  it("is silent while energy flows", () => {
    expect(whyNotCharging(new EvseMachineDriver().charge().state, undefined)).toBeUndefined();
  });
});

describe("the light", () => {
  it("tells the states apart", () => {
    const shown = connectorStatuses.map((status) => JSON.stringify(lightFor(status)));
    expect(new Set(shown).size).toBe(connectorStatuses.length);
  });
});
