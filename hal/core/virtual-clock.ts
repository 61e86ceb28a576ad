import type { Cancel, Clock } from "#hal/core/clock";
import { AgentError } from "#hal/core/errors";
import { epochMillis, type EpochMillis, millis, type Millis } from "#hal/core/units";

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly ring: () => void;
  /** Place in the heap; -1 when it is no longer in it. */
  place: number;
}

/** The least that a delay moves time. Less, as rounding leaves it of a difference of two times, would be lost in a long uptime, and ring at one moment for ever. */
const RESOLUTION = 0.001;

/** Rings at one moment, after which it is an endless loop and no herd of stations. */
const ENDLESS = 1_000_000;

/** Lets everything that is ready to run do so: promise reactions at least, platform queues where the caller can drain them. */
export type Settle = () => Promise<void>;

/**
 * Time that stands still until it is advanced. Timers ring in order of their due time, ties in order of their making, and whatever a ring
 * sets in motion comes to rest before the next one.
 */
export class VirtualClock implements Clock {
  readonly #settle: Settle;
  readonly #heap: Timer[] = [];
  #uptime = 0;
  #offset: number;
  #made = 0;
  #rung = 0;

  constructor(start: EpochMillis, settle: Settle = settleReactions) {
    this.#offset = start;
    this.#settle = settle;
  }

  now(): EpochMillis {
    return epochMillis(this.#offset + this.#uptime);
  }

  uptime(): Millis {
    return millis(this.#uptime);
  }

  after(delay: Millis, ring: () => void): Cancel {
    const due = this.#uptime + (delay > 0 ? Math.max(RESOLUTION, delay) : 0);
    const timer: Timer = { due, order: this.#made++, ring, place: -1 };
    this.#push(timer);
    return () => {
      this.#remove(timer);
    };
  }

  /** Steps the wall clock, as a time server would; timers and uptime do not notice. */
  setWallTime(now: EpochMillis): void {
    this.#offset = now - this.#uptime;
  }

  /** Timers not yet rung. Zero after every orderly stop. */
  pending(): number {
    return this.#heap.length;
  }

  /** How many timers have rung so far: what a span of time costs, in a number that no machine changes. */
  rung(): number {
    return this.#rung;
  }

  /** Moves time on by `span`, ringing what falls due. Throws AgentError `clock.endless` where timers make timers at one moment for ever. */
  async advance(span: Millis): Promise<void> {
    const end = this.#uptime + span;
    let rings = 0;
    await this.#settle();
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.due > end) break;
      rings = next.due > this.#uptime ? 0 : rings + 1;
      if (rings > ENDLESS)
        throw new AgentError("clock.endless", `time stands still at ${this.#uptime} ms: timers ring for ever`);
      this.#remove(next);
      this.#uptime = Math.max(this.#uptime, next.due);
      this.#rung += 1;
      next.ring();
      await this.#settle();
    }
    this.#uptime = end;
  }

  /** Advances in steps of `step` until `condition` holds; false when it did not within `limit`. */
  async advanceUntil(condition: () => boolean, limit: Millis, step: Millis = millis(100)): Promise<boolean> {
    const end = this.#uptime + limit;
    await this.#settle();
    while (!condition()) {
      if (this.#uptime >= end) return false;
      await this.advance(step);
    }
    return true;
  }

  #push(timer: Timer): void {
    timer.place = this.#heap.length;
    this.#heap.push(timer);
    this.#rise(timer.place);
  }

  #remove(timer: Timer): void {
    const place = timer.place;
    if (place < 0) return;
    timer.place = -1;
    const last = this.#heap.pop();
    if (last === undefined || last === timer) return;
    this.#put(last, place);
    this.#rise(place);
    this.#sink(last.place);
  }

  #rise(start: number): void {
    let place = start;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#swapIfEarlier(place, parent)) return;
      place = parent;
    }
  }

  #sink(start: number): void {
    let place = start;
    for (;;) {
      const left = 2 * place + 1;
      const right = left + 1;
      let earliest = place;
      if (this.#isEarlier(left, earliest)) earliest = left;
      if (this.#isEarlier(right, earliest)) earliest = right;
      if (earliest === place) return;
      this.#swapIfEarlier(earliest, place);
      place = earliest;
    }
  }

  #isEarlier(place: number, than: number): boolean {
    const a = this.#heap[place];
    const b = this.#heap[than];
    if (a === undefined || b === undefined) return false;
    return a.due < b.due || (a.due === b.due && a.order < b.order);
  }

  #swapIfEarlier(place: number, than: number): boolean {
    const a = this.#heap[place];
    const b = this.#heap[than];
    if (a === undefined || b === undefined || !this.#isEarlier(place, than)) return false;
    this.#put(a, than);
    this.#put(b, place);
    return true;
  }

  #put(timer: Timer, place: number): void {
    this.#heap[place] = timer;
    timer.place = place;
  }
}

/** Enough rounds for the promise chains of one exchange; a platform's own queue is drained by a Settle from the outside. */
async function settleReactions(): Promise<void> {
  for (let round = 0; round < 32; round++) await Promise.resolve();
}
