import { describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { epochMillis, hours, minutes, wattHours, watts } from "#hal/core/units";
import type { ToldCost } from "#agent/domain/cost/cost-messages";
import { noTriggers } from "#agent/domain/cost/meter-triggers";
import { type CostEvent, costStep, type OutletCost } from "#agent/domain/cost/outlet-cost";
import type { ConnectorStatus } from "#agent/domain/evse/connector-status";
import { transactionId } from "#agent/domain/transaction/station-fact";

const T0 = epochMillis(Date.UTC(2026, 0, 5, 12));
const at = (time: number) => epochMillis(T0 + time);

const started = (name: string, time = 0): CostEvent => ({
  type: "transaction.started",
  transactionId: transactionId(name),
  evse: evseId(1),
  start: { at: at(time), energy: wattHours(1000) },
});

function seen(
  status: ConnectorStatus,
  time: number,
  more: { isPlugged?: boolean; energy?: number; power?: number } = {},
): CostEvent {
  const { isPlugged = true, energy = 1000, power = 0 } = more;
  return {
    type: "outlet.seen",
    status,
    isPlugged,
    wall: at(time),
    reading: { at: at(time), energy: wattHours(energy), power: watts(power) },
  };
}

const ended = (time: number, isOccupying: boolean): CostEvent => ({
  type: "transaction.ended",
  end: { at: at(time), energy: wattHours(1000) },
  isOccupying,
});

function told(more: Partial<ToldCost> = {}): CostEvent {
  const prices = { charging: { hourPrice: 60 }, idle: { hourPrice: 6 } };
  return {
    type: "cost.told",
    told: { cost: 1, at: T0, energy: wattHours(1000), isIdle: false, prices, triggers: noTriggers, ...more },
  };
}

/** The state in the end and everything that was wanted on the way. */
function play(events: readonly CostEvent[], from: OutletCost = { triggers: noTriggers }) {
  return events.reduce(
    ({ state, effects }, event) => {
      const step = costStep(state, event);
      return { state: step.state, effects: [...effects, ...step.effects] };
    },
    { state: from, effects: [] as ReturnType<typeof costStep>["effects"] },
  );
}

const amount = ({ cost }: OutletCost) => cost?.running?.cost ?? Number.NaN;
const kinds = (effects: ReturnType<typeof play>["effects"]) => effects.map(({ type }) => type);

describe("the cost at an outlet", () => {
  it("knows nothing of what is told while nobody has charged", () => {
    const { state, effects } = play([
      told(),
      { type: "bill.told", final: { cost: 3 } },
      { type: "price.told", texts: { text: "x", extra: [] } },
      ended(0, true),
      { type: "unplugged.told" },
    ]);
    expect(state).toEqual({ triggers: noTriggers });
    expect(effects).toEqual([]);
  });

  it("RunningCost: a status decides between the prices, and a pause that the station imposes is not idle", () => {
    const { state } = play([started("a"), seen("charging", 0), told(), seen("suspendedEVSE", minutes(10))]);
    expect(amount(state)).toBeCloseTo(11);
    const paused = play([seen("suspendedEV", minutes(20)), seen("suspendedEV", minutes(80))], state);
    expect(amount(paused.state)).toBeCloseTo(21 + 6);
    expect(kinds(paused.effects)).toEqual(["cost.store"]);
    expect(
      amount(play([seen("charging", minutes(81)), seen("charging", minutes(82))], paused.state).state),
    ).toBeCloseTo(28.1, 1);
  });

  it("RunningCost state: the back end's word holds until the outlet itself turns", () => {
    const idle = play([started("a"), seen("charging", 0), told({ isIdle: true }), seen("charging", hours(1))]);
    expect(amount(idle.state)).toBeCloseTo(7);
  });

  it("RunningCost state Idle again does not begin the grace anew", () => {
    const prices = { charging: {}, idle: { graceMinutes: 30, hourPrice: 6 } };
    const { state } = play([
      started("a"),
      told({ isIdle: true, prices }),
      told({ isIdle: true, prices, at: at(minutes(30)) }),
      seen("suspendedEV", minutes(90)),
    ]);
    expect(amount(state)).toBeCloseTo(7);
  });

  it("RunningCost: the cost stands still once the transaction is over", () => {
    const { state } = play([
      started("a"),
      seen("charging", 0),
      told(),
      ended(minutes(30), false),
      seen("finishing", hours(5)),
    ]);
    expect(amount(state)).toBeCloseTo(31);
    expect(state.cost?.stage).toBe("over");
  });

  it("CustomIdleFeeAfterStop: the cost goes on until the cable is out, which is to be told once", () => {
    const { state, effects } = play([
      started("a"),
      seen("charging", 0),
      told(),
      ended(0, true),
      seen("finishing", 0),
      seen("finishing", hours(1)),
      seen("available", hours(2), { isPlugged: false }),
      seen("available", hours(9), { isPlugged: false }),
    ]);
    expect(amount(state)).toBeCloseTo(13);
    expect(state.cost?.unpluggedAt).toBe(at(hours(2)));
    expect(kinds(effects).filter((kind) => kind === "unplugged.tell")).toHaveLength(1);
    const after = play([{ type: "unplugged.told" }, { type: "bill.told", final: { cost: 13 } }], state);
    expect(after.state.cost).toMatchObject({ final: { cost: 13 } });
    expect(after.state.cost).not.toHaveProperty("unpluggedAt");
  });

  it("CustomIdleFeeAfterStop: while nobody knows whether the cable is in it counts as in", () => {
    const unknown: CostEvent = {
      type: "outlet.seen",
      wall: at(10),
      reading: { at: at(10) },
      status: "faulted",
      isPlugged: undefined,
    };
    expect(kinds(play([started("a"), ended(0, true), unknown]).effects)).not.toContain("unplugged.tell");
  });

  it("CustomIdleFeeAfterStop: another charge without unplugging ends what the last one costs", () => {
    const { effects, state } = play([started("a"), ended(0, true), started("b", hours(1))]);
    expect(effects).toContainEqual(
      expect.objectContaining({
        type: "unplugged.tell",
        cost: expect.objectContaining({ transactionId: "a", unpluggedAt: at(hours(1)) }) as unknown,
      }),
    );
    expect(state.cost).toEqual({ transactionId: "b", evse: 1, stage: "running" });
  });

  it("triggerMeterValue: what lay before the message is not told in a circle, what has passed meanwhile is", () => {
    const old = { statuses: [], time: at(-1), energy: wattHours(900) };
    expect(play([started("a"), told({ triggers: old })]).state.triggers).toEqual(noTriggers);
    const late = { statuses: [], time: at(1), energy: wattHours(1001) };
    const { effects } = play([started("a"), told({ triggers: late }), seen("charging", 1000, { energy: 1100 })]);
    expect(effects).toContainEqual({ type: "meter.tell", causes: ["time", "energy"] });
  });

  it("triggerMeterValue: a new RunningCost takes the place of the old wishes", () => {
    const { state } = play([started("a"), told({ triggers: { statuses: ["charging"], time: at(5) } }), told()]);
    expect(state.triggers).toEqual(noTriggers);
  });

  it("triggerMeterValue: after the end only the status is watched, and nothing when the outlet is free", () => {
    const triggers = {
      statuses: ["finishing" as const, "available" as const],
      time: at(hours(1)),
      power: { limit: watts(100) },
    };
    const over = play([started("a"), seen("charging", 0), told({ triggers }), ended(1, false), seen("finishing", 2)]);
    expect(over.effects).toContainEqual({ type: "meter.tell", causes: ["status"] });
    expect(over.state.triggers).toEqual({ statuses: triggers.statuses });
    const free = play([seen("available", 3), seen("preparing", 4), seen("available", 5)], over.state);
    expect(free.effects).toEqual([{ type: "meter.tell", causes: ["status"] }]);
    expect(free.state.triggers).toEqual(noTriggers);
    expect(play([told({ triggers })], over.state).state.triggers).toEqual({ statuses: triggers.statuses });
  });

  it("atCPStatus: finding the outlet as it is after a restart is no change", () => {
    const { effects } = play([seen("finishing", 0)], { triggers: { statuses: ["finishing"] } });
    expect(effects).toEqual([]);
  });
});
