import type { Cancel, Clock } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import type { Log } from "#hal/core/log";
import type { Listenable } from "#hal/core/signal";
import { millis, minutes, type Millis, seconds } from "#hal/core/units";
import { type LogbookState, logbookState } from "#agent/domain/logbook/logbook-record";
import type { LogbookChange, LogbookRecord } from "#agent/domain/logbook/logbook-record";
import type { CsmsAnswer, DataReply } from "#agent/ports/csms-client";
import type { LogbookStore, UntoldRecord } from "#agent/ports/logbook-store";
import type { SessionRecord } from "#agent/ports/session-record";
import type { SessionStore } from "#agent/ports/station-store";

/** While something is to be told, or may be because somebody entered something. */
const LOOK = seconds(2);
/** Else: an end without an entry is told so late at most. */
const REST = minutes(1);
/** Between two tries: an answer that does not come is no reason to hurry. */
const PAUSE = minutes(1);

/** What the back end may know of one charge's entry. */
export interface LogbookNews {
  readonly csmsNumber: number;
  readonly session: SessionRecord;
  readonly record: LogbookRecord;
  readonly state: LogbookState;
  /** The newest. */
  readonly change?: LogbookChange;
}

export interface LogbookTellerOptions {
  readonly store: Pick<LogbookStore, "untold" | "told" | "changes">;
  readonly sessions: Pick<SessionStore, "find">;
  /** Something of a charge's entry has changed. */
  readonly changes: Listenable<unknown>;
  /** The back end is to be told at all. */
  readonly isWanted: () => boolean;
  /** Online, and everything that happened before has been told: the back end must know of the transaction first. */
  readonly mayTell: () => boolean;
  readonly tell: (news: LogbookNews) => Promise<CsmsAnswer<DataReply>>;
  readonly clock: Clock;
  readonly log: Log;
  readonly background: (name: string, work: Promise<void>) => void;
}

/** Tells the back end what is asked for, entered and missing; over restarts too, until it has been heard. */
export class LogbookTeller implements Component {
  readonly name = "logbook-teller";
  readonly #options: LogbookTellerOptions;
  #isTelling = false;
  #notBefore: Millis | undefined;
  #cancels: readonly Cancel[] = [];
  #cancelLook: Cancel = () => undefined;

  constructor(options: LogbookTellerOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#cancels = [
      this.#options.changes.listen(() => {
        this.#lookAfter(LOOK);
      }),
    ];
    this.#lookAfter(LOOK);
  }

  async stop(): Promise<void> {
    this.#cancelLook();
    for (const cancel of this.#cancels) cancel();
  }

  health(): Health {
    return { kind: "ok" };
  }

  #lookAfter(wait: Millis): void {
    this.#cancelLook();
    this.#cancelLook = this.#options.clock.after(wait, () => {
      const [next] = this.#options.store.untold(1);
      this.#lookAfter(next === undefined ? REST : LOOK);
      if (next !== undefined) this.#take(next);
    });
  }

  #take(next: UntoldRecord): void {
    const { clock, isWanted, mayTell, background } = this.#options;
    const isPausing = this.#notBefore !== undefined && clock.uptime() < this.#notBefore;
    if (this.#isTelling || isPausing || (isWanted() && !mayTell())) return;
    this.#isTelling = true;
    background(
      "logbook",
      this.#tell(next).finally(() => {
        this.#isTelling = false;
      }),
    );
  }

  async #tell({ record, revision }: UntoldRecord): Promise<void> {
    const { store, clock, tell, log } = this.#options;
    const { transactionId } = record;
    const news = this.#newsOf(record);
    if (news !== undefined) {
      const answer = await tell(news);
      if (answer.kind === "unreachable") {
        this.#notBefore = millis(clock.uptime() + PAUSE);
        return;
      }
      const { status } = answer.answer;
      if (status !== "accepted") log.info({ transactionId, status }, "logbook.not-taken");
    }
    store.told(transactionId, revision, news?.state === "waiting");
  }

  /** Undefined for what is not to be told, and for a transaction that the back end never numbered: it cannot be named to it. */
  #newsOf(record: LogbookRecord): LogbookNews | undefined {
    const { sessions, store, isWanted } = this.#options;
    const session = sessions.find(record.transactionId);
    const csmsNumber = session?.csmsNumber ?? -1;
    if (session === undefined || csmsNumber < 0 || !isWanted()) return undefined;
    const state = logbookState(record, session.ended !== undefined);
    if (state === undefined) return undefined;
    const change = store.changes(record.transactionId).at(-1);
    return { csmsNumber, session, record, state, ...(change === undefined ? {} : { change }) };
  }
}
