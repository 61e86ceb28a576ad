import { describe, expect, it } from "vitest";
import { millis, seconds } from "#hal/core/units";
import type { CsmsTransaction } from "#simulator/csms/csms-state";
import type { AgentStatus } from "#simulator/panel/agent-status";
import { expectBill } from "#test/support/rehearsal-bill";
import { type RehearsalBench, startBench } from "#test/support/rehearsal-bench";

/** Wh of each third of a charge: some three samples at 22 kW. */
const THIRD = 200;

/** In the world's time. */
interface Outage {
  readonly from: number;
  readonly to: number;
}

async function outage(bench: RehearsalBench, begin: () => Promise<void> | void): Promise<Outage> {
  const from = bench.clock.now();
  await begin();
  await bench.chargeBy(THIRD);
  expect(bench.transaction().meterValues.filter(({ timestamp }) => Date.parse(timestamp) > from)).toEqual([]);
  const to = bench.clock.now();
  bench.network.mend();
  return { from, to };
}

function valuesOf(transaction: CsmsTransaction, { from, to }: Outage): number {
  return transaction.meterValues.filter(({ timestamp }) => Date.parse(timestamp) > from && Date.parse(timestamp) < to)
    .length;
}

describe("a network that fails in the middle of a charge", () => {
  it("costs no watt-hour and no message when it is cut, and what waited keeps its time and its order", async () => {
    const bench = await startBench();
    const from = bench.register();
    await bench.charge();
    await bench.chargeBy(THIRD);
    const gap = await outage(bench, () => {
      bench.network.cut();
    });
    await bench.chargeBy(THIRD);
    await bench.unplug();
    const to = bench.register();
    const books = await bench.stop();
    const transaction = bench.transaction();

    expect(to - from).toBeGreaterThan(3 * THIRD);
    expectBill({ transaction, books, from, to, repeats: 1 });
    expect(valuesOf(transaction, gap)).toBeGreaterThanOrEqual(2);
    expect(transaction.stop?.reason).toBe("EVDisconnected");
    expect(bench.received("StartTransaction")).toHaveLength(1);
    expect(bench.received("StopTransaction")).toHaveLength(1);
  });

  it("2.4 is noticed within two ping intervals when it goes without a sign, and costs nothing either", async () => {
    const bench = await startBench({ variables: { WebSocketPingInterval: "1" } });
    const from = bench.register();
    await bench.charge();
    await bench.chargeBy(THIRD);
    const gap = await outage(bench, async () => {
      bench.network.blackhole();
      // The pings keep real time; the rest is for the looking.
      const isLost = ({ csms }: AgentStatus) => csms.connection !== "connected";
      await bench.untilAgent("the agent knows that it is offline", isLost, millis(seconds(2) + 500));
    });
    await bench.untilAgent("the agent is back", ({ csms }) => csms.connection === "connected");
    await bench.chargeBy(THIRD);
    await bench.unplug();
    const to = bench.register();
    const books = await bench.stop();
    const transaction = bench.transaction();

    expectBill({ transaction, books, from, to, repeats: 1 });
    expect(valuesOf(transaction, gap)).toBeGreaterThanOrEqual(2);
    expect(bench.received("StartTransaction")).toHaveLength(1);
    expect(bench.received("StopTransaction")).toHaveLength(1);
  });
});
