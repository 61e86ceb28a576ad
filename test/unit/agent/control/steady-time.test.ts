import { expect, it } from "vitest";
import { epochMillis, millis, minutes, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { SteadyTime } from "#agent/control/steady-time";

it("is the wall clock between transactions, and runs evenly from its start within one", async () => {
  const clock = new VirtualClock(epochMillis(1_000_000));
  const time = new SteadyTime(clock);
  await clock.advance(seconds(1));
  expect(time.now()).toBe(1_001_000);
  time.hold(clock.now());
  clock.setWallTime(epochMillis(5_000_000_000));
  await clock.advance(minutes(1));
  expect(time.now()).toBe(1_061_000);
  time.release();
  expect(time.now()).toBe(5_000_060_000);
});

it("gives whole milliseconds, whatever the uptime is made of", async () => {
  const clock = new VirtualClock(epochMillis(1_000_000));
  const time = new SteadyTime(clock);
  await clock.advance(millis(0.3));
  time.hold(clock.now());
  await clock.advance(millis(0.4));
  expect(Number.isInteger(time.steady(clock.now()))).toBe(true);
});

it("R11 goes by what the clock showed at the start where it was set between the first reading and the commit", async () => {
  const clock = new VirtualClock(epochMillis(1_000_000_000));
  const time = new SteadyTime(clock);
  const began = clock.now();
  clock.setWallTime(epochMillis(0));
  time.hold(began);
  await clock.advance(seconds(30));
  expect(time.now()).toBe(began + seconds(30));
  expect(time.leads()).toEqual({ lead: 1_000_000_000, wall: 0 });
});
