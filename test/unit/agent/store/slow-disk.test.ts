import { describe, expect, it } from "vitest";
import { AgentError } from "#hal/core/errors";
import { silentLog } from "#hal/core/log";
import { millis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { settleMacrotasks } from "#hal/host/macrotask";
import { openStationStore } from "#agent/store/station-store";
import { endSample, sessionSample, startSample, storeEpoch, updateSample } from "#test/support/station-store-samples";

describe("a slow disk whose files nobody can flush in another thread", () => {
  it("R10 is flushed with each commit, so that what counts as kept is kept", async () => {
    const clock = new VirtualClock(storeEpoch, settleMacrotasks);
    let stalled = 0;
    const store = openStationStore({
      path: ":memory:",
      clock,
      lineClock: {
        now: () => clock.now(),
        uptime: () => millis(clock.uptime() + stalled),
        after: (delay, ring) => clock.after(delay, ring),
      },
      log: silentLog,
      beforeWrite: () => {
        stalled += 5000;
      },
    });
    for (const name of ["t1", "t2"]) {
      store.sessions.commit({ session: sessionSample(name), facts: [startSample(name)] });
      expect(store.health.state()).toMatchObject({ trouble: { isSlow: true }, isWaiting: false });
      expect(store.health.isOnDisk(store.health.mark())).toBe(true);
    }
    await clock.advance(seconds(10));
    expect(store.facts.depth()).toBe(2);
  });
});

describe("a disk that refuses for days", () => {
  it("3.9 fills no memory: values in between are thinned out, never the first and the last of a transaction, never starts and ends", async () => {
    const state: { failure: Error | undefined } = { failure: undefined };
    const clock = new VirtualClock(storeEpoch, settleMacrotasks);
    const store = openStationStore({
      path: ":memory:",
      clock,
      log: silentLog,
      beforeWrite: () => {
        if (state.failure !== undefined) throw state.failure;
      },
    });
    store.sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1")] });
    state.failure = new AgentError("store.failed", "no space", { sqlite: "SQLITE_FULL" });
    const samples = 5000;
    for (let seqNo = 1; seqNo <= samples; seqNo++) {
      await clock.advance(seconds(10));
      store.sessions.commit({
        session: sessionSample("t1", { nextSeqNo: seqNo + 1 }),
        facts: [updateSample("t1", seqNo)],
      });
    }
    expect(store.facts.depth()).toBeLessThanOrEqual(2002);
    const end = endSample("t1", samples + 1);
    const ended = { at: end.at, meterStop: end.meterStop, cause: end.cause };
    store.sessions.commit({ session: sessionSample("t1", { nextSeqNo: samples + 2, ended }), facts: [end] });
    state.failure = undefined;
    await clock.advance(seconds(10));

    const told: number[] = [];
    for (let head = store.facts.head(); head !== undefined; head = store.facts.head()) {
      told.push((head.fact as { readonly seqNo: number }).seqNo);
      store.facts.settle(head.position, { kind: "delivered" });
    }
    expect(told.slice(0, 2)).toEqual([0, 1]);
    expect(told.slice(-2)).toEqual([samples, samples + 1]);
    expect([...told].sort((a, b) => a - b)).toEqual(told);
    expect(store.sessions.recent(1)[0]?.ended?.meterStop).toBe(end.meterStop);
  }, 60_000);
});
