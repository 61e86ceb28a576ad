import { readFileSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { seconds } from "#hal/core/units";
import { cards } from "#simulator/rehearsal";
import { fieldsOf } from "#simulator/csms/payload-fields";
import { expectBill } from "#test/support/rehearsal-bill";
import { type RehearsalBench, startBench } from "#test/support/rehearsal-bench";
import { until } from "#test/support/rehearsal-until";
import { type DiskOrder, hasCompiler, TroubledDisk } from "#test/support/troubled-disk";

/** Wh; some three samples at 22 kW. */
const PART = 200;

async function benchOnDisk() {
  const made: TroubledDisk[] = [];
  const environment = (directory: string) => {
    const disk = new TroubledDisk(directory);
    made.push(disk);
    return disk.environment;
  };
  const bench = await startBench({ environment });
  const [disk] = made;
  if (disk === undefined) throw new TypeError("no disk was made");
  onTestFinished(() => {
    disk.say("well");
  });
  return { bench, disk };
}

/** What the agent says of its disk. */
async function trouble(bench: RehearsalBench): Promise<unknown> {
  const status = await bench.agentStatus();
  return status === undefined ? undefined : fieldsOf(fieldsOf(status)["store"])["trouble"];
}

async function untilTrouble(bench: RehearsalBench, isThere: boolean): Promise<void> {
  const look = async () => {
    const said = await trouble(bench);
    return said === undefined ? false : (said !== null) === isThere;
  };
  await until(isThere ? "the agent notices its disk" : "the agent has its disk back", look, seconds(60));
}

/** How long the commits took that made the agent call its disk slow, in ms. */
function slowCommits(bench: RehearsalBench): readonly unknown[] {
  const lines = readFileSync(bench.rehearsal.logFile, "utf8").split("\n");
  return lines.filter((line) => line.includes('"store.slow"')).map((line) => fieldsOf(JSON.parse(line))["took"]);
}

/** Asks the agent again and again, from now on: how long the longest answer took, in ms. */
function watchStalls(bench: RehearsalBench) {
  const begun = performance.now();
  let [longest, isOver] = [0, false];
  const watch = async () => {
    while (!isOver) {
      const asked = performance.now();
      await bench.agentStatus();
      longest = Math.max(longest, performance.now() - asked);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  watch().catch(() => undefined);
  onTestFinished(() => {
    isOver = true;
  });
  return {
    longest: () => longest,
    watched: () => performance.now() - begun,
    end: () => {
      isOver = true;
    },
  };
}

/** The charge ends, and everybody agrees on it; it is the process that it was. */
async function endAndJudge(bench: RehearsalBench, from: number, pid: number | undefined): Promise<void> {
  await bench.unplug();
  const to = bench.register();
  expect(bench.rehearsal.agent.pid()).toBe(pid);
  const books = await bench.stop();
  expectBill({ transaction: bench.transaction(), books, from, to });
  expect(bench.received("StartTransaction")).toHaveLength(1);
  expect(bench.received("StopTransaction")).toHaveLength(1);
}

describe.skipIf(!hasCompiler)("a disk below the agent's own process", { timeout: 180_000 }, () => {
  it.each<DiskOrder>(["full", "broken", "readonly"])(
    "R10 that is %s during a charge: it goes on, is billed rightly, and nobody has to come",
    async (order) => {
      const { bench, disk } = await benchOnDisk();
      const pid = bench.rehearsal.agent.pid();
      const from = bench.register();
      await bench.charge();
      disk.say(order);
      await untilTrouble(bench, true);
      await bench.chargeBy(PART);
      expect(bench.isContactorClosed()).toBe(true);
      disk.say("well");
      await untilTrouble(bench, false);
      await endAndJudge(bench, from, pid);
    },
  );

  it("R10 that takes five seconds for a flush: one is felt, then none, while values, an end by card and its message come, and an end opens the contactor before it is on disk", async () => {
    const { bench, disk } = await benchOnDisk();
    const pid = bench.rehearsal.agent.pid();
    const from = bench.register();
    await bench.charge();
    disk.say("slow 5");
    await untilTrouble(bench, true);
    // One flush, and what else a busy machine takes.
    const felt = slowCommits(bench);
    expect(felt).toHaveLength(1);
    expect(felt[0]).toBeLessThan(8000);
    const stalls = watchStalls(bench);
    await bench.chargeBy(PART);
    bench.station.tapCard(cards.valid);
    await until("the contactor is open", () => !bench.isContactorClosed(), seconds(30));
    expect(bench.received("StopTransaction")).toEqual([]);
    await until("the end is told", () => bench.received("StopTransaction").length === 1, seconds(60));
    await until("four more flushes are over", () => stalls.watched() > 25_000, seconds(60));
    expect(await trouble(bench)).toMatchObject({ isSlow: true });
    expect(stalls.longest()).toBeLessThan(2000);
    expect(slowCommits(bench)).toHaveLength(1);
    stalls.end();
    disk.say("well");
    await untilTrouble(bench, false);
    expect(readFileSync(bench.rehearsal.logFile, "utf8")).not.toContain("heartbeat.missed");
    await endAndJudge(bench, from, pid);
  });
});
