import type { Clock } from "#hal/core/clock";
import { hours, type Millis, minutes } from "#hal/core/units";
import type { Violation } from "#hil/billing-oracle";
import type { SessionRecord } from "#agent/ports/session-record";
import type { SessionStore } from "#agent/ports/station-store";
import type { TransactionId } from "#agent/domain/transaction/station-fact";

interface Span {
  readonly begun: Millis;
  readonly ended?: Millis;
}

/** What was open on disk when the power went. */
interface Cut {
  readonly at: Millis;
  readonly open: readonly SessionRecord[];
}

/** How long a charge may be told to have lasted. */
interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** The least that a vehicle takes, in watts: 6 A on one phase at 207 V. */
const SLOWEST = 1242;

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
  readonly #cuts: Cut[] = [];

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

  /** The power has gone, and this is open on disk. */
  powerLost(open: readonly SessionRecord[]): void {
    this.#cuts.push({ at: this.#clock.uptime(), open });
  }

  /** Charges that are told to have lasted longer or shorter than they did. */
  judge(sessions: Pick<SessionStore, "recent" | "unbilled">): readonly Violation[] {
    const unread = new Set(sessions.unbilled().map(({ transactionId }) => transactionId));
    return sessions.recent(100_000).flatMap(({ transactionId, startedAt, ended }) => {
      const span = this.#spans.get(transactionId);
      if (ended === undefined) return [];
      if (span?.ended === undefined)
        return [{ kind: "contradictory", what: `nobody saw session ${transactionId} end` }];
      const { least, most } = this.#bounds(transactionId, { ...span, ended: span.ended }, ended.meterStop);
      const told = ended.at - startedAt;
      // Billed with the last reading on disk, it ends with it.
      if (told <= most + TOLERANCE && (told >= least - TOLERANCE || unread.has(transactionId))) return [];
      const what = `session ${transactionId} (${ended.cause}) of ${least} to ${most} ms is told to have lasted ${told} ms`;
      return [{ kind: "contradictory", what } as const];
    });
  }

  #saw(type: string, id: TransactionId): void {
    const now = this.#clock.uptime();
    if (type === "transaction.started") this.#spans.set(id, { begun: now });
    const span = this.#spans.get(id);
    if (type === "transaction.ended" && span !== undefined) this.#spans.set(id, { ...span, ended: now });
  }

  /**
   * Over a power cut a charge lasts at least until its last reading on disk, and no longer than until it was found; where the clock was set in it, than the
   * reading was old, the agent took to find it and its energy to flow: how long the power was gone only the clock knows.
   */
  #bounds(id: TransactionId, { begun, ended }: Required<Span>, meterStop: number): Bounds {
    const length = ended - begun;
    const cut = this.#cuts.find(
      ({ at, open }) => at <= ended && open.some(({ transactionId }) => transactionId === id),
    );
    const left = cut?.open.find(({ transactionId }) => transactionId === id);
    if (cut === undefined || left === undefined) return { least: length, most: length };
    const { lastReading, startedAt } = left;
    const least = Math.min(length, lastReading.at - startedAt);
    const isSet = this.#steps.some((at) => at >= begun && at <= ended);
    const flow = (Math.max(0, meterStop - lastReading.energy) / SLOWEST) * hours(1);
    return { least, most: isSet ? Math.max(length, least + minutes(1) + (ended - cut.at) + flow) : length };
  }
}
