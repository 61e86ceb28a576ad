import { describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { seconds, wattHours } from "#hal/core/units";
import { transactionId } from "#agent/domain/transaction/station-fact";
import type { StationStore } from "#agent/ports/station-store";
import { endSample, sessionSample, startSample, storeEpoch, updateSample } from "#test/support/station-store-samples";
import { StoreDisk } from "#test/support/store-disk";

function begin(store: StationStore, name = "t1"): void {
  store.sessions.commit({ session: sessionSample(name), facts: [startSample(name)] });
}

/** One sampled value, with its reading. */
function sample(store: StationStore, seqNo: number, name = "t1"): void {
  store.sessions.commit({ session: after(name, seqNo), facts: [updateSample(name, seqNo)] });
}

/** A page of the write-ahead log with its head. */
const WAL_FRAME = 4096 + 24;

/** Of one stretch. */
const flat = { step: 5, wattHours: [1], limits: [] };

const after = (name: string, seqNo: number) =>
  sessionSample(name, { nextSeqNo: seqNo + 1, lastReading: { energy: wattHours(1200 + seqNo), at: storeEpoch } });

function ended(name: string, seqNo: number) {
  const end = endSample(name, seqNo);
  return { ...after(name, seqNo), ended: { at: end.at, meterStop: end.meterStop, cause: end.cause } };
}

function drain(store: StationStore): readonly unknown[] {
  const seen = [];
  for (let head = store.facts.head(); head !== undefined; head = store.facts.head()) {
    seen.push(head.fact);
    store.facts.settle(head.position, { kind: "delivered" });
  }
  return seen;
}

describe("class A: nothing of it is lost", () => {
  it("R2 a start is on disk before the call returns", () => {
    const disk = new StoreDisk();
    begin(disk.open());
    expect(disk.cutPower().open().facts.head()?.fact).toEqual(startSample("t1"));
  });

  it("R2 an end takes what waits before it to the disk, in order and in the same commit", () => {
    const disk = new StoreDisk();
    const store = disk.open();
    begin(store);
    sample(store, 1);
    sample(store, 2);
    store.sessions.commit({ session: ended("t1", 3), facts: [endSample("t1", 3)] });
    const facts = [startSample("t1"), updateSample("t1", 1), updateSample("t1", 2), endSample("t1", 3)];
    expect(drain(disk.cutPower().open())).toEqual(facts);
    expect(drain(store)).toEqual(facts);
  });

  it("R2 what the back end answered to a start is on disk before the call returns", () => {
    const disk = new StoreDisk();
    const store = disk.open();
    begin(store);
    store.facts.settle(store.facts.head()?.position ?? 0, { kind: "delivered", csmsNumber: 4711 });
    const next = disk.cutPower().open();
    expect(next.facts.depth()).toBe(0);
    expect(next.sessions.findByCsmsNumber(4711)?.transactionId).toBe("t1");
  });

  it("R2 a value that is given up is kept as a dead letter at once", () => {
    const disk = new StoreDisk();
    const store = disk.open();
    begin(store);
    store.facts.settle(store.facts.head()?.position ?? 0, { kind: "delivered", csmsNumber: 1 });
    sample(store, 1);
    store.health.flush();
    store.facts.settle(store.facts.head()?.position ?? 0, { kind: "dead", why: "refused" });
    expect(store.facts.depth()).toBe(0);
    expect(disk.cutPower().open().facts.deadLetters()).toMatchObject([{ fact: updateSample("t1", 1) }]);
  });
});

describe("class B: a minute of it may be lost", () => {
  it("the reading on disk is never older than a minute, whatever the interval", async () => {
    for (const interval of [1, 7, 29, 59, 60]) {
      const disk = new StoreDisk();
      const store = disk.open();
      begin(store);
      let worst = 0;
      for (let second = 1; second <= 200; second++) {
        await disk.clock.advance(seconds(1));
        if (second % interval === 0) sample(store, second / interval);
        if (second % 5 !== 0) continue;
        const onDisk = disk.cutPower().open().sessions.find(transactionId("t1"));
        worst = Math.max(worst, second - ((onDisk?.nextSeqNo ?? 1) - 1) * interval);
      }
      expect(worst, `interval ${String(interval)}`).toBeLessThanOrEqual(60);
    }
  }, 60_000);

  it("a value is given out when a reading on disk covers it, and is written only when it is not answered within a minute", async () => {
    const disk = new StoreDisk();
    const store = disk.open();
    begin(store);
    store.facts.settle(store.facts.head()?.position ?? 0, { kind: "delivered", csmsNumber: 1 });
    sample(store, 1);
    sample(store, 2);
    expect(store.facts.head()).toBeUndefined();
    await disk.clock.advance(seconds(61));
    const covered = disk.cutPower().open();
    expect(covered.sessions.open()[0]?.nextSeqNo).toBe(3);
    expect(covered.facts.depth()).toBe(0);
    expect(store.facts.head()?.fact).toEqual(updateSample("t1", 1));
    store.facts.settle(store.facts.head()?.position ?? 0, { kind: "delivered" });
    await disk.clock.advance(seconds(61));
    expect(drain(disk.cutPower().open())).toEqual([updateSample("t1", 2)]);
    expect(store.facts.head()?.fact).toEqual(updateSample("t1", 2));
  });

  it("values that were answered before they were on disk are never written", async () => {
    const disk = new StoreDisk();
    const store = disk.open();
    begin(store);
    store.facts.settle(store.facts.head()?.position ?? 0, { kind: "delivered", csmsNumber: 1 });
    for (let seqNo = 1; seqNo <= 12; seqNo++) {
      await disk.clock.advance(seconds(10));
      sample(store, seqNo);
      drain(store);
    }
    await disk.clock.advance(seconds(10));
    drain(store);
    await disk.clock.advance(seconds(61));
    const next = disk.cutPower().open();
    expect(next.sessions.open()[0]?.nextSeqNo).toBe(13);
    expect(next.history.samples(transactionId("t1"), 100)).toEqual([]);
    expect(next.facts.depth()).toBe(0);
  });

  it("the curve of a session that runs is on disk with its reading, and costs no commit of its own", async () => {
    const disk = new StoreDisk();
    const store = disk.open();
    begin(store);
    let watts = 1000;
    const leave = store.history.followCurve(transactionId("t1"), () => ({ ...flat, watts: [watts] }));
    const onDisk = () => disk.cutPower().open().history.curve(transactionId("t1"))?.watts;
    sample(store, 1);
    await disk.clock.advance(seconds(30));
    expect(onDisk()).toBeUndefined();
    watts = 2000;
    await disk.clock.advance(seconds(31));
    expect(onDisk()).toEqual([2000]);

    watts = 3000;
    await disk.clock.advance(seconds(300));
    expect(onDisk()).toEqual([2000]);
    leave();
    sample(store, 2);
    await disk.clock.advance(seconds(61));
    expect(onDisk()).toEqual([2000]);
  });

  it("R7 a minute that the back end follows writes two pages, and one that it does not see few more", async () => {
    const framesOf = async (isFollowed: boolean): Promise<number> => {
      const disk = new StoreDisk();
      const store = disk.open();
      begin(store);
      store.history.followCurve(transactionId("t1"), () => ({ ...flat, watts: Array(100).fill(7000) }));
      if (isFollowed) store.facts.settle(store.facts.head()?.position ?? 0, { kind: "delivered", csmsNumber: 1 });
      const before = disk.read("-wal").length;
      for (let seqNo = 1; seqNo <= 61; seqNo++) {
        await disk.clock.advance(seconds(10));
        sample(store, seqNo);
        if (isFollowed) drain(store);
      }
      return (disk.read("-wal").length - before) / WAL_FRAME / 10;
    };
    expect(await framesOf(true)).toBeLessThanOrEqual(2.5);
    expect(await framesOf(false)).toBeLessThanOrEqual(6);
  });

  it("that stored values were answered is written with the next commit; until then a power cut lets them be told again", async () => {
    const disk = new StoreDisk();
    const store = disk.open();
    begin(store);
    sample(store, 1);
    await disk.clock.advance(seconds(61));
    store.facts.settle(store.facts.head()?.position ?? 0, { kind: "delivered", csmsNumber: 1 });
    store.facts.settle(store.facts.head()?.position ?? 0, { kind: "delivered" });
    expect(store.facts.head()).toBeUndefined();
    expect(disk.cutPower().open().facts.depth()).toBe(1);
    await disk.clock.advance(seconds(61));
    expect(disk.cutPower().open().facts.depth()).toBe(0);
  });

  it("numbers go on after a cut where the disk left off, and no number is used twice on it", () => {
    const disk = new StoreDisk();
    const store = disk.open();
    begin(store);
    sample(store, 1);
    sample(store, 2);
    const next = disk.cutPower().open();
    expect(next.sessions.open()[0]?.nextSeqNo).toBe(1);
    next.sessions.commit({ session: ended("t1", 1), facts: [endSample("t1", 1)] });
    expect(drain(next)).toEqual([startSample("t1"), endSample("t1", 1)]);
  });

  it("shows the newest state of a session, though it is not on disk yet", () => {
    const store = new StoreDisk().open();
    begin(store);
    sample(store, 5);
    expect(store.sessions.find(transactionId("t1"))?.nextSeqNo).toBe(6);
    expect(store.sessions.recent(1)[0]?.lastReading.energy).toBe(1205);
  });

  it("values of one outlet keep their place among the starts and ends of the others", () => {
    const disk = new StoreDisk();
    const store = disk.open();
    begin(store, "t1");
    sample(store, 1, "t1");
    begin(store, "t2");
    sample(store, 2, "t1");
    store.facts.add({ type: "meter.values", evse: evseId(2), at: storeEpoch, samples: [] });
    store.sessions.commit({ session: ended("t2", 1), facts: [endSample("t2", 1)] });
    const kinds = drain(disk.cutPower().open()).map((fact) => (fact as { readonly type: string }).type);
    expect(kinds).toEqual([
      "transaction.started",
      "transaction.updated",
      "transaction.started",
      "transaction.updated",
      "meter.values",
      "transaction.ended",
    ]);
  });

  it("writes what waits when it is closed", () => {
    const disk = new StoreDisk();
    const store = disk.open();
    begin(store);
    sample(store, 1);
    store.close();
    expect(disk.open().sessions.open()[0]?.nextSeqNo).toBe(2);
  });
});
