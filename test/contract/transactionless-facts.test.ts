import { describe, expect, it, onTestFinished } from "vitest";
import { evseId } from "#hal/core/charging";
import { silentLog } from "#hal/core/log";
import { epochMillis } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { idToken } from "#agent/domain/authorization/id-token";
import type { Reservation } from "#agent/domain/reservation/reservation";
import type { MeterValuesTaken } from "#agent/domain/transaction/station-fact";
import type { StationStore } from "#agent/ports/station-store";
import { openStationStore } from "#agent/store/station-store";
import { endSample, sessionSample, startSample, storeEpoch, updateSample } from "#test/support/station-store-samples";

function open(): StationStore {
  const store = openStationStore({ path: ":memory:", clock: new VirtualClock(storeEpoch), log: silentLog });
  onTestFinished(() => {
    store.close();
  });
  return store;
}

const values: MeterValuesTaken = {
  type: "meter.values",
  evse: evseId(1),
  at: storeEpoch,
  samples: updateSample("t1", 1).samples,
};

describe("facts that belong to no transaction", () => {
  it("3.1 wait in the order of their occurrence among the others, and are given back as they were", () => {
    const { sessions, facts } = open();
    sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1")] });
    facts.add(values);
    facts.add(values);
    sessions.commit({ session: sessionSample("t1", { nextSeqNo: 2 }), facts: [updateSample("t1", 1)] });
    const seen = [];
    for (let next = facts.head(); next !== undefined; next = facts.head()) {
      seen.push(next.fact);
      facts.settle(next.position, { kind: "delivered" });
    }
    expect(seen).toEqual([startSample("t1"), values, values, updateSample("t1", 1)]);
  });

  it("3.5 become dead letters like others", () => {
    const { facts } = open();
    facts.add(values);
    facts.settle(facts.head()?.position ?? 0, { kind: "dead", why: "tried 3 times" });
    expect(facts.deadLetters().map(({ fact }) => fact)).toEqual([values]);
  });

  it("7.3 7.14 a start keeps its reservation and an end its samples", () => {
    const { sessions, facts } = open();
    const started = { ...startSample("t1"), reservationId: 7 };
    const ended = { ...endSample("t1", 1), samples: values.samples };
    sessions.commit({ session: sessionSample("t1"), facts: [started, ended] });
    expect(facts.head()?.fact).toEqual(started);
    facts.settle(facts.head()?.position ?? 0, { kind: "unspoken" });
    expect(facts.head()?.fact).toEqual(ended);
  });
});

describe("stored reservations", () => {
  const reservation: Reservation = { id: 5, token: idToken("A1"), expiresAt: epochMillis(storeEpoch + 1000) };

  it("4.10 are one an outlet, and one with an id", () => {
    const { reservations } = open();
    reservations.put(0, reservation);
    reservations.put(evseId(1), { ...reservation, id: 6, parent: idToken("FLEET") });
    expect(reservations.all()).toEqual([
      { evse: 0, reservation },
      { evse: 1, reservation: { ...reservation, id: 6, parent: "FLEET" } },
    ]);
    reservations.put(evseId(1), reservation);
    expect(reservations.all()).toEqual([{ evse: 1, reservation }]);
    reservations.remove(evseId(1));
    expect(reservations.all()).toEqual([]);
  });
});
