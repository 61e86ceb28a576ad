import { describe, expect, it } from "vitest";
import { AgentError } from "#hal/core/errors";
import { minutes, seconds, wattHours } from "#hal/core/units";
import type { StationStore } from "#agent/ports/station-store";
import { endSample, sessionSample, startSample, storeEpoch, updateSample } from "#test/support/station-store-samples";
import { StoreDisk } from "#test/support/store-disk";

const LIFE_SECONDS = 130;

/** A charge of two minutes whose facts are told at once; what was told, in order. */
async function life(disk: StoreDisk, store: StationStore): Promise<readonly string[]> {
  const told: string[] = [];
  const tell = () => {
    for (let head = store.facts.head(); head !== undefined; head = store.facts.head()) {
      const { fact } = head;
      told.push(fact.type === "meter.values" ? fact.type : `${fact.type} ${String(fact.seqNo)}`);
      store.facts.settle(head.position, {
        kind: "delivered",
        ...(fact.type === "transaction.started" ? { csmsNumber: 7 } : {}),
      });
    }
  };
  for (let second = 0; second <= LIFE_SECONDS + 20; second += 1) {
    const seqNo = second / 10;
    const reading = { energy: wattHours(1200.25 + second), at: storeEpoch };
    const session = sessionSample("t1", { nextSeqNo: seqNo + 1, lastReading: reading });
    if (second === 0) store.sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1")] });
    else if (second === LIFE_SECONDS) {
      const end = endSample("t1", seqNo);
      const ended = { at: end.at, meterStop: end.meterStop, cause: end.cause };
      store.sessions.commit({ session: { ...session, ended }, facts: [end] });
    } else if (second % 10 === 0 && second < LIFE_SECONDS)
      store.sessions.commit({ session, facts: [updateSample("t1", seqNo)] });
    tell();
    await disk.clock.advance(seconds(1));
  }
  return told;
}

describe("a write that fails", () => {
  it("R10 whichever it is, and for however long: everything is told once and in order, and is on disk in the end", async () => {
    const calm = new StoreDisk();
    let writes = 0;
    const calmStore = calm.open({
      beforeWrite: () => {
        writes += 1;
      },
    });
    writes = 0;
    const expected = await life(calm, calmStore);
    expect(expected).toHaveLength(LIFE_SECONDS / 10 + 1);
    for (let failing = 1; failing <= writes; failing++) {
      const disk = new StoreDisk();
      let count = Number.NEGATIVE_INFINITY;
      const store = disk.open({
        beforeWrite: () => {
          count += 1;
          if (count >= failing && count < failing + (failing % 4) + 1)
            throw new AgentError("store.failed", "no space", { sqlite: "SQLITE_FULL" });
        },
      });
      count = 0;
      const told = await life(disk, store);
      expect(told, `write ${String(failing)}`).toEqual(expected);
      const next = disk.cutPower().open();
      expect(next.facts.depth()).toBe(0);
      expect(next.sessions.recent(9)).toMatchObject([{ csmsNumber: 7, ended: { cause: "local" } }]);
      expect(store.health.state().trouble).toBeUndefined();
      store.close();
    }
  }, 120_000);

  it("R10 asks the disk again every few seconds and not all the time", async () => {
    const disk = new StoreDisk();
    let asked = 0;
    let isFull = false;
    const store = disk.open({
      beforeWrite: () => {
        if (!isFull) return;
        asked += 1;
        throw new AgentError("store.failed", "no space", { sqlite: "SQLITE_FULL" });
      },
    });
    isFull = true;
    for (let i = 0; i < 100; i++) store.variables.set("HeartbeatInterval", String(i));
    await disk.clock.advance(minutes(1));
    expect(asked).toBeLessThan(20);
    isFull = false;
    await disk.clock.advance(seconds(5));
    expect(disk.cutPower().open().variables.all().get("HeartbeatInterval")).toBe("99");
  });
});
