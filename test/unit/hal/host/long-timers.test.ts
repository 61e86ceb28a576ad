import { beforeEach, describe, expect, it } from "vitest";
import { epochMillis, hours, type Millis, millis } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { ScaledClock } from "#hal/host/scaled-clock";
import { SystemClock } from "#hal/host/system-clock";

/** Node's longest timer; it rings a longer one after a millisecond. */
const LONGEST = 2 ** 31 - 1;
const days = (count: number): Millis => hours(24 * count);

describe("a wait beyond 24.8 days", () => {
  let world: VirtualClock;
  let armed: number[];
  let clock: SystemClock;

  beforeEach(() => {
    world = new VirtualClock(epochMillis(0));
    armed = [];
    clock = new SystemClock({
      elapsed: () => world.uptime(),
      arm: (ring, delay) => {
        armed.push(delay);
        return world.after(millis(delay > LONGEST ? 1 : delay), ring);
      },
    });
  });

  it.each([25, 40, 400])(
    "R11 of %i days ends when it should, and is never asked of the platform in one piece",
    async (count) => {
      const rings: number[] = [];
      clock.after(days(count), () => rings.push(world.uptime()));

      await world.advance(millis(days(count) - 1));
      expect(rings).toEqual([]);
      await world.advance(millis(1));
      expect(rings).toEqual([days(count)]);
      expect(Math.max(...armed)).toBeLessThanOrEqual(LONGEST);
      expect(armed).toHaveLength(Math.ceil(days(count) / LONGEST));
    },
  );

  it("R11 can be ended in any of its pieces", async () => {
    let rings = 0;
    const cancel = clock.after(days(40), () => rings++);
    await world.advance(days(30));
    cancel();
    await world.advance(days(30));

    expect(rings).toBe(0);
    expect(world.pending()).toBe(0);
  });

  it("R11 holds where time is slowed down, so that real waits are longer", async () => {
    const slow = new ScaledClock(clock, { speed: 0.5, anchor: epochMillis(0) });
    let rings = 0;
    slow.after(days(20), () => rings++);
    await world.advance(millis(days(40) - 1));
    expect(rings).toBe(0);
    await world.advance(millis(1));
    expect(rings).toBe(1);
  });
});
