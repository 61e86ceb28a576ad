import { describe, expect, it } from "vitest";
import { AgentError } from "#hal/core/errors";
import { silentLog } from "#hal/core/log";
import { millis, type Millis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { settleMacrotasks } from "#hal/host/macrotask";
import type { StationStore } from "#agent/ports/station-store";
import { openStationStore } from "#agent/store/station-store";
import { endSample, sessionSample, startSample, storeEpoch, updateSample } from "#test/support/station-store-samples";

/** A disk whose flushes take real time, in which the process stands still; looks at it in between take as long and stop nobody. */
class SlowDisk {
  readonly clock = new VirtualClock(storeEpoch, settleMacrotasks);
  takes: Millis = millis(0);
  flushes = 0;
  probes = 0;
  readonly #stalls = { sum: 0 };
  readonly store: StationStore;

  constructor() {
    const { clock } = this;
    const uptime = () => millis(clock.uptime() + this.#stalls.sum);
    this.store = openStationStore({
      path: ":memory:",
      clock,
      lineClock: { now: () => clock.now(), uptime, after: (delay, ring) => clock.after(delay, ring) },
      log: silentLog,
      beforeWrite: () => {
        this.flushes += 1;
        this.#stalls.sum += this.takes;
      },
      probe: async () => {
        this.probes += 1;
        await new Promise<void>((resolve) => {
          clock.after(this.takes, resolve);
        });
      },
    });
  }

  begin(name: string): void {
    this.store.sessions.commit({ session: sessionSample(name), facts: [startSample(name)] });
  }
}

describe("a slow disk", () => {
  it("R10 is noticed by the first flush, and then nobody waits for it, but what is written waits", async () => {
    const disk = new SlowDisk();
    disk.takes = seconds(5);
    disk.begin("t1");
    expect(disk.store.health.state()).toMatchObject({ trouble: { isSlow: true }, isWaiting: false });

    const before = disk.flushes;
    disk.begin("t2");
    await disk.clock.advance(seconds(9));
    expect(disk.flushes).toBe(before);
    expect(disk.store.health.state().isWaiting).toBe(true);
  });

  it("R10 is written to as soon as it is quick again", async () => {
    const disk = new SlowDisk();
    disk.takes = seconds(5);
    disk.begin("t1");
    disk.begin("t2");
    disk.takes = millis(1);
    await disk.clock.advance(seconds(11));
    expect(disk.store.health.state()).toMatchObject({ trouble: undefined, isWaiting: false });
    expect(disk.store.sessions.open()).toHaveLength(2);
  });

  it("R10 that stays slow is given what waits once in half a minute, and never for nothing", async () => {
    const disk = new SlowDisk();
    disk.takes = seconds(5);
    disk.begin("t1");
    const idle = disk.flushes;
    await disk.clock.advance(seconds(300));
    expect(disk.flushes).toBe(idle);
    expect(disk.probes).toBeGreaterThan(10);

    disk.begin("t2");
    await disk.clock.advance(seconds(60));
    expect(disk.store.sessions.open()).toHaveLength(2);
    expect(disk.store.health.state().trouble?.isSlow).toBe(true);
  });

  it("R10 lets the queue move on, one answer at a time", async () => {
    const disk = new SlowDisk();
    const { store, clock } = disk;
    disk.begin("t1");
    disk.begin("t2");
    disk.takes = seconds(5);
    const settle = () => {
      store.facts.settle(store.facts.head()?.position ?? 0, { kind: "delivered", csmsNumber: 1 });
    };
    settle();
    expect(store.health.state()).toMatchObject({ trouble: { isSlow: true }, isWaiting: false });
    settle();
    expect(store.facts.head()).toBeUndefined();
    await clock.advance(seconds(60));
    expect(store.facts.depth()).toBe(0);
    expect(store.health.state().isWaiting).toBe(false);
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
