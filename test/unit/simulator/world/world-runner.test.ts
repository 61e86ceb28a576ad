import { expect, test } from "vitest";
import { SeededRandom } from "#hal/core/random";
import { amperes, epochMillis, hours, millis, minutes, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { pwm } from "#simulator/world/pilot-signal";
import { WorldRunner } from "#simulator/world/world-runner";
import { promptCar } from "#test/support/virtual-board";

function bench(seed = 1) {
  const clock = new VirtualClock(epochMillis(1_000_000));
  const world = new WorldRunner({ clock, random: new SeededRandom(seed).stream("world") });
  world.start();
  const charge = async () => {
    world.plugIn(promptCar);
    world.setSignal(pwm(amperes(16)));
    await clock.advance(seconds(2));
    world.setContactor(true);
  };
  return { clock, world, charge };
}

test("a world at rest holds no timer", async () => {
  const { clock, world } = bench();
  world.plugIn();
  await clock.advance(hours(1));

  expect(clock.pending()).toBe(0);
});

test("a stopped world holds no timer even while energy flows", async () => {
  const { clock, world, charge } = bench();
  await charge();

  world.stop();

  expect(clock.pending()).toBe(0);
});

test("reading often changes neither energy nor anything else", async () => {
  const busy = bench();
  const lazy = bench();
  await Promise.all([busy.charge(), lazy.charge()]);

  for (let count = 0; count < 500; count++) {
    await busy.clock.advance(millis(137));
    busy.world.read();
  }
  await lazy.clock.advance(millis(500 * 137));

  expect(busy.world.read()).toEqual(lazy.world.read());
});

test("readings between two events are exact and never fall", async () => {
  const { clock, world, charge } = bench();
  await charge();
  let last = 0;

  for (let count = 0; count < 300; count++) {
    await clock.advance(millis(777));
    const { energy } = world.read();
    expect(energy).toBeGreaterThan(last);
    last = energy;
  }
});

test("the truth keeps every edge with its own instant and energy", async () => {
  const { clock, world, charge } = bench();
  await charge();
  await clock.advance(minutes(10));
  world.setContactor(false);
  const atOpening = world.read().energy;
  await clock.advance(minutes(1));
  world.unplug();

  const truth = world.truth();

  expect(truth.map((edge) => edge.kind)).toEqual([
    "plugged",
    "asked",
    "contactor.closed",
    "contactor.opened",
    "unplugged",
    "ceased",
  ]);
  expect(truth[1]).toMatchObject({ uptime: 1000, at: 1_001_000, energy: 0 });
  expect(truth[3]).toMatchObject({ uptime: 602_000, energy: atOpening });
  expect(atOpening).toBeGreaterThan(1500);
});

test("a vehicle that pauses lets the pilot return to B, and asks again when it resumes", async () => {
  const { clock, world, charge } = bench();
  await charge();

  world.pauseVehicle();
  expect(world.read().level).toBe("B");
  world.resumeVehicle();
  await clock.advance(seconds(1));

  expect(world.read().level).toBe("C");
});

test("a second vehicle finds the outlet taken, and there is nothing to unplug from an empty one", () => {
  const { world } = bench();

  expect(world.unplug()).toBe(false);
  expect(world.plugIn()).toBe(true);
  expect(world.plugIn()).toBe(false);
});

test("whoever listens hears of edges that happen by themselves", async () => {
  const { clock, world } = bench();
  const levels: string[] = [];
  world.plugIn(promptCar);
  world.changes.listen(() => levels.push(world.read().level));

  world.setSignal(pwm(amperes(16)));
  await clock.advance(seconds(5));

  expect(levels).toEqual(["B", "C"]);
});

test("cars of one seed are alike, cars of another differ", async () => {
  const drive = async (seed: number) => {
    const { clock, world } = bench(seed);
    world.plugIn();
    world.setSignal(pwm(amperes(16)));
    await clock.advance(seconds(3));
    return world.truth().map((edge) => edge.uptime);
  };

  expect(await drive(4)).toEqual(await drive(4));
  expect(await drive(4)).not.toEqual(await drive(5));
});
