import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { evseId } from "#hal/core/charging";
import { silentLog } from "#hal/core/log";
import { epochMillis, wattHours } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import type { TransactionCost } from "#agent/domain/cost/outlet-cost";
import { transactionId } from "#agent/domain/transaction/station-fact";
import { decodeCost } from "#agent/store/cost-codec";
import { openStationStore } from "#agent/store/station-store";
import { sessionSample, storeEpoch } from "#test/support/station-store-samples";
import { temporaryDirectory } from "#test/support/temporary-directory";

function open(path = join(temporaryDirectory(), "station.db")) {
  const store = openStationStore({ path, clock: new VirtualClock(storeEpoch), log: silentLog });
  onTestFinished(() => {
    store.close();
  });
  return { path, ...store };
}

const bare = (name: string): TransactionCost => ({
  transactionId: transactionId(name),
  evse: evseId(1),
  stage: "running",
});

const full: TransactionCost = {
  ...bare("t1"),
  stage: "over",
  userPrice: { text: "a", extra: [{ language: "fr", text: "b" }] },
  running: {
    from: "backEnd",
    cost: 1.25,
    at: epochMillis(storeEpoch + 5),
    energy: wattHours(1300.5),
    idleSince: storeEpoch,
    prices: { charging: { kWhPrice: 0.3, hourPrice: 1, flatFee: 2 }, idle: { graceMinutes: 5, hourPrice: 6 } },
    next: { at: epochMillis(storeEpoch + 9), prices: { charging: {} } },
  },
  final: { cost: 3.5, texts: { text: "c", extra: [] }, qrCode: "https://bills.example" },
  unpluggedAt: epochMillis(storeEpoch + 7),
};

describe("the costs of transactions", () => {
  it("are given back as they were put, also after a process that never closed the file", () => {
    const first = open();
    first.sessions.commit({ session: sessionSample("t1"), facts: [] });
    first.costs.put(bare("t1"));
    first.costs.put(full);
    expect(first.costs.find(transactionId("t1"))).toEqual(full);
    expect(first.costs.find(transactionId("t2"))).toBeUndefined();
    expect(open(first.path).costs.find(transactionId("t1"))).toEqual(full);
  });

  it("are those of the newest session of the outlet, even when that one has none", () => {
    const { sessions, costs } = open();
    expect(costs.latest(evseId(1))).toBeUndefined();
    sessions.commit({ session: sessionSample("t1"), facts: [] });
    costs.put(bare("t1"));
    sessions.commit({ session: sessionSample("t2", { evse: evseId(2) }), facts: [] });
    expect(costs.latest(evseId(1))).toEqual(bare("t1"));
    sessions.commit({ session: sessionSample("t3"), facts: [] });
    expect(costs.latest(evseId(1))).toBeUndefined();
  });

  it("ConnectorUnplugged: those that have to be told are listed oldest first until they have been", () => {
    const { sessions, costs } = open();
    for (const name of ["z", "a", "m"]) {
      sessions.commit({ session: sessionSample(name), facts: [] });
      costs.put(name === "m" ? bare(name) : { ...bare(name), unpluggedAt: storeEpoch });
    }
    expect(costs.untold().map((cost) => cost.transactionId)).toEqual(["z", "a"]);
    costs.put(bare("z"));
    expect(costs.untold().map((cost) => cost.transactionId)).toEqual(["a"]);
  });

  it("are refused for a session that is not there", () => {
    expect(() => {
      open().costs.put(bare("nobody"));
    }).toThrow();
  });

  it.each([
    [2, JSON.stringify(bare("t1"))],
    [1, "{"],
    [1, JSON.stringify({ ...bare("t1"), stage: "begun" })],
    [1, JSON.stringify({ ...full, running: { ...full.running, prices: {} } })],
    [1, JSON.stringify({ ...full, final: { cost: "3" } })],
  ])("of format %i with body %s are told apart from good ones", (format, body) => {
    expect(() => decodeCost({ table: "transaction_cost", key: "t1" }, format, body)).toThrow("store.corrupt-row");
  });
});
