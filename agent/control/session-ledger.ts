import { AgentError } from "#hal/core/errors";
import type { EvseId } from "#hal/core/charging";
import type { Millis, WattHours } from "#hal/core/units";
import type { OutsideEnergy } from "#agent/control/outside-energy";
import type { IdToken } from "#agent/domain/authorization/id-token";
import type { UnknownEnergy } from "#agent/domain/session/session-state";
import type { TransactionFact } from "#agent/domain/transaction/station-fact";
import type { SessionLabels } from "#agent/ports/session-labels";
import type { DurableReading, SessionRecord } from "#agent/ports/session-record";
import type { SessionStore } from "#agent/ports/station-store";

/** What the history row needs to know beside the fact. */
interface Circumstances {
  /** The register at an update; start and end carry their own. */
  readonly meterNow: WattHours | undefined;
  readonly meterSerial: string | undefined;
  readonly unbilled: UnknownEnergy | undefined;
  readonly leads: SessionLeads;
}

/** Wall time less uptime: as the times of the transaction have it, and as the clock goes now. */
export interface SessionLeads {
  readonly lead: Millis;
  readonly wall: Millis;
}

export interface SessionLedgerOptions {
  readonly sessions: Pick<SessionStore, "commit">;
  readonly outside: Pick<OutsideEnergy, "begun" | "ended">;
  readonly labelsOf: LabelsOf;
  readonly bootId: string;
}

/** How a session is called that begins now. */
export type LabelsOf = (evse: EvseId, token: IdToken) => SessionLabels;

/** Keeps one outlet's history row in step with its facts: both go to disk in one commit, or neither does. */
export class SessionLedger {
  readonly #options: SessionLedgerOptions;
  #record: SessionRecord | undefined;

  constructor(options: SessionLedgerOptions) {
    this.#options = options;
  }

  /** The running transaction's row. */
  open(): SessionRecord | undefined {
    return this.#record?.ended === undefined ? this.#record : undefined;
  }

  /** After this returns a power cut loses nothing of the fact. */
  commit(fact: TransactionFact, circumstances: Circumstances): void {
    const { sessions, outside, labelsOf, bootId } = this.#options;
    const session = { ...this.#next(fact, circumstances), clock: { bootId, ...circumstances.leads } };
    if (fact.type === "transaction.started") outside.begun(fact.meterStart, fact.at);
    const { transactionId, evse, at } = fact;
    const unbilled = circumstances.unbilled && { transactionId, evse, at, ...circumstances.unbilled };
    sessions.commit({
      session,
      facts: [fact],
      ...(unbilled === undefined ? {} : { unbilled }),
      ...(fact.type === "transaction.started" ? { labels: labelsOf(evse, fact.token) } : {}),
    });
    this.#record = session;
    if (fact.type === "transaction.ended") outside.ended(session);
  }

  /** Writes down a reading between the facts, so that little is in doubt after a power cut. */
  checkpoint({ energy, at }: DurableReading, leads: SessionLeads): void {
    const record = this.open();
    if (record === undefined || energy < record.lastReading.energy) return;
    const session = { ...record, lastReading: { energy, at }, clock: { bootId: this.#options.bootId, ...leads } };
    this.#options.sessions.commit({ session, facts: [] });
    this.#record = session;
  }

  #next(fact: TransactionFact, { meterNow, meterSerial }: Circumstances): SessionRecord {
    if (fact.type === "transaction.started")
      return {
        transactionId: fact.transactionId,
        evse: fact.evse,
        token: fact.token,
        startedAt: fact.at,
        meterStart: fact.meterStart,
        ...(meterSerial === undefined ? {} : { meterSerial }),
        nextSeqNo: 1,
        lastReading: { energy: fact.meterStart, at: fact.at },
      };
    const record = this.#record;
    if (record?.transactionId !== fact.transactionId)
      throw new AgentError("session.unknown", "a fact of a transaction that is not open here", { fact: fact.type });
    const nextSeqNo = fact.seqNo + 1;
    if (fact.type === "transaction.ended") {
      const { at, meterStop, cause } = fact;
      return { ...record, nextSeqNo, lastReading: { energy: meterStop, at }, ended: { at, meterStop, cause } };
    }
    const isNewer = meterNow !== undefined && meterNow >= record.lastReading.energy;
    return { ...record, nextSeqNo, lastReading: isNewer ? { energy: meterNow, at: fact.at } : record.lastReading };
  }
}
