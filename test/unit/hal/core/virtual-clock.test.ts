import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochMillis, millis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";

describe("a virtual clock", () => {
  it("stands still until it is advanced", async () => {
    const clock = new VirtualClock(epochMillis(1000));
    let rings = 0;
    clock.after(millis(0), () => rings++);

    await Promise.resolve();
    expect([clock.now(), clock.uptime(), rings]).toEqual([1000, 0, 0]);
    await clock.advance(millis(5));

    expect([clock.now(), clock.uptime(), rings]).toEqual([1005, 5, 1]);
  });

  it("rings in the order of due times, equal ones in the order of their making", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(50), { maxLength: 60 }), async (delays) => {
        const clock = new VirtualClock(epochMillis(0));
        const rung: number[] = [];
        delays.forEach((delay, index) => clock.after(millis(delay), () => rung.push(index)));

        await clock.advance(millis(50));

        const expected = delays.map((delay, index) => ({ delay, index })).sort((a, b) => a.delay - b.delay);
        expect(rung).toEqual(expected.map(({ index }) => index));
      }),
    );
  });

  it("rings none of those that were cancelled, whatever else is in the heap", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(50), fc.boolean()), { maxLength: 60 }), async (timers) => {
        const clock = new VirtualClock(epochMillis(0));
        const rung = new Set<number>();
        const cancels = timers.map(([delay], index) => clock.after(millis(delay), () => rung.add(index)));
        timers.forEach(([, isCancelled], index) => {
          if (isCancelled) cancels[index]?.();
        });
        const left = timers.filter(([, isCancelled]) => !isCancelled).length;
        expect(clock.pending()).toBe(left);

        await clock.advance(millis(50));

        expect(rung.size).toBe(left);
        timers.forEach(([, isCancelled], index) => {
          expect(rung.has(index)).toBe(!isCancelled);
        });
      }),
    );
  });

  it("takes a second cancelling for nothing", () => {
    const clock = new VirtualClock(epochMillis(0));
    const cancel = clock.after(seconds(1), () => undefined);
    clock.after(seconds(1), () => undefined);

    cancel();
    cancel();

    expect(clock.pending()).toBe(1);
  });

  it("rings what a ring has set within the same advance, at its own time", async () => {
    const clock = new VirtualClock(epochMillis(0));
    const rung: number[] = [];
    const again = () => {
      rung.push(clock.uptime());
      clock.after(millis(10), again);
    };
    clock.after(millis(10), again);

    await clock.advance(millis(35));

    expect(rung).toEqual([10, 20, 30]);
    expect(clock.uptime()).toBe(35);
  });

  it("moves on for a delay so small that it would be lost in a long uptime", async () => {
    const clock = new VirtualClock(epochMillis(0));
    await clock.advance(millis(25 * 86_400_000));
    const before = clock.uptime();
    let rungAt = before;
    clock.after(millis(1e-8), () => (rungAt = clock.uptime()));

    await clock.advance(millis(1));

    expect(rungAt).toBeGreaterThan(before);
  });

  it("does not ring for ever at one moment", async () => {
    const clock = new VirtualClock(epochMillis(0), () => Promise.resolve());
    const again = () => clock.after(millis(0), again);
    again();
    await expect(clock.advance(millis(5))).rejects.toThrow("time stands still at 0 ms");
  });

  it("lets promises come to rest between two rings", async () => {
    const clock = new VirtualClock(epochMillis(0));
    const order: string[] = [];
    clock.after(millis(1), () => {
      Promise.resolve()
        .then(() => Promise.resolve())
        .then(
          () => order.push("settled"),
          () => order.push("failed"),
        );
    });
    clock.after(millis(1), () => order.push("next ring"));

    await clock.advance(millis(1));

    expect(order).toEqual(["settled", "next ring"]);
  });

  it("steps its wall time without touching timers and uptime", async () => {
    const clock = new VirtualClock(epochMillis(0));
    let rangAt = -1;
    clock.after(seconds(10), () => (rangAt = clock.uptime()));
    await clock.advance(seconds(5));

    clock.setWallTime(epochMillis(1_000_000));
    expect([clock.now(), clock.uptime()]).toEqual([1_000_000, 5_000]);
    await clock.advance(seconds(5));

    expect(rangAt).toBe(10_000);
    expect(clock.now()).toBe(1_005_000);
  });

  it("advances until a condition holds, and says when it did not", async () => {
    const clock = new VirtualClock(epochMillis(0));
    let isDone = false;
    clock.after(millis(450), () => (isDone = true));

    expect(await clock.advanceUntil(() => isDone, millis(200))).toBe(false);
    expect(await clock.advanceUntil(() => isDone, seconds(1))).toBe(true);
    expect(clock.uptime()).toBe(500);
  });
});
