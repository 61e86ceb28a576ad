import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { silentLog } from "#hal/core/log";
import { seconds } from "#hal/core/units";
import { openDatabase } from "#agent/store/database";
import { expectBill } from "#test/support/rehearsal-bill";
import { type RehearsalBench, startBench } from "#test/support/rehearsal-bench";
import { until } from "#test/support/rehearsal-until";
import { runInside } from "#test/support/inspector";
import { SignListener } from "#test/support/sign-listener";

/** Of the guardian; 30 s on a wall, less here. */
const PATIENCE = 3000;
/** Wh; some three samples at 22 kW. */
const PART = 200;

/** What systemd does with a process that is silent for too long; resolves with how long that took, in milliseconds. */
async function guard(bench: RehearsalBench, listener: SignListener): Promise<number> {
  const since = Date.now();
  await until("the signs of life end", () => Date.now() - listener.lastAt() > PATIENCE, seconds(20));
  await bench.rehearsal.killAgent();
  return Date.now() - since;
}

/** A charge is on; the agent hangs, is found, ended and started again. */
async function hangs(hang: (pid: number, bench: RehearsalBench) => Promise<void> | (() => void)): Promise<void> {
  const listener = new SignListener();
  const bench = await startBench({ environment: () => listener.environment(PATIENCE) });
  await until("it is told that the charge point works", () => listener.told().includes("READY=1"));
  await until("signs of life come", () => listener.signs() >= 2);
  const from = bench.register();
  await bench.charge();
  await bench.chargeBy(PART);
  const pid = bench.rehearsal.agent.pid();
  if (pid === undefined) return expect.fail("the agent does not run");
  const letGo = await hang(pid, bench);
  const foundAfter = await guard(bench, listener);
  expect(foundAfter).toBeLessThan(seconds(60));

  letGo?.();
  const restarted = Date.now();
  await bench.rehearsal.startAgent();
  await until("the open charge is ended", () => bench.transaction().stop !== undefined, seconds(60));
  expect(Date.now() - restarted).toBeLessThan(seconds(60));
  await bench.isStatus("Finishing");
  expect(bench.lastContactorEdge()?.kind).toBe("contactor.opened");
  const to = bench.register();
  const transaction = bench.transaction();
  const books = await bench.stop();
  expectBill({ transaction, books, from, to });
  expect(books.unbilled).toEqual([]);
  expect(bench.received("StartTransaction")).toHaveLength(1);
  expect(bench.received("StopTransaction")).toHaveLength(1);
}

describe("an agent that hangs", () => {
  it("R13 R6 is found when it is stopped, and loses nothing", async () => {
    await hangs((pid) => {
      process.kill(pid, "SIGSTOP");
      return () => undefined;
    });
  });

  it("R13 R6 is found when its event loop runs for ever, and loses nothing", async () => {
    await hangs((pid) => runInside(pid, "setTimeout(() => { for (;;); }, 1)"));
  });

  it("R13 R6 is found when its database takes no write and keeps it waiting, and loses nothing", async () => {
    await hangs((_pid, bench) => {
      const other = openDatabase({ path: join(bench.directory, "store", "station.db"), log: silentLog });
      other.execute("BEGIN IMMEDIATE");
      return () => {
        other.close();
      };
    });
  });

  it("R13 gives signs of life again after a hold-up that was short enough", async () => {
    const listener = new SignListener();
    const bench = await startBench({ environment: () => listener.environment(PATIENCE) });
    await until("signs of life come", () => listener.signs() >= 1);
    const pid = bench.rehearsal.agent.pid();
    if (pid === undefined) return expect.fail("the agent does not run");
    process.kill(pid, "SIGSTOP");
    await until("some time has passed", () => Date.now() - listener.lastAt() > 2000, seconds(10));
    process.kill(pid, "SIGCONT");
    const before = listener.signs();
    await until("signs of life come again", () => listener.signs() > before + 1);
    await bench.stop();
    expect(listener.told()).toContain("STOPPING=1");
  });
});
