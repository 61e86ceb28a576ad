import type { EvseId } from "#hal/core/charging";
import type { Clock } from "#hal/core/clock";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import { type Listenable, Signal } from "#hal/core/signal";
import type { AccessDesk } from "#agent/control/access-desk";
import type { EvseController } from "#agent/control/evse-controller";
import type { GuestDesk } from "#agent/control/guest-desk";
import { sessionKind } from "#agent/domain/access/session-kind";
import type { IdToken } from "#agent/domain/authorization/id-token";
import { hasTransaction } from "#agent/domain/session/session-machine";
import {
  doubtOf,
  type EntryAuthor,
  type EntryProblem,
  type GivenEntry,
  readEntry,
} from "#agent/domain/logbook/logbook-entry";
import { isWaiting, type LogbookChange, type LogbookRecord } from "#agent/domain/logbook/logbook-record";
import { isEntryNeeded, type LogbookScope } from "#agent/domain/logbook/logbook-rule";
import type { TransactionId } from "#agent/domain/transaction/station-fact";
import type { LogbookStore } from "#agent/ports/logbook-store";
import type { LocalList, SessionStore } from "#agent/ports/station-store";

/** So much of a card's number a driver has to know. */
const CODE_LENGTH = 4;

export interface LogbookDeskOptions {
  readonly evses: readonly Pick<EvseController, "id" | "state">[];
  readonly store: LogbookStore;
  readonly sessions: Pick<SessionStore, "find">;
  readonly access: Pick<AccessDesk, "tag" | "rules">;
  readonly localList: Pick<LocalList, "find">;
  readonly guests: Pick<GuestDesk, "began" | "nameAt">;
  readonly clock: Clock;
  readonly scope: () => LogbookScope;
}

export type EntryOutcome = Outcome<LogbookRecord, EntryProblem | "unknown">;

/** Odometer and plate of charges: what is needed, what has been entered, by whom. Disk first. */
export class LogbookDesk {
  readonly #options: LogbookDeskOptions;
  readonly #changes = new Signal<TransactionId>();

  constructor(options: LogbookDeskOptions) {
    this.#options = options;
  }

  /** Of a charge something else is asked or entered now. */
  get changes(): Listenable<TransactionId> {
    return this.#changes;
  }

  find(id: TransactionId): LogbookRecord | undefined {
    return this.#options.store.find(id);
  }

  history(id: TransactionId): readonly LogbookChange[] {
    return this.#options.store.changes(id);
  }

  /** Whether a charge that begins here with this token would wait for somebody to enter something. */
  wouldWait(evse: EvseId, token: IdToken): boolean {
    return this.#isNeeded(evse, token) && !this.#isKnown(token);
  }

  /** The plate has to be entered, because nobody knows it beforehand. */
  asksPlate(token: IdToken): boolean {
    return this.#plateOf(token) === undefined;
  }

  /** What is asked of a charge that has just begun; undefined for nothing. It is not kept yet. */
  asked(evse: EvseId, id: TransactionId, token: IdToken): LogbookRecord | undefined {
    if (!this.#isNeeded(evse, token)) return undefined;
    const asksOdometer = this.#options.access.tag(token)?.logbook?.asksOdometer ?? true;
    return { transactionId: id, isNeeded: true, asksOdometer };
  }

  /** Puts down what is asked. What is known of the tag is the entry at once, where that is enough. */
  begin(record: LogbookRecord, token: IdToken): LogbookRecord {
    this.#options.store.expect(record);
    this.#changes.emit(record.transactionId);
    return this.fillIn(this.find(record.transactionId) ?? record, token);
  }

  /** The record as it is after what is known of the tag has been put in, where that is enough. */
  fillIn(record: LogbookRecord, token: IdToken): LogbookRecord {
    const { access } = this.#options;
    if (!isWaiting(record) || !this.#isKnown(token)) return record;
    const author = { source: "tag", name: access.tag(token)?.alias ?? "" } as const;
    const relaxed = { ...record, asksOdometer: false };
    const outcome = this.#enter(relaxed, token, {}, author);
    return outcome.ok ? outcome.value : record;
  }

  /** Takes an entry or a correction; also for charges that are over, and for those that need none. */
  enter(id: TransactionId, given: GivenEntry, author: EntryAuthor): EntryOutcome {
    const session = this.#options.sessions.find(id);
    if (session === undefined) return refused("unknown");
    const record = this.find(id) ?? { transactionId: id, isNeeded: false, asksOdometer: false };
    return this.#enter(record, session.token, given, author);
  }

  /**
   * For a driver without an account: the one charge that waits and that `code` fits. That is the PIN of the guest who began it, or the last
   * characters of the card's number; a charge without card and PIN needs none. What has been entered a driver cannot change.
   */
  enterAsDriver(code: string, given: GivenEntry, evse?: EvseId): Outcome<EvseId, EntryProblem | "wrong"> {
    const waiting = this.#options.evses.filter((each) => (evse ?? each.id) === each.id && this.#fits(each, code));
    const [only] = waiting;
    const session = only?.state().session;
    if (only === undefined || session === undefined || !hasTransaction(session)) return refused("wrong");
    const outcome = this.enter(session.transaction.id, given, { source: "driver", name: "" });
    if (outcome.ok) return accepted(only.id);
    return refused(outcome.reason === "unknown" ? "wrong" : outcome.reason);
  }

  #fits(evse: Pick<EvseController, "id" | "state">, code: string): boolean {
    const { guests, access } = this.#options;
    const { session } = evse.state();
    if (!hasTransaction(session) || !isWaiting(this.find(session.transaction.id))) return false;
    if (guests.began(evse.id)) return guests.began(evse.id, code);
    const { token } = session.transaction;
    const typed = code.trim().toLowerCase();
    if (token === access.rules().openToken) return true;
    return typed !== "" && typed === token.slice(-CODE_LENGTH).toLowerCase();
  }

  #enter(record: LogbookRecord, token: IdToken, given: GivenEntry, author: EntryAuthor): EntryOutcome {
    const { store, sessions, clock } = this.#options;
    const { transactionId: id, asksOdometer } = record;
    const reading = readEntry(given, { plate: record.entry?.plate ?? this.#plateOf(token), asksOdometer });
    if (!reading.ok) return refused(reading.problem);
    const { entry } = reading;
    const at = clock.now();
    const startedAt = sessions.find(id)?.startedAt ?? at;
    const { odometer, plate } = entry;
    const doubt =
      odometer === undefined ? undefined : doubtOf(odometer, startedAt, store.neighbours(plate, startedAt, id));
    if (doubt !== undefined && given.isConfirmed !== true) return refused(doubt);
    const next: LogbookRecord = { ...record, entry };
    store.enter(next, { at, author, entry, ...(doubt === undefined ? {} : { overrode: doubt }) });
    this.#changes.emit(id);
    return accepted(next);
  }

  #isNeeded(evse: EvseId, token: IdToken): boolean {
    const { access, localList, guests, scope } = this.#options;
    const tag = access.tag(token);
    const beginner = { token, tag, listed: localList.find(token), guest: guests.nameAt(evse) };
    return isEntryNeeded(scope(), tag?.logbook?.duty ?? "byRule", sessionKind(access.rules(), beginner).access);
  }

  /** Everything that is needed is known before anybody has been asked. */
  #isKnown(token: IdToken): boolean {
    const known = this.#options.access.tag(token)?.logbook;
    return known?.plate !== undefined && !known.asksOdometer;
  }

  #plateOf(token: IdToken) {
    return this.#options.access.tag(token)?.logbook?.plate;
  }
}
