import { type Listenable, Signal } from "#hal/core/signal";
import { type EpochMillis, epochMillis, type Millis, millis } from "#hal/core/units";
import type { Notice } from "#agent/domain/notices/notice";
import type { StationFact, TransactionId } from "#agent/domain/transaction/station-fact";
import type { Database, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";

/**
 * Which stamps were made with an assumed time, and how they are put right when they are read. A transaction keeps the time with which it began
 * in this process (see `SteadyTime`), so its later stamps belong to the same era, also when the time has become known meanwhile.
 */
export class StampEras {
  readonly #select: Statement;
  readonly #shifts = new Map<number, Millis>();
  readonly #held = new Map<TransactionId, number | null>();
  readonly #changes = new Signal<undefined>();
  /** A clock with a battery vouched for these. */
  readonly #vouched = new Set<number>();
  #current: number | undefined;

  constructor(database: Database) {
    this.#select = database.prepare(
      "SELECT era, lead, true_lead, is_vouched FROM clock_era WHERE true_lead IS NOT NULL OR is_vouched = 1",
    );
    this.reload();
  }

  /** Some stamps are told differently now. */
  get changes(): Listenable<undefined> {
    return this.#changes;
  }

  /** The database is another one. */
  reload(): void {
    for (const row of this.#select.all()) {
      const fields = new FieldReader({ table: "clock_era", key: "*" }, row);
      const era = fields.integer("era");
      if (fields.integer("is_vouched") === 1) this.#vouched.add(era);
      const trueLead = fields.optionalNumber("true_lead");
      if (trueLead !== undefined) this.#shifts.set(era, millis(trueLead - fields.number("lead")));
    }
  }

  /** The time of an era has become known: no stamp is made in it any more. */
  learned(era: number, shift: Millis): void {
    this.#shifts.set(era, shift);
    this.#current = undefined;
    this.#changes.emit(undefined);
  }

  /** Stamps are made in this era from now on; undefined: with the right time. */
  enter(era: number | undefined, isVouched = false): void {
    if (era !== undefined && isVouched) this.#vouched.add(era);
    this.#current = era;
  }

  /** Of a stamp that belongs to no transaction and is made now. */
  now(): number | null {
    return this.#current ?? null;
  }

  /**
   * Of the stamps that are written now of this transaction. What another process began is told in its time, which is right where its era has come to
   * be known; `begunIn` tells its era, and undefined where nobody has begun it.
   */
  of(
    transaction: TransactionId,
    isOver: boolean,
    begunIn: () => { readonly era: number | null } | undefined,
  ): number | null {
    const held = this.#held.get(transaction);
    if (isOver) this.#held.delete(transaction);
    if (held !== undefined) return held;
    const begun = begunIn();
    if (begun !== undefined) return begun.era !== null && this.#shifts.has(begun.era) ? null : begun.era;
    if (!isOver) this.#held.set(transaction, this.now());
    return this.now();
  }

  /** The stamp as it is told: put right where that is possible. */
  read(at: EpochMillis, era: number | undefined): EpochMillis {
    const shift = this.shift(era);
    return shift === 0 ? at : epochMillis(at + shift);
  }

  /** Nobody knew the time of this era, or has come to know it. */
  isAssumed(era: number | undefined): boolean {
    return era !== undefined && !this.#shifts.has(era) && !this.#vouched.has(era);
  }

  readFact(fact: StationFact, era: number | undefined): StationFact {
    if (this.shift(era) === 0) return fact;
    const right = (at: EpochMillis) => this.read(at, era);
    const at = right(fact.at);
    if (fact.type === "transaction.started") return { ...fact, at };
    const { samples } = fact;
    if (samples === undefined) return { ...fact, at };
    return { ...fact, at, samples: samples.map((sample) => ({ ...sample, at: right(sample.at) })) };
  }

  readNotice(notice: Notice, era: number | undefined): Notice {
    return notice.type === "security.event" ? { ...notice, at: this.read(notice.at, era) } : notice;
  }

  /** A moment of a transaction that runs in this process, as it is told now. */
  told(transaction: TransactionId, at: EpochMillis): EpochMillis {
    return this.read(at, this.#held.get(transaction) ?? undefined);
  }

  /** By how much its stamps are told later. */
  shift(era: number | undefined): number {
    return era === undefined ? 0 : (this.#shifts.get(era) ?? 0);
  }
}

/** The same put right in SQL, for what is looked for, put in order or added up there. */
export function toldSql(column: string, eraColumn: string): string {
  return `(${column} + coalesce((SELECT true_lead - lead FROM clock_era WHERE era = ${eraColumn}), 0))`;
}

/** Of a row of `session`, as they are told. */
export const startedAt = toldSql("session.started_at", "session.started_era");
export const endedAt = toldSql("session.ended_at", "session.last_era");
export const lastAt = toldSql("coalesce(session.ended_at, session.last_at)", "session.last_era");
