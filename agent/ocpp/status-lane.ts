import { type Cancel, type Clock, wallTimeAt } from "#hal/core/clock";
import type { EvseId } from "#hal/core/charging";
import { type Millis, millis, seconds } from "#hal/core/units";
import type { StatusNotice, StatusReport } from "#agent/ports/csms-client";
import type { Lane, LaneCall, Scope } from "#agent/ocpp/call-lane";
import type { Dialect } from "#agent/ocpp/dialects/dialect";

interface Known {
  readonly report: StatusReport;
  /** Uptime at which this state was entered. */
  readonly since: Millis;
}

interface StatusLaneOptions {
  readonly clock: Clock;
  /** A state must have held this long before it is told (OCPP 1.6 MinimumStatusDuration). */
  readonly minimumDuration: () => Millis;
  readonly wake: () => void;
}

/** Longer than this a state does not wait for transactions that are told before it; as long as it is younger, both leave in the order of events. */
const PATIENCE = seconds(2);

/**
 * The state of each connector against what the CSMS was told last: the difference is what has to be sent, so that states which came and went
 * unseen (offline, or shorter than the minimum) are never replayed.
 */
export class StatusLane implements Lane {
  readonly #options: StatusLaneOptions;
  readonly #known = new Map<EvseId | 0, Known>();
  readonly #told = new Map<EvseId | 0, StatusReport>();
  readonly #triggered = new Set<EvseId | 0>();
  /** Of a CSMS that has just accepted the station and knows none of them. */
  readonly #retold = new Set<EvseId | 0>();
  /** What goes before transactions: states that were asked for, that a CSMS knows nothing of yet, or that have waited long enough. */
  readonly urgent: Lane = { next: (dialect, scope) => this.#next(dialect, this.#takeUrgent(scope)) };
  /** With the uptime at which each came about; the order is theirs. */
  readonly #notices = new Map<StatusNotice, Millis>();
  #cancelTimer: Cancel = () => undefined;

  constructor(options: StatusLaneOptions) {
    this.#options = options;
  }

  report(report: StatusReport): void {
    const before = this.#known.get(report.evse);
    if (before !== undefined && isSameState(before.report, report)) return;
    this.#known.set(report.evse, { report, since: this.#options.clock.uptime() });
    this.#options.wake();
  }

  /** The CSMS knows nothing any more: every state is told again. */
  forgetTold(): void {
    this.#told.clear();
    for (const evse of this.#known.keys()) this.#retold.add(evse);
  }

  has(evse: EvseId | 0 | undefined): boolean {
    return evse === undefined ? this.#known.size > 0 : this.#known.has(evse);
  }

  /** Tells a state again, or all of them. */
  trigger(evse: EvseId | 0 | undefined): void {
    for (const known of evse === undefined ? this.#known.keys() : [evse]) this.#triggered.add(known);
    this.#options.wake();
  }

  /** Tells something of the station once, beside its state. */
  notify(notice: StatusNotice): void {
    if (!this.#notices.has(notice)) this.#notices.set(notice, this.#options.clock.uptime());
    this.#options.wake();
  }

  stop(): void {
    this.#cancelTimer();
    this.#triggered.clear();
    this.#notices.clear();
  }

  next(dialect: Dialect, scope: Scope): LaneCall | undefined {
    return this.#next(
      dialect,
      scope === "all" ? (this.#takeNotice() ?? this.#stamped(this.#takeChanged())) : undefined,
    );
  }

  #next(dialect: Dialect, report: StatusReport | undefined): LaneCall | undefined {
    if (report === undefined) return undefined;
    const told = () => {
      this.#told.set(report.evse, report);
      this.#retold.delete(report.evse);
    };
    return {
      call: dialect.status(report),
      answered: told,
      /** Only a lost connection is worth a second try: a CSMS that does not answer this message would get it for ever. */
      failed: (failure) => {
        if (failure !== "closed") told();
      },
    };
  }

  #takeUrgent(scope: Scope): StatusReport | undefined {
    const triggered = this.#takeTriggered();
    if (triggered !== undefined || scope === "triggered") return this.#stamped(triggered);
    return this.#stamped(this.#untold().find((known) => this.#isUrgent(known)));
  }

  #isUrgent(known: Known): boolean {
    return this.#missing(known) + (this.#retold.has(known.report.evse) ? 0 : PATIENCE) <= 0;
  }

  #takeTriggered(): Known | undefined {
    const evse = [...this.#triggered].sort((a, b) => a - b)[0];
    if (evse === undefined) return undefined;
    this.#triggered.delete(evse);
    return this.#known.get(evse);
  }

  #takeNotice(): StatusReport | undefined {
    const [first] = this.#notices;
    const station = this.#known.get(0)?.report;
    if (first === undefined || station === undefined) return undefined;
    const [notice, since] = first;
    this.#notices.delete(notice);
    return this.#stamped({ report: { ...station, notice }, since });
  }

  /** The oldest news that has held long enough; otherwise a timer for the first that will have. */
  #takeChanged(): Known | undefined {
    this.#cancelTimer();
    const [first] = this.#untold();
    if (first === undefined) return undefined;
    const missing = this.#missing(first);
    if (missing <= 0) return first;
    this.#cancelTimer = this.#options.clock.after(millis(missing), this.#options.wake);
    return undefined;
  }

  /** With the time at which it was entered, as it is known now: it may have waited for days. */
  #stamped(known: Known | undefined): StatusReport | undefined {
    return known && { ...known.report, at: wallTimeAt(this.#options.clock, known.since) };
  }

  /** The oldest first. */
  #untold(): readonly Known[] {
    return [...this.#known.values()].filter(({ report }) => !this.#isTold(report)).sort(byAge);
  }

  /** How long it has to hold yet; below zero it is over. */
  #missing({ since }: Known): number {
    return since + this.#options.minimumDuration() - this.#options.clock.uptime();
  }

  #isTold(report: StatusReport): boolean {
    const told = this.#told.get(report.evse);
    return told !== undefined && isSameState(told, report);
  }
}

function byAge(a: Known, b: Known): number {
  return a.since - b.since || a.report.evse - b.report.evse;
}

function isSameState(a: StatusReport, b: StatusReport): boolean {
  return (
    a.status === b.status && a.fault?.code === b.fault?.code && a.fault?.detail === b.fault?.detail && a.info === b.info
  );
}
