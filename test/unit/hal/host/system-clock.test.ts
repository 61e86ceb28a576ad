import { describe, expect, it } from "vitest";
import { millis } from "#hal/core/units";
import { SystemClock } from "#hal/host/system-clock";

describe("the clock of this machine", () => {
  it("shows the wall time", () => {
    expect(Math.abs(new SystemClock().now() - Date.now())).toBeLessThan(1000);
  });

  it("never runs backwards", () => {
    const clock = new SystemClock();

    expect(clock.uptime()).toBeLessThanOrEqual(clock.uptime());
  });

  it("rings after the delay and not before", async () => {
    const clock = new SystemClock();
    const begin = clock.uptime();

    await new Promise<void>((resolve) => {
      clock.after(millis(20), resolve);
    });

    expect(clock.uptime() - begin).toBeGreaterThanOrEqual(20);
  });

  it("does not ring when it was cancelled, however often", async () => {
    const clock = new SystemClock();
    let rings = 0;
    const cancel = clock.after(millis(1), () => rings++);

    cancel();
    cancel();
    await new Promise<void>((resolve) => {
      clock.after(millis(10), resolve);
    });

    expect(rings).toBe(0);
  });

  it("takes a negative delay for none", async () => {
    await new Promise<void>((resolve) => {
      new SystemClock().after(millis(-5), resolve);
    });
  });

  it("does not ring early for a delay that the platform's timers cannot hold", async () => {
    const clock = new SystemClock();
    let rings = 0;
    const cancel = clock.after(millis(2 ** 40), () => rings++);

    await new Promise<void>((resolve) => {
      clock.after(millis(10), resolve);
    });
    cancel();

    expect(rings).toBe(0);
  });
});
