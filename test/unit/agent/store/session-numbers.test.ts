import { expect, it } from "vitest";
import type { Clock } from "#hal/core/clock";
import { silentLog } from "#hal/core/log";
import { millis, type Millis, seconds } from "#hal/core/units";
import { openDatabase } from "#agent/store/database";
import { openStationStore } from "#agent/store/station-store";
import { endSample, sessionSample, startSample, storeEpoch, updateSample } from "#test/support/station-store-samples";

/** A busy machine: time goes by, and no timer rings. */
class LateClock implements Clock {
  passed: Millis = millis(0);

  now() {
    return storeEpoch;
  }

  uptime() {
    return this.passed;
  }

  after() {
    return () => undefined;
  }
}

function disk() {
  return openDatabase({ path: ":memory:", log: silentLog });
}

function update(store: ReturnType<typeof openStationStore>, seqNo: number): void {
  const session = sessionSample("t1", { nextSeqNo: seqNo + 1 });
  store.sessions.commit({ session, facts: [updateSample("t1", seqNo)] });
}

/** What another process makes of it: the end, with the next number. */
function recovered(database: ReturnType<typeof disk>): number {
  const store = openStationStore({ path: ":memory:", clock: new LateClock(), log: silentLog, database });
  const [session] = store.sessions.open();
  if (session === undefined) throw new TypeError("there is no open session");
  const end = endSample("t1", session.nextSeqNo);
  const ended = { at: end.at, meterStop: end.meterStop, cause: end.cause };
  store.sessions.commit({ session: { ...session, nextSeqNo: session.nextSeqNo + 1, ended }, facts: [end] });
  expect(store.sessions.open()).toEqual([]);
  return session.nextSeqNo;
}

it("R1 writes values and the number of their session together, also when others were due before", () => {
  const clock = new LateClock();
  const database = disk();
  const store = openStationStore({ path: ":memory:", clock, log: silentLog, database });
  store.sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1")] });
  clock.passed = seconds(1);
  update(store, 1);
  clock.passed = seconds(62);
  update(store, 2);

  const row = database.prepare("SELECT next_seq_no AS next FROM session").get();
  expect(row).toEqual({ next: 3 });
  expect(recovered(database)).toBe(3);
});

it("R1 gives no number twice, even where a program before this one left values without the number of their session", () => {
  const database = disk();
  const store = openStationStore({ path: ":memory:", clock: new LateClock(), log: silentLog, database });
  store.sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1")] });
  update(store, 1);
  store.health.flush();
  database.prepare("UPDATE session SET next_seq_no = 1").run();

  expect(recovered(database)).toBe(2);
});
