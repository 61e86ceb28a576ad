import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { silentLog } from "#hal/core/log";
import { wattHours } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { transactionId } from "#agent/domain/transaction/station-fact";
import type { SessionLabels } from "#agent/ports/session-labels";
import { openStationStore } from "#agent/store/station-store";
import { sessionSample, startSample, storeEpoch } from "#test/support/station-store-samples";
import { temporaryDirectory } from "#test/support/temporary-directory";

function open(path = join(temporaryDirectory(), "station.db")) {
  const store = openStationStore({ path, clock: new VirtualClock(storeEpoch), log: silentLog });
  onTestFinished(() => {
    store.close();
  });
  return { path, store };
}

const bare: SessionLabels = { charger: "Left", serialNumber: "V-1", place: "", address: "" };
const full: SessionLabels = {
  ...bare,
  place: "Garage 3",
  address: "1 rue de la Paix",
  alias: "Zoë",
  access: "public",
  payment: "paid",
  currency: "EUR",
};

const endedSession = (name: string) =>
  sessionSample(name, { ended: { at: storeEpoch, meterStop: wattHours(2200), cause: "local" } });

describe("what a session is called", () => {
  it("is kept with its start, also when the process is killed right after it", () => {
    const { path, store } = open();
    store.sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1")], labels: full });
    store.sessions.commit({ session: sessionSample("t2"), facts: [startSample("t2")], labels: bare });
    const { history } = open(path).store;
    expect(history.labels(transactionId("t1"))).toEqual(full);
    expect(history.labels(transactionId("t2"))).toEqual(bare);
  });

  it("is what it was at the start, whatever comes with later changes", () => {
    const { store } = open();
    store.sessions.commit({ session: sessionSample("t1"), facts: [], labels: full });
    store.sessions.commit({ session: endedSession("t1"), facts: [], labels: bare });
    expect(store.history.labels(transactionId("t1"))).toEqual(full);
  });

  it("is not known of sessions of a program that did not note it", () => {
    const { store } = open();
    store.sessions.commit({ session: sessionSample("t1"), facts: [] });
    expect(store.history.labels(transactionId("t1"))).toBeUndefined();
  });

  it("stays when people and settings are wiped: it belongs to the bill", () => {
    const { store } = open();
    store.sessions.commit({ session: endedSession("t1"), facts: [], labels: full });
    store.wiping.people();
    store.wiping.configuration();
    store.wiping.traces();
    expect(store.history.labels(transactionId("t1"))).toEqual(full);
  });
});
