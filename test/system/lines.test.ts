import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { seconds } from "#hal/core/units";
import { fieldsOf } from "#simulator/csms/payload-fields";
import { cards } from "#simulator/rehearsal";
import { repository } from "#test/support/architecture-tree";
import { energiesOf, expectBill } from "#test/support/rehearsal-bill";
import { type RehearsalBench, startBench } from "#test/support/rehearsal-bench";
import { until } from "#test/support/rehearsal-until";
import { temporaryDirectory } from "#test/support/temporary-directory";

/** Wh; some three samples at 22 kW. */
const PART = 200;

function isReported(bench: RehearsalBench, report: object, connectorId = 1): Promise<unknown> {
  const holds = () => {
    const last = bench.reports(connectorId).at(-1) ?? {};
    return Object.entries(report).every(([name, value]) => last[name] === value);
  };
  return until(`connector ${String(connectorId)} is ${JSON.stringify(report)}`, holds, seconds(12));
}

describe("a line whose plug is pulled in the middle of a charge", () => {
  it("of the charging controller is a fault that heals: the charge goes on when the board is back", async () => {
    const bench = await startBench();
    const from = bench.register();
    await bench.charge();
    await bench.chargeBy(PART);
    await bench.rehearsal.cutLine("controller");
    await isReported(bench, { status: "Faulted", errorCode: "InternalError", vendorErrorCode: "board.silent" });
    const { evses } = await bench.untilAgent("a word of the agent", () => true);
    // Nobody can tell the board to stop; what it gives meanwhile is on the meter.
    expect(evses[0]).toMatchObject({ pilot: null, offeredA: 0, session: { csmsNumber: bench.transaction().id } });
    await bench.chargeBy(PART);
    const mended = bench.clock.now();
    await bench.rehearsal.mendLine("controller");
    await isReported(bench, { status: "Charging", errorCode: "NoError" });

    const edges = bench.station.truth().filter(({ kind, at }) => kind.startsWith("contactor") && at > mended);
    expect(edges.map(({ kind }) => kind)).toEqual(["contactor.opened", "contactor.closed"]);
    await bench.chargeBy(PART);
    await bench.unplug();
    const to = bench.register();
    const books = await bench.stop();
    expectBill({ transaction: bench.transaction(), books, from, to });
    expect(bench.received("StartTransaction")).toHaveLength(1);
  });

  it("of the meter is a warning first, and after a minute the end with the last value that was written down", async () => {
    const bench = await startBench();
    await bench.charge();
    await bench.chargeBy(PART);
    await bench.rehearsal.cutLine("meter");
    await isReported(bench, {
      status: "Charging",
      errorCode: "PowerMeterFailure",
      vendorErrorCode: "meter.silent",
    });
    const warnedAt = Date.parse(String(bench.reports().at(-1)?.["timestamp"]));
    const stop = await until("the transaction has ended", () => bench.transaction().stop);

    expect(stop.reason).toBe("Other");
    expect(stop.meterStop).toBe(energiesOf(bench.transaction()).at(-1));
    expect(Date.parse(stop.at) - warnedAt).toBeGreaterThanOrEqual(60_000);
    expect(Date.parse(stop.at) - warnedAt).toBeLessThan(90_000);
    expect(bench.isContactorClosed()).toBe(false);
    await isReported(bench, { status: "Faulted", errorCode: "PowerMeterFailure" });
    bench.station.tapCard(cards.valid);
    bench.station.unplug();
    await bench.rehearsal.mendLine("meter");
    await isReported(bench, { status: "Available", errorCode: "NoError" });
    const books = await bench.stop();
    expect(bench.transactions()).toHaveLength(1);
    expect(books.sessions).toMatchObject([{ stopCause: "other" }]);
    expect(Math.floor(books.sessions[0]?.meterStop ?? 0)).toBe(stop.meterStop);
    expect(books.waiting).toEqual([]);
  });

  it("of the card reader is told for the station and leaves the back end's own start and stop alone", async () => {
    const bench = await startBench();
    const from = bench.register();
    await bench.rehearsal.cutLine("reader");
    await isReported(bench, { status: "Available", errorCode: "ReaderFailure", vendorErrorCode: "reader.silent" }, 0);
    bench.station.plugIn({ stateOfCharge: 0.2 });
    await bench.isStatus("Preparing");
    const start = { idTag: cards.valid, connectorId: 1 };
    expect(await bench.csms.call("RemoteStartTransaction", start)).toEqual({ status: "Accepted" });
    await bench.isStatus("Charging");
    await bench.chargeBy(PART);
    const { id } = bench.transaction();
    expect(await bench.csms.call("RemoteStopTransaction", { transactionId: id })).toEqual({ status: "Accepted" });
    await until("the transaction has ended", () => bench.transaction().stop);
    await bench.isStatus("Finishing");
    const to = bench.register();
    await bench.rehearsal.mendLine("reader");
    await isReported(bench, { status: "Available", errorCode: "NoError" }, 0);
    await bench.unplug();
    const books = await bench.stop();

    expect(bench.transaction().stop?.reason).toBe("Remote");
    expectBill({ transaction: bench.transaction(), books, from, to });
  });
});

describe("an agent that stands still for longer than the board's heartbeat", () => {
  it("finds the board at its fallback current and brings it back to the full one", async () => {
    const bench = await startBench({ board: boardWithHeartbeat(11) });
    const from = bench.register();
    await bench.charge();
    const offered = () => bench.station.snapshot().evses[0]?.offered;
    await until("32 A are offered", () => offered() === 32);
    const pid = bench.rehearsal.agent.pid() ?? 0;
    process.kill(pid, "SIGSTOP");
    try {
      await until("the board has fallen back to 6 A", () => offered() === 6, seconds(13));
      await until("the vehicle follows", () => (bench.station.snapshot().evses[0]?.power ?? Infinity) < 3 * 6 * 250);
      expect(bench.isContactorClosed()).toBe(true);
    } finally {
      process.kill(pid, "SIGCONT");
    }
    await until("32 A are offered again", () => offered() === 32);
    await bench.chargeBy(PART);
    expect(bench.status()).toBe("Charging");
    expect(bench.station.truth().filter(({ kind }) => kind === "contactor.opened")).toEqual([]);
    await bench.unplug();
    const to = bench.register();
    const books = await bench.stop();
    expectBill({ transaction: bench.transaction(), books, from, to });
  });
});

/** The shipped board, with less patience. The agent renews its permission every ten seconds. */
function boardWithHeartbeat(patience: number): string {
  const shipped = readFileSync(join(repository, "config", "boards", "openevse-sdm630.json"), "utf8");
  const board = JSON.parse(shipped, (key, value: unknown) =>
    key === "heartbeat" ? { ...fieldsOf(value), seconds: patience } : value,
  ) as unknown;
  const file = join(temporaryDirectory(), "impatient.json");
  writeFileSync(file, JSON.stringify(board));
  return file;
}
