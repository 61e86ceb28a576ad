import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cards } from "#simulator/rehearsal";
import { expectBill } from "#test/support/rehearsal-bill";
import { type RehearsalBench, startBench } from "#test/support/rehearsal-bench";
import { until } from "#test/support/rehearsal-until";

/** Wh; some three samples at 22 kW. */
const PART = 200;

const damages: Readonly<Record<string, (path: string) => void>> = {
  zeroed: (path) => {
    writeFileSync(path, Buffer.alloc(readFileSync(path).length));
  },
  truncated: (path) => {
    truncateSync(path, Math.floor(readFileSync(path).length / 2));
  },
  deleted: (path) => {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
  },
};

/** Until the whole station works again, in milliseconds. */
async function started(bench: RehearsalBench): Promise<number> {
  const begun = performance.now();
  await bench.rehearsal.startAgent();
  await bench.untilAgent("the agent is back", ({ csms }) => csms.connection === "connected");
  await until("the interrupted charge is ended", () => bench.transaction().stop !== undefined);
  return performance.now() - begun;
}

it.each(Object.keys(damages))(
  "R9 a database that was %s while the power was off: within 30 s the station is up, knows its charges and begins new ones",
  { timeout: 90_000 },
  async (kind) => {
    const bench = await startBench();
    const from = bench.register();
    await bench.charge();
    await bench.chargeBy(PART);
    await bench.rehearsal.killAgent();
    damages[kind]?.(join(bench.directory, "store", "station.db"));

    expect(await started(bench)).toBeLessThan(30_000);
    await bench.isStatus("Finishing");
    const between = bench.register();
    const interrupted = bench.transaction();
    bench.station.tapCard(cards.valid);
    await bench.isStatus("Charging");
    await bench.chargeBy(PART);
    await bench.unplug();
    const to = bench.register();
    const books = await bench.stop();

    expectBill({ transaction: interrupted, books, from, to: between });
    expectBill({ transaction: bench.transaction(), books, from: between, to });
    expect(bench.received("StartTransaction")).toHaveLength(2);
    expect(bench.received("StopTransaction")).toHaveLength(2);
  },
);
