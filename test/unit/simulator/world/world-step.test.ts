import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SeededRandom } from "#hal/core/random";
import { amperes, hours, millis, seconds, volts, wattHours } from "#hal/core/units";
import { usualGrid } from "#simulator/world/grid";
import { seededNoise, silence } from "#simulator/world/noise";
import { negative, pwm, steady } from "#simulator/world/pilot-signal";
import { parkedVehicle, type VehicleTraits } from "#simulator/world/vehicle";
import { emptyWorld, flow, pilotLevel, type World } from "#simulator/world/world";
import { changeWorld, stepWorld, worldAt } from "#simulator/world/world-step";

const traits: VehicleTraits = {
  capacity: wattHours(60_000),
  phases: 3,
  maxCurrent: amperes(32),
  minCurrent: amperes(6),
  taperFrom: 0.9,
  efficiency: 0.9,
  requestDelay: millis(1500),
  reaction: millis(2000),
  stopDelay: millis(1000),
  ignoresStop: false,
  needsVentilation: false,
};

function plugged(over: Partial<VehicleTraits> = {}, stateOfCharge = 0.3): World {
  return changeWorld(emptyWorld(), { vehicle: parkedVehicle({ ...traits, ...over }, stateOfCharge, false) });
}

function charging(over: Partial<VehicleTraits> = {}, stateOfCharge = 0.3): World {
  const offered = changeWorld(plugged(over, stateOfCharge), { signal: pwm(amperes(16)) });
  return changeWorld(stepWorld(offered, seconds(2), silence), { commanded: true });
}

describe("a vehicle at the pilot", () => {
  test("shows A when absent, B when plugged, and C after its request delay once it sees PWM", () => {
    const offered = changeWorld(plugged(), { signal: pwm(amperes(16)) });

    expect(pilotLevel(emptyWorld())).toBe("A");
    expect(pilotLevel(plugged())).toBe("B");
    expect(pilotLevel(stepWorld(offered, millis(1499), silence))).toBe("B");
    expect(pilotLevel(stepWorld(offered, millis(1500), silence))).toBe("C");
  });

  test("does not ask for energy on a steady pilot, however long it waits", () => {
    expect(pilotLevel(stepWorld(plugged(), hours(10), silence))).toBe("B");
  });

  test("shows D when it needs ventilation, F while the pilot is at -12 V, E when the pilot is shorted", () => {
    expect(pilotLevel(charging({ needsVentilation: true }))).toBe("D");
    expect(pilotLevel(changeWorld(charging(), { signal: negative }))).toBe("F");
    expect(pilotLevel(changeWorld(charging(), { faults: new Set(["pilot-shorted"]) }))).toBe("E");
  });

  test("IEC 61851-1 stops drawing within 3 s after PWM ends", () => {
    const told = changeWorld(charging(), { signal: steady });

    expect(flow(stepWorld(told, millis(999), silence), silence).power).toBeGreaterThan(0);
    const stopped = stepWorld(told, millis(1000), silence);
    expect(flow(stopped, silence).power).toBe(0);
    expect(pilotLevel(stopped)).toBe("B");
  });

  test("IEC 61851-1 follows a new limit within 5 s", () => {
    const lowered = changeWorld(charging(), { signal: pwm(amperes(10)) });

    expect(flow(stepWorld(lowered, millis(1999), silence), silence).currents[0]).toBe(16);
    expect(flow(stepWorld(lowered, millis(2000), silence), silence).currents).toEqual([10, 10, 10]);
  });

  test("follows the latest of several limits even when they change faster than it reacts", () => {
    let world = charging();
    for (const amps of [10, 12, 9, 14, 8])
      world = stepWorld(changeWorld(world, { signal: pwm(amperes(amps)) }), seconds(1), silence);

    expect(flow(stepWorld(world, seconds(2), silence), silence).currents[0]).toBe(8);
  });

  test("draws nothing below 6 A", () => {
    const offered = changeWorld(plugged(), { signal: pwm(amperes(5)) });

    expect(pilotLevel(stepWorld(offered, seconds(10), silence))).toBe("B");
  });

  test("goes on drawing after PWM ends when it ignores the pilot", () => {
    const told = changeWorld(charging({ ignoresStop: true }), { signal: steady });

    expect(flow(stepWorld(told, seconds(30), silence), silence).power).toBeGreaterThan(0);
  });

  test("is limited by its cable and draws on one phase when it has one", () => {
    const world = changeWorld(charging({ phases: 1 }), { cableRating: amperes(13) });

    expect(flow(world, silence).currents).toEqual([13, 0, 0]);
  });

  test("tapers when nearly full, then stops asking when full", () => {
    const tapering = changeWorld(charging({}, 0.99), { signal: pwm(amperes(32)) });

    expect(flow(stepWorld(tapering, seconds(3), silence), silence).currents[0]).toBeLessThan(10);
    const full = stepWorld(tapering, hours(2), silence);
    expect(full.vehicle?.stateOfCharge).toBe(1);
    expect(pilotLevel(full)).toBe("B");
    expect(flow(full, silence).power).toBe(0);
  });
});

