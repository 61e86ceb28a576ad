import { seconds, wattHours } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import type { StationStore } from "#agent/ports/station-store";
import { endSample, sessionSample, startSample, storeEpoch, updateSample } from "#test/support/station-store-samples";
import type { StoreDisk } from "#test/support/store-disk";

/** Everything of class A that a store can tell. */
export function contentOf(store: StationStore): object {
  const queue = [];
  const seen = new Set<number>();
  for (let head = store.facts.head(); head !== undefined; head = store.facts.head()) {
    if (seen.has(head.position)) throw new TypeError("a fact was given out twice");
    seen.add(head.position);
    queue.push({ fact: head.fact, attempts: head.attempts });
    store.facts.settle(head.position, { kind: "unspoken" });
  }
  return {
    sessions: store.sessions.recent(1000),
    unbilled: store.sessions.unbilled(),
    queue,
    dead: store.facts.deadLetters(),
    variables: [...store.variables.all()],
    blocked: store.tokens.find(idToken("BAD")),
  };
}

/** The security events that wait to be told. */
export function eventsOf(store: StationStore): readonly string[] {
  const events = [];
  for (let head = store.notices.head(); head !== undefined; head = store.notices.head()) {
    events.push(head.notice.type === "security.event" ? head.notice.event : head.notice.type);
    store.notices.remove(head.position);
  }
  return events;
}

/**
 * A station's life: one transaction that is told and over, one that waits, one whose start was given up, one that is open, and what else may
 * not be lost. Half of it is in the snapshot, half only in the journal.
 */
export async function fillStore(disk: StoreDisk, store: StationStore): Promise<void> {
  whole(store, "told");
  settleAll(store, 4711);
  whole(store, "dead");
  const head = store.facts.head();
  store.facts.settle(head?.position ?? 0, { kind: "dead", why: "tried 3 times" });
  settleAll(store);
  await disk.untilSnapshot();
  store.variables.set("HeartbeatInterval", "77");
  store.tokens.remember(idToken("BAD"), { status: "blocked" }, storeEpoch);
  whole(store, "waiting");
  store.facts.noteAttempt(store.facts.head()?.position ?? 0);
  store.sessions.commit({ session: sessionSample("open"), facts: [startSample("open")] });
  const reading = { energy: wattHours(1300), at: storeEpoch };
  const session = sessionSample("open", { nextSeqNo: 2, lastReading: reading });
  store.sessions.commit({ session, facts: [updateSample("open", 1)] });
  await disk.clock.advance(seconds(61));
}

function whole(store: StationStore, name: string): void {
  store.sessions.commit({ session: sessionSample(name), facts: [startSample(name)] });
  const end = endSample(name, 1);
  store.sessions.commit({
    session: sessionSample(name, {
      nextSeqNo: 2,
      lastReading: { energy: end.meterStop, at: end.at },
      ended: { at: end.at, meterStop: end.meterStop, cause: end.cause },
    }),
    facts: [end],
  });
}

function settleAll(store: StationStore, csmsNumber?: number): void {
  for (let head = store.facts.head(); head !== undefined; head = store.facts.head()) {
    const number = head.fact.type === "transaction.started" && csmsNumber !== undefined ? { csmsNumber } : {};
    store.facts.settle(head.position, { kind: "delivered", ...number });
  }
}
