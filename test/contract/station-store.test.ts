import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { evseId } from "#hal/core/charging";
import { silentLog } from "#hal/core/log";
import { epochMillis, wattHours } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { idToken } from "#agent/domain/authorization/id-token";
import { transactionId } from "#agent/domain/transaction/station-fact";
import type { SessionRecord } from "#agent/ports/session-record";
import type { StationStore } from "#agent/ports/station-store";
import { openStationStore } from "#agent/store/station-store";
import {
  endSample,
  sessionSample,
  startSample,
  storeEpoch,
  updateSample,
  wholeTransaction,
} from "#test/support/station-store-samples";
import { temporaryDirectory } from "#test/support/temporary-directory";

function openAt(path: string): StationStore {
  const store = openStationStore({ path, clock: new VirtualClock(storeEpoch), log: silentLog });
  onTestFinished(() => {
    store.close();
  });
  return store;
}

const implementations: readonly (readonly [string, () => StationStore])[] = [
  ["in memory", () => openAt(":memory:")],
  ["in a file", () => openAt(join(temporaryDirectory(), "station.db"))],
];

const card = idToken("04A2B3C4D5E6F7");
const endedSession = (name: string, changes: Partial<SessionRecord> = {}) =>
  sessionSample(name, {
    nextSeqNo: 3,
    lastReading: { energy: wattHours(2200), at: storeEpoch },
    ended: { at: storeEpoch, meterStop: wattHours(2200), cause: "local" },
    ...changes,
  });