describe("energy", () => {
  test("is power times time when power is constant", () => {
    const grid = { ...usualGrid, resistance: 0, voltageNoise: volts(0) };
    const world = { ...charging({ capacity: wattHours(1e9) }), grid };

    const after = stepWorld(world, hours(1), silence);

    expect(after.energy - world.energy).toBeCloseTo(3 * 230 * 16, 6);
  });

  test("is the integral of the power that instruments show, second by second", () => {
    const noise = seededNoise(new SeededRandom(1).stream("noise"));
    let world = charging();
    let sum = world.energy as number;

    for (let second = 0; second < 600; second++) {
      sum += flow(world, noise).power / 3600;
      world = stepWorld(world, seconds(1), noise);
    }

    expect(world.energy).toBeCloseTo(sum, 9);
  });

  test("does not depend on how time is cut into steps, and never falls", () => {
    const noise = seededNoise(new SeededRandom(2).stream("noise"));
    const cuts = fc.array(fc.double({ min: 0.001, max: 20_000, noNaN: true }), { maxLength: 60 });

    fc.assert(
      fc.property(cuts, fc.double({ min: 0, max: 0.89, noNaN: true }), (spans, stateOfCharge) => {
        const start = charging({ capacity: wattHours(500_000) }, stateOfCharge);
        let cut = start;
        for (const span of spans) {
          const next = stepWorld(cut, millis(span), noise);
          expect(next.energy).toBeGreaterThanOrEqual(cut.energy);
          cut = next;
        }
        const whole = worldAt(start, cut.elapsed, noise);
        expect(whole.elapsed).toBe(cut.elapsed);
        expect(Math.abs(whole.energy - cut.energy)).toBeLessThan(1e-6);
        const [l1, l2, l3] = cut.phaseEnergy;
        expect(Math.abs(l1 + l2 + l3 - cut.energy)).toBeLessThan(1e-6);
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  test("arrives in the battery except for the losses of the charger", () => {
    const world = charging();
    const after = stepWorld(world, hours(1), silence);

    const gained = ((after.vehicle?.stateOfCharge ?? 0) - (world.vehicle?.stateOfCharge ?? 0)) * 60_000;
    expect(gained).toBeCloseTo(0.9 * (after.energy - world.energy), 6);
  });

  test("does not flow through an open contactor, and flows through a welded one", () => {
    const open = changeWorld(charging(), { commanded: false });
    const welded = changeWorld(open, { faults: new Set(["contactor-welded"]) });

    expect(stepWorld(open, hours(1), silence).energy).toBe(open.energy);
    expect(stepWorld(welded, seconds(10), silence).energy).toBeGreaterThan(welded.energy);
  });
});

describe("the supply", () => {
  test("stays near 230 V and sags under load", () => {
    const noise = seededNoise(new SeededRandom(3).stream("noise"));
    const loaded = flow(charging(), noise).voltages[0];
    const idle = flow(emptyWorld(), noise).voltages[0];

    expect(idle).toBeGreaterThan(228);
    expect(idle).toBeLessThan(232);
    expect(flow(charging(), silence).voltages[0]).toBe(230 - 0.25 * 16);
    expect(loaded).toBeLessThan(230);
  });

  test("gives the same noise for the same seed", () => {
    const one = seededNoise(new SeededRandom(3).stream("noise"));
    const other = seededNoise(new SeededRandom(3).stream("noise"));

    for (let second = 0; second < 100; second++) expect(one(second, 1)).toBe(other(second, 1));
  });

  test("warms the enclosure under load and lets it cool afterwards", () => {
    const warm = stepWorld(charging({ capacity: wattHours(1e6) }), hours(2), silence);
    const cold = stepWorld(changeWorld(warm, { commanded: false }), hours(5), silence);

    expect(warm.temperature).toBeGreaterThan(23);
    expect(cold.temperature).toBeCloseTo(20, 3);
  });
});
