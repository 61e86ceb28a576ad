import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type EpochMillis, epochMillis, hours, minutes, wattHours } from "#hal/core/units";
import { carryOn, costByDefault, type RunningCost, withFlow } from "#agent/domain/cost/running-cost";

const T0 = epochMillis(Date.UTC(2026, 0, 5, 12));
const after = (time: number): EpochMillis => epochMillis(T0 + time);
const point = (time: number, energy: number) => ({ at: after(time), energy: wattHours(energy) });

const told: RunningCost = {
  from: "backEnd",
  cost: 10,
  at: T0,
  energy: wattHours(1000),
  prices: { charging: { kWhPrice: 0.5, hourPrice: 2, flatFee: 100 }, idle: { graceMinutes: 30, hourPrice: 6 } },
};

describe("the running cost", () => {
  it("RunningCost chargingPrice: goes on by energy and time; the flat fee is in what was told", () => {
    expect(carryOn(told, point(hours(1), 11_000)).cost).toBeCloseTo(10 + 5 + 2);
  });

  it("RunningCost idlePrice: idle time costs nothing during the grace, and energy nothing at all", () => {
    const idle = withFlow(told, true, T0);
    expect(carryOn(idle, point(minutes(30), 9000)).cost).toBeCloseTo(10);
    expect(carryOn(idle, point(minutes(90), 9000)).cost).toBeCloseTo(16);
    expect(carryOn(carryOn(idle, point(minutes(60), 9000)), point(minutes(90), 9000)).cost).toBeCloseTo(16);
  });

  it("RunningCost idlePrice: without one idle time is free", () => {
    const { charging } = told.prices;
    expect(carryOn(withFlow({ ...told, prices: { charging } }, true, T0), point(hours(2), 1000)).cost).toBe(10);
  });

  it("begins the grace anew with each idle time", () => {
    const again = withFlow(withFlow(withFlow(told, true, T0), false, after(minutes(40))), true, after(minutes(40)));
    expect(again.idleSince).toBe(after(minutes(40)));
    expect(withFlow(again, true, after(minutes(60)))).toBe(again);
  });

  it("RunningCost nextPeriod: other prices from their time on, the energy on a straight line between two readings", () => {
    const turning = { ...told, next: { at: after(minutes(30)), prices: { charging: { kWhPrice: 1 } } } };
    const on = carryOn(turning, point(minutes(60), 3000));
    // One kWh and half an hour by the old prices, one kWh by the new.
    expect(on.cost).toBeCloseTo(10 + 0.5 + 1 + 1);
    expect(on.next).toBeUndefined();
    expect(on.prices).toEqual({ charging: { kWhPrice: 1 } });
  });

  it("RunningCost nextPeriod: one that lies before the message holds at once", () => {
    const turning = { ...told, next: { at: after(-60_000), prices: { charging: { kWhPrice: 1 } } } };
    expect(carryOn(turning, point(0, 2000)).cost).toBeCloseTo(11);
  });

  it("takes nothing away when a clock or a register goes back", () => {
    const on = carryOn(told, point(minutes(10), 2000));
    expect(carryOn(on, point(0, 500))).toEqual(on);
  });

  it("DefaultPrice chargingPrice: a transaction begins with its flat fee", () => {
    const own = costByDefault({ kWhPrice: 0.4, flatFee: 1.5 }, point(0, 1000));
    expect(own).toMatchObject({ from: "default", cost: 1.5 });
    expect(carryOn(own, point(hours(1), 6000)).cost).toBeCloseTo(3.5);
  });

  it("comes to the same in one step and in many", () => {
    const prices = { charging: { kWhPrice: 0.7, hourPrice: 1 }, idle: { graceMinutes: 50, hourPrice: 3 } };
    fc.assert(
      fc.property(fc.array(fc.nat(7_200_000), { maxLength: 20 }), fc.boolean(), (times, isIdle) => {
        const start = withFlow({ ...told, next: { at: after(3_000_000), prices } }, isIdle, T0);
        // The energy flows evenly here, or the turn of the prices would lie elsewhere between two other readings.
        const steps = times.toSorted((a, b) => a - b).map((time) => point(time, 1000 + time / 100));
        const many = steps.reduce(carryOn, start);
        expect(many.cost).toBeCloseTo(carryOn(start, steps.at(-1) ?? point(0, 1000)).cost, 6);
        expect(many.cost).toBeGreaterThanOrEqual(told.cost);
      }),
    );
  });
});