describe.each(implementations)("a station store %s", (_name, open) => {
  describe("sessions", () => {
    it("gives back a session as it was committed", () => {
      const store = open();
      const session = endedSession("t1", { meterSerial: "SDM-17", csmsNumber: 4711 });

      store.sessions.commit({ session, facts: wholeTransaction("t1") });

      expect(store.sessions.find(transactionId("t1"))).toEqual(session);
      expect(store.sessions.find(transactionId("t2"))).toBeUndefined();
    });

    it("lists what is open oldest first and leaves out what has ended", () => {
      const store = open();
      const earlierByClockOnly = epochMillis(storeEpoch - 60_000);
      store.sessions.commit({ session: sessionSample("first"), facts: [] });
      store.sessions.commit({ session: endedSession("ended"), facts: [] });
      store.sessions.commit({ session: sessionSample("second", { startedAt: earlierByClockOnly }), facts: [] });
      store.sessions.commit({ session: sessionSample("first", { nextSeqNo: 2 }), facts: [] });

      expect(store.sessions.open().map((session) => session.transactionId)).toEqual(["first", "second"]);
      expect(store.sessions.open()[0]?.nextSeqNo).toBe(2);
    });

    it("lists the recent ones newest first", () => {
      const store = open();
      for (const name of ["a", "b", "c"]) store.sessions.commit({ session: endedSession(name), facts: [] });

      expect(store.sessions.recent(2).map((session) => session.transactionId)).toEqual(["c", "b"]);
      expect(store.sessions.recent(0)).toEqual([]);
    });

    it("leaves the session untouched when one of its facts cannot be stored", () => {
      const store = open();
      const before = sessionSample("t1");
      store.sessions.commit({ session: before, facts: [startSample("t1")] });

      const after = sessionSample("t1", { nextSeqNo: 2, lastReading: { energy: wattHours(9999), at: storeEpoch } });
      const commit = () => {
        store.sessions.commit({
          session: after,
          facts: [updateSample("t1", 1), startSample("t1")],
          unbilled: {
            transactionId: transactionId("t1"),
            evse: evseId(1),
            at: storeEpoch,
            energy: wattHours(1),
            why: "x",
          },
        });
      };

      expect(commit).toThrow(expect.objectContaining({ code: "store.constraint" }));
      expect(store.sessions.find(transactionId("t1"))).toEqual(before);
      expect(store.facts.depth()).toBe(1);
      expect(store.sessions.unbilled()).toEqual([]);
    });

    it("refuses a fact that could be written but not read again", () => {
      const store = open();

      const commit = () => {
        store.sessions.commit({
          session: sessionSample("t1"),
          facts: [{ ...startSample("t1"), meterStart: wattHours(Number.NaN) }],
        });
      };

      expect(commit).toThrow(expect.objectContaining({ code: "store.bad-value" }));
      expect(store.sessions.open()).toEqual([]);
    });

    it("keeps the energy that nobody was billed for, a negative one too", () => {
      const store = open();
      const unbilled = {
        transactionId: transactionId("t1"),
        evse: evseId(1),
        at: storeEpoch,
        energy: wattHours(-12.5),
        why: "register-went-back",
      };

      store.sessions.commit({ session: endedSession("t1"), facts: [], unbilled });

      expect(store.sessions.unbilled()).toEqual([unbilled]);
    });
  });

  describe("the fact log", () => {
    it("gives facts in the order of their occurrence, each as it was", () => {
      const store = open();
      store.sessions.commit({ session: endedSession("t1"), facts: wholeTransaction("t1") });
      store.sessions.commit({ session: endedSession("t2"), facts: wholeTransaction("t2") });

      const seen = [];
      for (let next = store.facts.head(); next !== undefined; next = store.facts.head()) {
        seen.push(next.fact);
        store.facts.settle(next.position, { kind: "unspoken" });
      }

      expect(seen).toEqual([...wholeTransaction("t1"), ...wholeTransaction("t2")]);
      expect(store.facts.depth()).toBe(0);
    });

    it("counts failed attempts", () => {
      const store = open();
      store.sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1")] });
      const position = headPosition(store);

      store.facts.noteAttempt(position);
      store.facts.noteAttempt(position);

      expect(store.facts.head()?.attempts).toBe(2);
    });

    it("stores the CSMS's number with the settling of the start, and a session record made before does not erase it", () => {
      const store = open();
      store.sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1")] });

      store.facts.settle(headPosition(store), { kind: "delivered", csmsNumber: 4711 });
      store.sessions.commit({ session: sessionSample("t1", { nextSeqNo: 2 }), facts: [updateSample("t1", 1)] });

      expect(store.sessions.findByCsmsNumber(4711)?.transactionId).toBe("t1");
      expect(store.sessions.find(transactionId("t1"))?.csmsNumber).toBe(4711);
    });

    it("finds the newest session when a CSMS gives a number twice", () => {
      const store = open();
      for (const name of ["old", "new"]) {
        store.sessions.commit({ session: endedSession(name), facts: [startSample(name)] });
        store.facts.settle(headPosition(store), { kind: "delivered", csmsNumber: 1 });
      }

      expect(store.sessions.findByCsmsNumber(1)?.transactionId).toBe("new");
    });

    it("keeps a dead start as a letter and gives its session the number -1, by which nobody finds it", () => {
      const store = open();
      store.sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1")] });

      store.facts.settle(headPosition(store), { kind: "dead", why: "3 attempts" });

      expect(store.sessions.find(transactionId("t1"))?.csmsNumber).toBe(-1);
      expect(store.sessions.findByCsmsNumber(-1)).toBeUndefined();
      expect(store.facts.head()).toBeUndefined();
      expect(store.facts.deadLetters().map((letter) => letter.fact)).toEqual([startSample("t1")]);
    });

    it("leaves the session's number alone when another fact dies", () => {
      const store = open();
      store.sessions.commit({ session: sessionSample("t1", { csmsNumber: 7 }), facts: [updateSample("t1", 1)] });

      store.facts.settle(headPosition(store), { kind: "dead", why: "3 attempts" });

      expect(store.sessions.find(transactionId("t1"))?.csmsNumber).toBe(7);
    });

    it("remembers in the same commit what the answer said of the token", () => {
      const store = open();
      store.sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1")] });

      store.facts.settle(headPosition(store), {
        kind: "delivered",
        csmsNumber: 1,
        token: { token: card, info: { status: "blocked" } },
      });

      expect(store.tokens.find(card)).toEqual({ status: "blocked" });
    });

    it("refuses to settle twice or what was never there", () => {
      const store = open();
      store.sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1")] });
      const position = headPosition(store);
      store.facts.settle(position, { kind: "delivered", csmsNumber: 1 });

      const notWaiting: unknown = expect.objectContaining({ code: "store.not-waiting" });
      expect(() => {
        store.facts.settle(position, { kind: "delivered", csmsNumber: 2 });
      }).toThrow(notWaiting);
      expect(() => {
        store.facts.settle(position + 1, { kind: "unspoken" });
      }).toThrow(notWaiting);
      expect(() => {
        store.facts.noteAttempt(position);
      }).toThrow(notWaiting);
      expect(store.sessions.findByCsmsNumber(2)).toBeUndefined();
    });

    it("refuses a second fact of the same number in a transaction", () => {
      const store = open();
      store.sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1")] });

      expect(() => {
        store.sessions.commit({ session: sessionSample("t1"), facts: [endSample("t1", 0)] });
      }).toThrow(expect.objectContaining({ code: "store.constraint" }));
    });

    it("never gives a position again, though everything was settled", () => {
      const store = open();
      store.sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1")] });
      const before = headPosition(store);
      store.facts.settle(before, { kind: "delivered" });

      store.sessions.commit({ session: sessionSample("t1"), facts: [endSample("t1", 1)] });

      expect(headPosition(store)).toBeGreaterThan(before);
    });
  });

  describe("variables", () => {
    it("gives back the last value of each", () => {
      const store = open();
      store.variables.set("HeartbeatInterval", "300");
      store.variables.set("MeterValueSampleInterval", "");
      store.variables.set("HeartbeatInterval", "60");

      expect([...store.variables.all()]).toEqual([
        ["HeartbeatInterval", "60"],
        ["MeterValueSampleInterval", ""],
      ]);
    });
  });

  describe("the token cache", () => {
    it("5.16 finds a token whatever its letters' case", () => {
      const store = open();
      const info = { status: "accepted", parent: idToken("FLEET"), expiresAt: storeEpoch + 1000 } as const;

      store.tokens.remember(card, info, storeEpoch);

      expect(store.tokens.find(idToken(card.toLowerCase()))).toEqual(info);
      expect(store.tokens.find(idToken("other"))).toBeUndefined();
    });

    it("keeps the latest word on a token until it is cleared", () => {
      const store = open();
      store.tokens.remember(card, { status: "accepted", parent: idToken("FLEET") }, storeEpoch);
      store.tokens.remember(card, { status: "expired" }, storeEpoch);
      expect(store.tokens.find(card)).toEqual({ status: "expired" });

      store.tokens.clear();
      expect(store.tokens.find(card)).toBeUndefined();
    });
  });

  describe("the run log", () => {
    it("tells how the run before ended", () => {
      const store = open();
      const startedAt = storeEpoch;

      expect(store.runs.begin({ bootId: "one", startedAt })).toBeUndefined();
      expect(store.runs.begin({ bootId: "two", startedAt })).toEqual({ bootId: "one", endedInOrder: false });
      store.runs.end();
      expect(store.runs.begin({ bootId: "two", startedAt })).toEqual({ bootId: "two", endedInOrder: true });
    });
  });

  describe("availability", () => {
    it("takes every outlet and the station for operative until told otherwise", () => {
      const store = open();
      expect([store.availability.isOperative(0), store.availability.isOperative(evseId(1))]).toEqual([true, true]);

      store.availability.setOperative(evseId(1), false);
      store.availability.setOperative(0, false);
      store.availability.setOperative(0, true);

      expect([store.availability.isOperative(0), store.availability.isOperative(evseId(1))]).toEqual([true, false]);
    });
  });
});

