import { expect, onTestFinished, test } from "vitest";
import type { Cancel, Clock } from "#hal/core/clock";
import { type EpochMillis, epochMillis, millis, type Millis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { promptCar, virtualBoard } from "#test/support/virtual-board";

/** Time goes on between two looks at it, as on a machine that has other things to do. */
class StutteringClock implements Clock {
  readonly #real: VirtualClock;
  #gone = 0;
  stutter = 0;

  constructor(real: VirtualClock) {
    this.#real = real;
  }

  now(): EpochMillis {
    return epochMillis(this.#real.now() + this.#gone);
  }

  uptime(): Millis {
    this.#gone += this.stutter;
    return millis(this.#real.uptime() + this.#gone);
  }

  after(delay: Millis, ring: () => void): Cancel {
    return this.#real.after(delay, ring);
  }
}

test("a controller on a busy machine still opens its relay when the vehicle has left", async () => {
  const real = new VirtualClock(epochMillis(0));
  const clock = new StutteringClock(real);
  const bench = await virtualBoard({ clock });
  onTestFinished(() => bench.stop());
  await real.advance(seconds(1));
  bench.world.plugIn(promptCar);
  for (let i = 0; i < 50; i++) {
    await bench.advance(millis(100));
    await real.advance(millis(100));
  }
  expect(bench.world.read().contactorClosed).toBe(true);

  clock.stutter = 40;
  bench.world.unplug();
  await real.advance(seconds(1));

  expect(bench.world.read().contactorClosed).toBe(false);
});
