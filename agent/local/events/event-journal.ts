import { type Cancel, type Clock, wallTimeAt } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import { millis, type Millis, minutes, seconds } from "#hal/core/units";
import { eventKey, type SiteEvent } from "#agent/domain/site/site-event";
import type { EventStore } from "#agent/ports/site-store";

/** What comes together is one commit. */
const TOGETHER = seconds(2);
/** An event of one kind is written down no oftener than that; what comes meanwhile is counted. Flash memory wears out. */
const QUIET = minutes(10);
/** Kinds that are remembered at once; names that visitors invent must not fill the memory. */
const MOST_KINDS = 300;

interface Pending {
  readonly event: SiteEvent;
  /** By uptime: the clock may be set before it is written down. */
  readonly at: Millis;
  readonly count: number;
}

export interface EventJournalOptions {
  /** Asked for when there is something to write. */
  readonly store: () => EventStore;
  /** The station's, for timestamps. */
  readonly clock: Clock;
  /** Real, for waits. */
  readonly lineClock: Clock;
  readonly log: Log;
}

/** Puts down what happens, in few writes. */
export class EventJournal {
  readonly #options: EventJournalOptions;
  readonly #pending = new Map<string, Pending>();
  readonly #writtenAt = new Map<string, Millis>();
  #cancel: Cancel | undefined;

  constructor(options: EventJournalOptions) {
    this.#options = options;
  }

  note(event: SiteEvent): void {
    const key = eventKey(event);
    const known = this.#pending.get(key);
    if (known === undefined && this.#pending.size >= MOST_KINDS) return;
    this.#pending.set(key, { event, at: this.#options.clock.uptime(), count: (known?.count ?? 0) + 1 });
    this.#cancel ??= this.#options.lineClock.after(TOGETHER, () => {
      this.#cancel = undefined;
      this.#write(false);
    });
  }

  /** Writes what waits, also what would have been counted longer. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#write(true);
  }

  #write(isLast: boolean): void {
    const now = this.#options.lineClock.uptime();
    for (const [key, at] of this.#writtenAt) if (now - at >= QUIET) this.#writtenAt.delete(key);
    const due = [...this.#pending].filter(([key]) => isLast || !this.#writtenAt.has(key));
    if (due.length > 0) this.#commit(due, now);
    if (this.#pending.size > 0 && !isLast) this.#waitForQuiet(now);
  }

  /** A store that fails is found out by those who bill; a list for people must not be what stops a charge. */
  #commit(due: readonly (readonly [string, Pending])[], now: Millis): void {
    for (const [key] of due) {
      this.#pending.delete(key);
      this.#writtenAt.set(key, now);
    }
    try {
      const { store, clock } = this.#options;
      store().add(due.map(([, { event, at, count }]) => ({ ...event, at: wallTimeAt(clock, at), count })));
    } catch (error) {
      this.#options.log.error({ error }, "events.lost");
    }
  }

  #waitForQuiet(now: Millis): void {
    const ages = [...this.#pending.keys()].map((key) => now - (this.#writtenAt.get(key) ?? now));
    const wait = Math.max(TOGETHER, QUIET - Math.max(...ages));
    this.#cancel = this.#options.lineClock.after(millis(wait), () => {
      this.#cancel = undefined;
      this.#write(false);
    });
  }
}
