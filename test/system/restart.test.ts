import { describe, expect, it } from "vitest";
import { cards } from "#simulator/rehearsal";
import { expectBill } from "#test/support/rehearsal-bill";
import { type RehearsalBench, startBench } from "#test/support/rehearsal-bench";
import { until } from "#test/support/rehearsal-until";

/** Wh; some three samples at 22 kW. */
const PART = 200;

async function ended(bench: RehearsalBench): Promise<void> {
  await until("the back end has the end of the transaction", () => bench.transaction().stop !== undefined);
}

describe("an agent that dies", () => {
  it("ends the interrupted charge once, with what the meter shows after the contactor has opened", async () => {
    const bench = await startBench();
    const from = bench.register();
    await bench.charge();
    await bench.chargeBy(PART);
    await bench.rehearsal.killAgent();
    // The board goes on by itself until somebody asks again or its heartbeat is missed.
    await bench.chargeBy(PART);
    expect(bench.stored().runs).toEqual([{ endedInOrder: false }]);

    await bench.rehearsal.startAgent();
    await ended(bench);
    await bench.isStatus("Finishing");
    const between = bench.register();
    const interrupted = bench.transaction();
    expect(bench.lastContactorEdge()?.kind).toBe("contactor.opened");
    expect(interrupted.stop?.reason).toBe("Reboot");
    expect(between - from).toBeGreaterThan(2 * PART);

    bench.station.tapCard(cards.valid);
    await until("another transaction", () => bench.transactions().length === 2);
    await bench.isStatus("Charging");
    await bench.chargeBy(PART);
    await bench.unplug();
    const to = bench.register();
    const books = await bench.stop();

    expectBill({ transaction: interrupted, books, from, to: between });
    expectBill({ transaction: bench.transaction(), books, from: between, to });
    expect(bench.received("StartTransaction")).toHaveLength(2);
    expect(bench.received("StopTransaction")).toHaveLength(2);
    expect(bench.csms.state().strays).toEqual([]);
    expect(books.unbilled).toEqual([]);
  });

  it("delivers a charge that began, went on and broke off without network, in order and once", async () => {
    const bench = await startBench({ variables: { AllowOfflineTxForUnknownId: "true" } });
    const from = bench.register();
    bench.network.cut();
    await bench.untilAgent("the agent is offline", ({ csms }) => csms.connection !== "connected");
    bench.station.plugIn({ stateOfCharge: 0.2 });
    await bench.untilAgent("the connector is preparing", ({ evses }) => evses[0]?.status === "preparing");
    bench.station.tapCard(cards.valid);
    await until("energy flows", () => bench.isContactorClosed());
    await bench.chargeBy(PART);
    await bench.rehearsal.killAgent();
    await bench.rehearsal.startAgent();
    const { csms } = await bench.untilAgent("the old charge is ended", ({ evses }) => evses[0]?.status === "finishing");
    const to = bench.register();
    // The start and the end; the kill may take the values of the last minute.
    expect(csms.queuedFacts).toBeGreaterThanOrEqual(2);
    expect(bench.transactions()).toEqual([]);

    const before = bench.csms.messages.length;
    bench.network.mend();
    await until("the back end has the whole charge", () => bench.transactions()[0]?.stop !== undefined);
    await bench.isStatus("Finishing");
    const transaction = bench.transaction();
    const books = await bench.stop();

    const parts = bench.csms.messages.slice(before).map(({ action }) => action);
    expect(parts[0]).toBe("BootNotification");
    const facts = parts.filter((action) => /Transaction|MeterValues/.test(action));
    expect(facts).toEqual(["StartTransaction", ...facts.slice(1, -1).map(() => "MeterValues"), "StopTransaction"]);
    expectBill({ transaction, books, from, to });
    expect(transaction.stop?.reason).toBe("Reboot");
  });
});

describe("an agent that is asked to end", () => {
  it("opens the contactor, has the end of the charge on disk before it goes, and delivers it at the next start", async () => {
    const bench = await startBench();
    const from = bench.register();
    await bench.charge();
    await bench.chargeBy(PART);
    bench.network.cut();
    const asked = bench.clock.now();
    const { code } = await bench.rehearsal.agent.stop();
    const gone = bench.clock.now();

    expect(code).toBe(0);
    expect(bench.isContactorClosed()).toBe(false);
    const opened = bench.lastContactorEdge();
    expect(opened?.at).toBeGreaterThan(asked);
    expect(opened?.at).toBeLessThan(gone);
    const left = bench.stored();
    expect(left.sessions).toMatchObject([{ stopCause: "reboot" }]);
    expect(left.waiting.at(-1)?.type).toBe("transaction.ended");
    expect(left.runs).toEqual([{ endedInOrder: true }]);

    const to = bench.register();
    bench.network.mend();
    await bench.rehearsal.startAgent();
    await ended(bench);
    const books = await bench.stop();

    expectBill({ transaction: bench.transaction(), books, from, to });
    expect(bench.transaction().stop?.reason).toBe("Reboot");
    expect(bench.received("StopTransaction")).toHaveLength(1);
    expect(bench.register()).toBe(to);
  });
});
