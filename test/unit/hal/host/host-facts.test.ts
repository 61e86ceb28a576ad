import { ReadlineParser } from "@serialport/parser-readline";
import { describe, expect, it } from "vitest";
import { epochMillis, millis } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { readBootId } from "#hal/host/boot-id";
import { settleMacrotasks } from "#hal/host/macrotask";
import { SystemRandom } from "#hal/host/system-random";

describe("chance of this machine", () => {
  it("is uniform in [0, 1) as far as ten thousand draws tell", () => {
    const stream = new SystemRandom().stream("any");
    const draws = Array.from({ length: 10_000 }, () => stream.next());

    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    expect(draws.reduce((sum, draw) => sum + draw, 0) / draws.length).toBeCloseTo(0.5, 1);
  });

  it("does not repeat itself from one stream to the next", () => {
    const random = new SystemRandom();

    expect(random.stream("a").next()).not.toBe(random.stream("a").next());
  });
});

describe("the name of this boot", () => {
  it("is the same at every look", () => {
    expect(readBootId()).toBe(readBootId());
    expect(readBootId()).not.toBe("");
  });

  it("is derived where the kernel does not tell", () => {
    expect(readBootId("/nowhere/boot_id")).toMatch(/-\d+$/);
  });
});

describe("settling by a turn of the event loop", () => {
  it("lets a stream deliver all that was written to it", async () => {
    const parser = new ReadlineParser({ delimiter: "\r" });
    const lines: string[] = [];
    parser.on("data", (line: string) => lines.push(line));

    parser.write("one\rtwo\r");
    await settleMacrotasks();

    expect(lines).toEqual(["one", "two"]);
  });

  it("lets a virtual clock drain the platform's queue between two rings", async () => {
    const clock = new VirtualClock(epochMillis(0), settleMacrotasks);
    const order: string[] = [];
    clock.after(millis(1), () => {
      process.nextTick(() => order.push("tick"));
      setImmediate(() => order.push("immediate"));
    });
    clock.after(millis(2), () => order.push("ring"));

    await clock.advance(millis(2));

    expect(order).toEqual(["tick", "immediate", "ring"]);
  });
});
