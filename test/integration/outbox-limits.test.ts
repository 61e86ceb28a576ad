import { describe, expect, it, onTestFinished } from "vitest";
import { silentLog } from "#hal/core/log";
import { VirtualClock } from "#hal/core/virtual-clock";
import type { TransactionFact } from "#agent/domain/transaction/station-fact";
import type { StationStore } from "#agent/ports/station-store";
import { openStationStore, type StationStoreOptions } from "#agent/store/station-store";
import { endSample, sessionSample, startSample, storeEpoch, updateSample } from "#test/support/station-store-samples";
import { StoreDisk } from "#test/support/store-disk";
import { eventsOf } from "#test/support/store-recovery";

function inMemory(options: Partial<StationStoreOptions> = {}): StationStore {
  const clock = new VirtualClock(storeEpoch);
  const store = openStationStore({ path: ":memory:", clock, log: silentLog, ...options });
  onTestFinished(() => {
    store.close();
  });
  return store;
}

/** A transaction with `updates` values in between, as it happens. */
function charge(store: StationStore, name: string, updates: number): void {
  store.sessions.commit({ session: sessionSample(name), facts: [startSample(name)] });
  for (let seqNo = 1; seqNo <= updates; seqNo++)
    store.sessions.commit({
      session: sessionSample(name, { nextSeqNo: seqNo + 1 }),
      facts: [updateSample(name, seqNo)],
    });
  const end = endSample(name, updates + 1);
  const ended = { at: end.at, meterStop: end.meterStop, cause: end.cause };
  store.sessions.commit({ session: sessionSample(name, { nextSeqNo: updates + 2, ended }), facts: [end] });
}

function deliver(store: StationStore): readonly string[] {
  const told: string[] = [];
  for (let head = store.facts.head(); head !== undefined; head = store.facts.head()) {
    const fact = head.fact as TransactionFact;
    told.push(`${fact.transactionId} ${fact.type} ${String(fact.seqNo)}`);
    const isStart = fact.type === "transaction.started";
    store.facts.settle(head.position, { kind: "delivered", ...(isStart ? { csmsNumber: told.length } : {}) });
  }
  return told;
}

/** So many transactions, each with so many values, and nobody to take them. */
function waiting(transactions: number, updates: number): StationStore {
  const store = inMemory({ thinAbove: 1_000_000 });
  for (let i = 0; i < transactions; i++) {
    const name = `t${String(i)}`;
    const facts = Array.from({ length: updates }, (_none, k) => updateSample(name, k + 1));
    store.sessions.commit({ session: sessionSample(name), facts: [startSample(name), ...facts] });
  }
  expect(store.facts.depth()).toBe(transactions * (updates + 1));
  return store;
}

/** What an answer costs, whatever else the machine did now and then. */
function millisecondsOf({ facts }: StationStore, answers: number): number {
  const costs = Array.from({ length: answers }, () => {
    const begun = performance.now();
    facts.settle(facts.head()?.position ?? 0, { kind: "delivered" });
    return performance.now() - begun;
  });
  return costs.sort((a, b) => a - b)[Math.floor(answers / 4)] ?? Number.NaN;
}

const whole = (name: string, updates: number) => [
  `${name} transaction.started 0`,
  ...Array.from({ length: updates }, (_none, i) => `${name} transaction.updated ${String(i + 1)}`),
  `${name} transaction.ended ${String(updates + 1)}`,
];

describe("the queue of facts", () => {
  it("R4 holds 10,000 offline transactions and delivers them in order, each fact once", () => {
    const store = inMemory();
    const names = Array.from({ length: 10_000 }, (_none, i) => `t${String(i)}`);
    for (const name of names) charge(store, name, 3);
    expect(store.facts.depth()).toBe(50_000);
    expect(deliver(store)).toEqual(names.flatMap((name) => whole(name, 3)));
    expect(store.facts.depth()).toBe(0);
    expect(store.sessions.recent(20_000).every(({ csmsNumber }) => csmsNumber !== undefined)).toBe(true);
  }, 120_000);

  it("R4 stays as quick when a hundred thousand facts wait as when some hundred do", () => {
    const few = millisecondsOf(waiting(1, 400), 300);
    const many = millisecondsOf(waiting(50, 2000), 300);
    // Without an index each answer would look through them all: 250 times as many.
    expect(many).toBeLessThan(25 * few);
  }, 120_000);

  it("3.9 14.4 drops every second value in between when it grows too long, never the first and the last of a transaction, never starts and ends", () => {
    const store = inMemory({ thinAbove: 60 });
    for (const name of ["a", "b", "c", "d", "e", "f", "g", "h"]) charge(store, name, 9);
    const told = deliver(store);
    expect(told.length).toBeLessThan(8 * 11);
    for (const name of ["a", "b", "c", "d", "e", "f", "g", "h"])
      for (const kept of [
        `${name} transaction.started 0`,
        `${name} transaction.updated 1`,
        `${name} transaction.updated 9`,
        `${name} transaction.ended 10`,
      ])
        expect(told).toContain(kept);
    const firstOf = (name: string) => told.indexOf(`${name} transaction.started 0`);
    expect(["a", "b", "c", "d"].map(firstOf)).toEqual([...["a", "b", "c", "d"].map(firstOf)].sort((x, y) => x - y));
    expect(new Set(told).size).toBe(told.length);
  });

  it("3.9 14.4 goes over its limit before it drops a start or an end", () => {
    const store = inMemory({ thinAbove: 10 });
    for (let i = 0; i < 40; i++) charge(store, `t${String(i)}`, 0);
    expect(deliver(store)).toHaveLength(80);
  });
});

describe("dead letters", () => {
  it("R5 raise one alarm until it is told, in the commit that gives the fact up", () => {
    const disk = new StoreDisk();
    const store = disk.open();
    charge(store, "t1", 0);
    for (let i = 0; i < 2; i++)
      store.facts.settle(store.facts.head()?.position ?? 0, { kind: "dead", why: "5 attempts" });
    const next = disk.cutPower().open();
    expect(next.facts.deadLetters()).toHaveLength(2);
    expect(eventsOf(next)).toEqual(["RecordUndeliverable"]);
    expect(next.securityLog.entries()).toMatchObject([{ event: "RecordUndeliverable" }]);
  });

  it("R5 are never deleted, however much is delivered after them", () => {
    const store = inMemory();
    charge(store, "t1", 0);
    store.facts.settle(store.facts.head()?.position ?? 0, { kind: "dead", why: "5 attempts" });
    for (let i = 0; i < 1000; i++) charge(store, `later${String(i)}`, 0);
    deliver(store);
    expect(store.facts.deadLetters().map(({ fact }) => fact)).toEqual([startSample("t1")]);
  });
});
