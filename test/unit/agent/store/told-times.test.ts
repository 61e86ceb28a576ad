import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { evseId } from "#hal/core/charging";
import { silentLog } from "#hal/core/log";
import { epochMillis, hours, type Millis, millis, minutes, wattHours } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { transactionId } from "#agent/domain/transaction/station-fact";
import type { StationStore } from "#agent/ports/station-store";
import { openStationStore } from "#agent/store/station-store";
import { endSample, sessionSample, startSample, storeEpoch, updateSample } from "#test/support/station-store-samples";

const BEHIND = hours(72);
const LENGTH = minutes(40);

describe("what was stamped with an assumed time", () => {
  let store: StationStore;

  beforeEach(() => {
    store = openStationStore({ path: ":memory:", clock: new VirtualClock(storeEpoch), log: silentLog });
    onTestFinished(() => {
      store.close();
    });
    store.time.assume("boot-1", millis(0));
  });

  const after = (by: Millis) => epochMillis(storeEpoch + by);
  const learn = () => {
    store.time.learned("boot-1", BEHIND);
  };

  function beginSession(): void {
    store.sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1"), updateSample("t1", 1)] });
  }

  function endSession(): void {
    const ended = { at: after(LENGTH), meterStop: wattHours(2200.25), cause: "local" as const };
    const lastReading = { energy: wattHours(2200.25), at: after(LENGTH) };
    store.sessions.commit({ session: sessionSample("t1", { ended, lastReading }), facts: [endSample("t1", 2)] });
  }

  it("R11 is looked for, listed and added up in the history by the right time", () => {
    beginSession();
    endSession();
    learn();

    const period = { from: after(BEHIND), to: after(millis(BEHIND + 1)) };
    const [entry] = store.history.newest(period, { limit: 10 });
    expect(entry?.session.startedAt).toBe(after(BEHIND));
    expect(entry?.session.ended?.at).toBe(after(millis(BEHIND + LENGTH)));
    expect(store.history.newest({ to: after(BEHIND) }, { limit: 10 })).toEqual([]);
    expect(store.history.totals(period)).toMatchObject({ sessions: 1, energy: 1000, duration: LENGTH });
    expect(store.history.samples(transactionId("t1"), 10).map(({ at }) => at)).toEqual([after(BEHIND)]);
  });

  it("R11 keeps its length where the transaction ends after the time has become known, as its wall time runs evenly", () => {
    beginSession();
    learn();
    endSession();

    expect(store.history.totals({})).toMatchObject({ sessions: 1, energy: 1000, duration: LENGTH });
    expect(store.history.find(transactionId("t1"))?.ended?.at).toBe(after(millis(BEHIND + LENGTH)));
  });

  it("R11 tells when a cable came out by the right time, however often its cost is written", () => {
    beginSession();
    endSession();
    const cost = {
      transactionId: transactionId("t1"),
      evse: evseId(1),
      stage: "over",
      unpluggedAt: after(LENGTH),
    } as const;
    store.costs.put(cost);
    learn();
    const right = after(millis(BEHIND + LENGTH));
    expect(store.costs.untold()[0]?.unpluggedAt).toBe(right);

    for (const unpluggedAt of [cost.unpluggedAt, right]) {
      store.costs.put({ ...cost, unpluggedAt, final: { cost: 1 } });
      expect(store.costs.find(cost.transactionId)?.unpluggedAt).toBe(right);
    }
    expect(store.costs.latest(cost.evse)?.unpluggedAt).toBe(right);
  });

  it("R11 leaves a cable that came out after the time was known where it is", () => {
    beginSession();
    endSession();
    learn();
    const unpluggedAt = after(millis(BEHIND + LENGTH));
    store.costs.put({ transactionId: transactionId("t1"), evse: evseId(1), stage: "over", unpluggedAt });
    expect(store.costs.untold()[0]?.unpluggedAt).toBe(unpluggedAt);
  });

  it("R11 counts stays of vehicles in the hours in which they were", () => {
    store.history.addStay({ evse: evseId(1), from: storeEpoch, to: after(LENGTH), charging: [] });
    learn();
    store.history.addStay({ evse: evseId(2), from: after(BEHIND), to: after(millis(BEHIND + 1)), charging: [] });

    const stays = store.history.stays({ from: after(BEHIND), to: after(millis(BEHIND + LENGTH)) });
    expect(stays.map(({ evse, from, to }) => [evse, from, to])).toEqual([
      [1, after(BEHIND), after(millis(BEHIND + LENGTH))],
      [2, after(BEHIND), after(millis(BEHIND + 1))],
    ]);
    expect(store.history.stays({ from: storeEpoch, to: after(LENGTH) })).toEqual([]);
  });
});
