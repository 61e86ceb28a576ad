import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { silentLog } from "#hal/core/log";
import { VirtualClock } from "#hal/core/virtual-clock";
import type { PowerCurve } from "#agent/domain/site/power-curve";
import { transactionId } from "#agent/domain/transaction/station-fact";
import { openDatabase } from "#agent/store/database";
import { openStationStore } from "#agent/store/station-store";
import { sessionSample, storeEpoch } from "#test/support/station-store-samples";
import { temporaryDirectory } from "#test/support/temporary-directory";

function open(path = join(temporaryDirectory(), "station.db")) {
  const store = openStationStore({ path, clock: new VirtualClock(storeEpoch), log: silentLog });
  onTestFinished(() => {
    store.close();
  });
  return { path, store };
}

const curve: PowerCurve = {
  step: 20,
  watts: [11_000, null, 7400],
  wattHours: [61, null, 160],
  limits: [{ after: 0, owner: "cable", amperes: 16 }],
};
const id = transactionId("t1");

describe("the curves of sessions", () => {
  it("are given back as they were kept, the newer one of two", () => {
    const { path, store } = open();
    store.sessions.commit({ session: sessionSample("t1"), facts: [] });
    store.history.keepCurve(id, { ...curve, step: 5 });
    store.history.keepCurve(id, curve);
    store.close();
    expect(open(path).store.history.curve(id)).toEqual(curve);
  });

  it("are those of the last minute where a process left them, until they are gathered", () => {
    const { path, store } = open();
    store.sessions.commit({ session: sessionSample("t1"), facts: [] });
    store.history.followCurve(id, () => curve);
    store.sessions.commit({ session: sessionSample("t1", { nextSeqNo: 2 }), facts: [] });
    store.close();

    const next = open(path).store;
    expect(next.history.curve(id)).toEqual(curve);
    next.history.gatherCurves();
    expect(next.history.curve(id)).toEqual(curve);
    next.history.keepCurve(id, { ...curve, step: 40 });
    expect(next.history.curve(id)?.step).toBe(40);
    next.close();

    const last = open(path).store;
    last.history.gatherCurves();
    last.close();
    expect(open(path).store.history.curve(id)?.step).toBe(40);
  });

  it("go with the traces of people while the session runs, too", () => {
    const { store } = open();
    store.sessions.commit({ session: sessionSample("t1"), facts: [] });
    const leave = store.history.followCurve(id, () => curve);
    store.sessions.commit({ session: sessionSample("t1", { nextSeqNo: 2 }), facts: [] });
    store.health.flush();
    leave();
    expect(store.history.curve(id)).toEqual(curve);
    store.wiping.traces();
    expect(store.history.curve(id)).toBeUndefined();
  });

  it("are not there for sessions that have none, and go with the traces of people", () => {
    const { store } = open();
    store.sessions.commit({ session: sessionSample("t1"), facts: [] });
    expect(store.history.curve(id)).toBeUndefined();
    store.history.keepCurve(id, curve);
    store.wiping.traces();
    expect(store.history.curve(id)).toBeUndefined();
    expect(store.history.find(id)).toBeDefined();
  });

  it("are refused when what is on disk is no curve", () => {
    const { path, store } = open();
    store.sessions.commit({ session: sessionSample("t1"), facts: [] });
    for (const body of [
      "{}",
      "[",
      '{"step":5,"watts":["1"],"wattHours":[],"limits":[]}',
      '{"step":5,"watts":[],"wattHours":[],"limits":[[1]]}',
    ]) {
      const database = openDatabase({ path, log: silentLog });
      database
        .prepare(
          "INSERT INTO session_curve (transaction_id, body) VALUES ('t1', @body) ON CONFLICT DO UPDATE SET body = @body",
        )
        .run({ body });
      database.close();
      expect(() => store.history.curve(id)).toThrow("a stored row cannot be read");
    }
  });
});