describe("a station store in a file", () => {
  it("3.3 has everything after a process that never closed it", () => {
    const path = join(temporaryDirectory(), "station.db");
    const killed = openAt(path);
    killed.runs.begin({ bootId: "one", startedAt: storeEpoch });
    const session = sessionSample("t1", { nextSeqNo: 2 });
    killed.sessions.commit({ session, facts: [startSample("t1"), updateSample("t1", 1)] });
    killed.facts.settle(headPosition(killed), {
      kind: "delivered",
      csmsNumber: 4711,
      token: { token: card, info: { status: "accepted" } },
    });
    killed.facts.noteAttempt(headPosition(killed));
    killed.variables.set("HeartbeatInterval", "60");
    killed.availability.setOperative(evseId(1), false);

    const next = openAt(path);

    expect(next.runs.begin({ bootId: "two", startedAt: storeEpoch })).toEqual({ bootId: "one", endedInOrder: false });
    expect(next.sessions.open()).toEqual([{ ...session, csmsNumber: 4711 }]);
    expect(next.facts.head()).toMatchObject({ attempts: 1, fact: updateSample("t1", 1) });
    expect(next.tokens.find(card)).toEqual({ status: "accepted" });
    expect(next.variables.all().get("HeartbeatInterval")).toBe("60");
    expect(next.availability.isOperative(evseId(1))).toBe(false);
  });

  it("opens again after an orderly close", () => {
    const path = join(temporaryDirectory(), "station.db");
    const first = openAt(path);
    first.sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1")] });
    first.close();
    first.close();

    expect(openAt(path).facts.depth()).toBe(1);
  });
});

function headPosition(store: StationStore): number {
  const head = store.facts.head();
  expect(head).toBeDefined();
  return head?.position ?? 0;
}
