import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { epochMillis, hours, millis, minutes, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { LogKeeper } from "#agent/runtime/log-keeper";
import { createLog } from "#agent/runtime/logger";
import { temporaryDirectory } from "#test/support/temporary-directory";

const START = epochMillis(Date.UTC(2026, 2, 1));

function rig(directory = join(temporaryDirectory(), "log")) {
  const clock = new VirtualClock(START);
  const keeper = new LogKeeper({ directory, clock });
  keeper.start();
  const log = createLog({ level: "info", clock, destination: { write: () => undefined }, also: keeper });
  const bytes = () => readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
  return { clock, keeper, log, directory, bytes };
}

const eventsOf = (lines: Iterable<string>) =>
  [...lines].map((line) => String((JSON.parse(line) as { readonly event: unknown }).event));

describe("the log that is kept for diagnostics", () => {
  it("holds what was said, oldest first, over a restart", async () => {
    const { clock, keeper, log, directory } = rig();
    log.info({}, "first");
    await clock.advance(minutes(1));
    log.info({}, "second");
    keeper.stop();
    const later = rig(directory);
    later.log.info({}, "third");
    expect(eventsOf(later.keeper.lines({}))).toEqual(["first", "second", "third"]);
    expect(later.keeper.span()).toEqual({ from: START, to: START + minutes(1) });
  });

  it("gives the lines of a window", async () => {
    const { clock, keeper, log } = rig();
    for (const event of ["a", "b", "c"]) {
      log.info({}, event);
      await clock.advance(minutes(20));
    }
    const at = (minute: number) => epochMillis(START + minutes(minute));
    expect(eventsOf(keeper.lines({ from: at(20) }))).toEqual(["b", "c"]);
    expect(eventsOf(keeper.lines({ to: at(20) }))).toEqual(["a", "b"]);
    expect(eventsOf(keeper.lines({ from: at(1), to: at(39) }))).toEqual(["b"]);
  });

  it("writes ordinary lines every ten minutes and trouble at once, so that a crash leaves its last words", async () => {
    const { clock, keeper, log, directory } = rig();
    log.info({}, "ordinary");
    await clock.advance(minutes(9));
    expect(() => readdirSync(directory)).toThrow();
    await clock.advance(minutes(1));
    log.error({}, "trouble");
    expect(readFileSync(join(directory, "log-0.jsonl"), "utf8")).not.toContain("trouble");
    await clock.advance(minutes(1));
    log.error({}, "more trouble");
    expect(readFileSync(join(directory, "log-0.jsonl"), "utf8")).toContain("more trouble");
    keeper.stop();
    expect(clock.pending()).toBe(0);
  });

  it("wears the flash by less than half a megabyte an hour, whatever is said", async () => {
    const { clock, keeper, log, bytes } = rig();
    for (let second = 0; second < 3599; second += 1) {
      log.error({ text: "x".repeat(500) }, "the same again");
      await clock.advance(seconds(1));
    }
    keeper.flush();
    expect(bytes()).toBeLessThan(500_000);
    expect([...keeper.lines({})].length).toBeGreaterThan(100);
  });

  it("keeps a limited number of files of limited size, and the newest lines", async () => {
    const { clock, keeper, log, directory, bytes } = rig();
    for (let hour = 0; hour < 12; hour += 1) {
      for (let count = 0; count < 700; count += 1) log.info({ hour, text: "x".repeat(500) }, "filler");
      await clock.advance(hours(1));
    }
    log.info({}, "newest");
    keeper.flush();
    expect(readdirSync(directory).length).toBeLessThanOrEqual(4);
    expect(bytes()).toBeLessThan(4 * 1_000_000);
    expect(eventsOf(keeper.lines({})).at(-1)).toBe("newest");
  });

  it("bounds what waits in memory and drops the oldest", async () => {
    const { clock, keeper, log } = rig();
    await clock.advance(millis(1));
    for (let count = 0; count < 3000; count += 1) log.info({ count, text: "x".repeat(400) }, "flood");
    const lines = [...keeper.lines({})];
    expect(lines.join("").length).toBeLessThan(800_000);
    expect(lines.at(-1)).toContain('"count":2999');
  });

  it("leaves out half a line that a power cut left", () => {
    const first = rig();
    first.log.info({}, "whole");
    first.keeper.stop();
    const file = join(first.directory, "log-0.jsonl");
    writeFileSync(file, `${readFileSync(file, "utf8")}{"level":"info","time":"2026-03-01T00:00`);
    const later = rig(first.directory);
    later.log.info({}, "after");
    later.keeper.flush();
    expect(eventsOf(later.keeper.lines({}))).toEqual(["whole", "after"]);
  });

  it("goes on in memory when the disk takes nothing", () => {
    const file = join(temporaryDirectory(), "file");
    writeFileSync(file, "");
    const { keeper, log } = rig(join(file, "log"));
    log.error({}, "said");
    keeper.flush();
    log.error({}, "again");
    expect(eventsOf(keeper.lines({})).at(-1)).toBe("again");
  });

  it("has no span before anything was said", () => {
    expect(rig().keeper.span()).toBeUndefined();
  });
});
