import { describe, expect, it } from "vitest";
import { epochMillis, millis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { ScaledClock } from "#hal/host/scaled-clock";

describe("a scaled clock", () => {
  it("agrees with its base at the anchor and runs faster from there", async () => {
    const base = new VirtualClock(epochMillis(1_000_000));
    const clock = new ScaledClock(base, { speed: 60, anchor: epochMillis(1_000_000) });
    expect(clock.now()).toBe(1_000_000);

    await base.advance(seconds(1));

    expect(clock.now()).toBe(1_060_000);
    expect(clock.uptime()).toBe(60_000);
  });

  it("shows the same time in two processes that began at different moments", async () => {
    const base = new VirtualClock(epochMillis(5_000));
    const settings = { speed: 10, anchor: epochMillis(1_000) };
    const first = new ScaledClock(base, settings);
    await base.advance(seconds(7));
    const second = new ScaledClock(base, settings);

    expect(second.now()).toBe(first.now());
  });

  it("rings after its own time", async () => {
    const base = new VirtualClock(epochMillis(0));
    const clock = new ScaledClock(base, { speed: 60, anchor: epochMillis(0) });
    let rangAt = -1;
    clock.after(seconds(60), () => (rangAt = clock.uptime()));

    await base.advance(millis(999));
    expect(rangAt).toBe(-1);
    await base.advance(millis(1));

    expect(rangAt).toBe(60_000);
  });

  it("cancels in the base too", () => {
    const base = new VirtualClock(epochMillis(0));
    const clock = new ScaledClock(base, { speed: 2, anchor: epochMillis(0) });

    clock.after(seconds(1), () => undefined)();

    expect(base.pending()).toBe(0);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("refuses a speed of %d", (speed) => {
    const base = new VirtualClock(epochMillis(0));

    expect(() => new ScaledClock(base, { speed, anchor: epochMillis(0) })).toThrow(/clock\.bad-speed/);
  });
});
