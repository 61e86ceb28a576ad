import { describe, expect, it } from "vitest";
import { every, sleep } from "#hal/core/clock";
import { epochMillis, millis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";

describe("sleep", () => {
  it("ends after its time", async () => {
    const clock = new VirtualClock(epochMillis(0));
    let isAwake = false;
    const asleep = sleep(clock, seconds(1)).then(() => {
      isAwake = true;
    });

    await clock.advance(millis(999));
    expect(isAwake).toBe(false);
    await clock.advance(millis(1));
    await asleep;

    expect(isAwake).toBe(true);
  });

  it("ends at once and leaves no timer when it is aborted", async () => {
    const clock = new VirtualClock(epochMillis(0));
    const abort = new AbortController();
    const asleep = sleep(clock, seconds(1), abort.signal);

    abort.abort();
    await asleep;

    expect(clock.pending()).toBe(0);
  });

  it("does not begin when it is aborted already", async () => {
    const clock = new VirtualClock(epochMillis(0));

    await sleep(clock, seconds(1), AbortSignal.abort());

    expect(clock.pending()).toBe(0);
  });
});

describe("every", () => {
  it("rings at multiples of the period", async () => {
    const clock = new VirtualClock(epochMillis(0));
    const rung: number[] = [];
    every(clock, seconds(1), () => rung.push(clock.uptime()));

    await clock.advance(millis(3500));

    expect(rung).toEqual([1000, 2000, 3000]);
  });

  it("stops for ever when it is cancelled, from within a ring too", async () => {
    const clock = new VirtualClock(epochMillis(0));
    let rings = 0;
    const cancel = every(clock, seconds(1), () => {
      rings++;
      if (rings === 2) cancel();
    });

    await clock.advance(seconds(10));

    expect(rings).toBe(2);
    expect(clock.pending()).toBe(0);
  });
});
