import type { Clock } from "#hal/core/clock";
import type { Millis } from "#hal/core/units";
import type { Violation } from "#hil/billing-oracle";
import type { SessionStore } from "#agent/ports/station-store";
import type { TransactionId } from "#agent/domain/transaction/station-fact";

interface Span {
  readonly begun: Millis;
  readonly ended?: Millis;
}

/** Readings take their time, and stamps are rounded. */
const TOLERANCE = 2000;

/**
 * When things really happened, by a clock that nobody sets: what the station says of the length of a charge is held against it. A transaction begins and ends
 * when the station decides so, whether or not its disk takes it then.
 */
export class Chronicle {
  readonly #clock: Pick<Clock, "uptime">;
  readonly #spans = new Map<TransactionId, Span>();
  readonly #steps: Millis[] = [];
  readonly #cuts: Millis[] = [];

  constructor(clock: Pick<Clock, "uptime">) {
    this.#clock = clock;
  }

  /** Looks at what each process decides. */
  watch(sessions: Pick<SessionStore, "commit">): void {
    const commit = sessions.commit.bind(sessions);
    const watched: typeof sessions.commit = (change) => {
      for (const { type, transactionId } of change.facts) this.#saw(type, transactionId);
      commit(change);
    };
    Object.assign(sessions, { commit: watched });
  }

  clockSet(): void {
    this.#steps.push(this.#clock.uptime());
  }

  /** The power goes. */
  powerLost(): void {
    this.#cuts.push(this.#clock.uptime());
  }

  /** Charges that are told to have lasted longer or shorter than they did. */
  judge(sessions: Pick<SessionStore, "recent" | "unbilled">): readonly Violation[] {
    const unread = new Set(sessions.unbilled().map(({ transactionId }) => transactionId));
    return sessions.recent(100_000).flatMap(({ transactionId, startedAt, ended }) => {
      const span = this.#spans.get(transactionId);
      if (ended === undefined || span?.ended === undefined || this.#isBeyondKnowing(span)) return [];
      const beyond = ended.at - startedAt - (span.ended - span.begun);
      // Billed with the last reading on disk, it ends with it.
      if (beyond <= TOLERANCE && (beyond >= -TOLERANCE || unread.has(transactionId))) return [];
      const what = `session ${transactionId} (${ended.cause}) of ${span.ended - span.begun} ms is told ${beyond} ms longer`;
      return [{ kind: "contradictory", what } as const];
    });
  }

  #saw(type: string, id: TransactionId): void {
    const now = this.#clock.uptime();
    if (type === "transaction.started") this.#spans.set(id, { begun: now });
    const span = this.#spans.get(id);
    if (type === "transaction.ended" && span !== undefined) this.#spans.set(id, { ...span, ended: now });
  }

  /** The clock was set in it, and the power went: how long it was gone only the clock knows. */
  #isBeyondKnowing({ begun, ended = begun }: Span): boolean {
    const isWithin = (at: Millis) => at >= begun && at <= ended;
    return this.#cuts.some(isWithin) && this.#steps.some(isWithin);
  }
}
