import type { EvseId } from "#hal/core/charging";
import type { Cancel, Clock } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import { amperes, type EpochMillis, epochMillis, millis, type Millis, seconds } from "#hal/core/units";
import type { EvseHardware } from "#hal/ports/board";
import type { EvseController } from "#agent/control/evse-controller";
import type { EvseNews } from "#agent/control/evse-news";
import type { ProfileBook } from "#agent/control/profile-book";
import type { CurrentLimit } from "#agent/domain/limits/current-limit";
import { hasTransaction } from "#agent/domain/session/session-machine";
import type { SessionState } from "#agent/domain/session/session-state";
import type { InstalledProfile } from "#agent/domain/smart-charging/charging-profile";
import {
  type CompositeSchedule,
  compositeSchedule,
  wholeTenths,
} from "#agent/domain/smart-charging/composite-schedule";
import {
  holdsUntil,
  limitAt,
  nextChangeAt,
  type Outlet,
  type ProfileLimit,
} from "#agent/domain/smart-charging/limit-at";
import { limitWords } from "#agent/domain/smart-charging/limit-words";
import type { ScheduleQuery, Schedules } from "#agent/domain/smart-charging/schedules";
import { type StationFact, transactionId, type TransactionId } from "#agent/domain/transaction/station-fact";

/** The wall clock may be set at any time and nobody tells; this long at most a schedule is followed by the old one. */
const LONGEST_SLEEP = seconds(10);
/** A longer answer would burst the frame of a small back end. */
const COMPOSITE_PERIODS = 500;
/** Stands for the transaction that an accepted remote start is going to begin. */
const EXPECTED = transactionId("expected");
/** Ends that lie closer together than this are the same one. */
const TREMBLE = seconds(1);

/** What the keeper has to do with an outlet. */
export type KeptEvse = Pick<EvseController, "id" | "state" | "news" | "post"> & {
  readonly hardware: Pick<EvseHardware, "phases" | "installedLimit" | "permit">;
};

export interface LimitKeeperOptions {
  readonly evses: readonly KeptEvse[];
  readonly book: ProfileBook;
  readonly clock: Clock;
}

/** What an outlet was last told, with what it came from. */
interface Told {
  readonly limit: ProfileLimit;
  readonly sharers: number;
  readonly until: EpochMillis | undefined;
}

/** Until nothing changes by itself. */
interface Rest {
  /** By the wall clock; infinite for never. */
  readonly until: number;
  /** Of the wall clock against uptime, when that was found out. */
  readonly offset: number;
}

/**
 * Turns charging profiles into the limit that an outlet has at this moment, and again whenever it changes, with or without a back end.
 * What the station as a whole may draw is shared equally among the outlets that are in use.
 */
export class LimitKeeper implements Component, Schedules {
  readonly name = "limits";
  readonly #options: LimitKeeperOptions;
  /** Uptime at the start of each running transaction: relative schedules must not jump when the wall clock is set. */
  readonly #begun = new Map<TransactionId, Millis>();
  readonly #told = new Map<EvseId, Told>();
  #cancels: Cancel[] = [];
  #cancelTimer: Cancel = () => undefined;
  #isRunning = false;

  constructor(options: LimitKeeperOptions) {
    this.#options = options;
  }

  start(): Promise<void> {
    const { evses, book } = this.#options;
    this.#isRunning = true;
    this.#cancels = [
      book.changes.listen(() => {
        this.#refresh();
      }),
      ...evses.map((evse) =>
        evse.news.listen((news) => {
          this.#hear(evse, news);
        }),
      ),
    ];
    this.#refresh();
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.#isRunning = false;
    this.#cancelTimer();
    for (const cancel of this.#cancels) cancel();
    return Promise.resolve();
  }

  health(): Health {
    return this.#isRunning ? { kind: "ok" } : { kind: "stopped" };
  }

  composite({ evse, duration, unit }: ScheduleQuery): CompositeSchedule | undefined {
    const { evses, book, clock } = this.#options;
    const from = clock.now();
    const asked = evses.find((each) => each.id === evse);
    return compositeSchedule(
      [...book.all(), ...evses.flatMap(expected)],
      { evse, from, duration, unit },
      {
        outlets: evses.map((each) => this.#outlet(each, from)),
        sharers: asked === undefined ? 1 : this.#sharers(asked),
        maximumPeriods: COMPOSITE_PERIODS,
      },
    );
  }

  #hear(evse: KeptEvse, news: EvseNews): void {
    if (news.type === "fact") this.#fact(evse, news.fact);
    else this.#refresh();
  }

  #fact(evse: KeptEvse, fact: StationFact): void {
    const { book, clock } = this.#options;
    if (fact.type === "transaction.started") {
      this.#begun.set(fact.transactionId, clock.uptime());
      const { session } = evse.state();
      const profile = session.kind === "active" ? session.transaction.profile : undefined;
      if (profile !== undefined) book.transactionBegan(evse.id, fact.transactionId, profile);
    }
    if (fact.type === "transaction.ended") {
      this.#begun.delete(fact.transactionId);
      book.transactionEnded(fact.transactionId);
    }
  }

  /** Every outlet gets its limit of now; then sleep until the first one changes. */
  #refresh(): void {
    if (!this.#isRunning) return;
    const { evses, book, clock } = this.#options;
    const now = clock.now();
    for (const evse of evses) this.#tell(evse, now);
    // Only now: what was told may have led back here by way of the outlet's news.
    this.#cancelTimer();
    if (book.all().length === 0 && this.#told.size === 0) return;
    const changes = evses.flatMap((evse) => nextChangeAt(this.#profiles(evse), this.#outlet(evse, now), now) ?? []);
    this.#sleep({ until: Math.min(...changes), offset: now - clock.uptime() });
  }

  /** Decides anew when a limit changes by itself, or when the wall clock was set meanwhile. */
  #sleep(rest: Rest): void {
    const { clock } = this.#options;
    const left = Math.min(LONGEST_SLEEP, rest.until - clock.now());
    this.#cancelTimer = clock.after(millis(Math.max(1, left)), () => {
      const now = clock.now();
      const isClockSet = Math.abs(now - clock.uptime() - rest.offset) >= TREMBLE;
      if (now >= rest.until || isClockSet) this.#refresh();
      else this.#sleep(rest);
    });
  }

  #tell(evse: KeptEvse, now: EpochMillis): void {
    const next = this.#decide(evse, now);
    const told = this.#told.get(evse.id);
    if (next === undefined) {
      if (told === undefined) return;
      this.#told.delete(evse.id);
      evse.post({ type: "limit.lifted", owner: "chargingProfile" });
    } else if (!isSame(next, told)) {
      this.#told.set(evse.id, next);
      evse.post({ type: "limit.set", limit: currentLimit(next, now) });
    }
  }

  #decide(evse: KeptEvse, now: EpochMillis): Told | undefined {
    const profiles = this.#profiles(evse);
    const outlet = this.#outlet(evse, now);
    const sharers = this.#sharers(evse);
    const limit = limitAt(profiles, outlet, now, sharers);
    if (limit === undefined) return undefined;
    // The end of a relative schedule moves on with the clock as long as nobody has begun.
    const isBegun = hasTransaction(evse.state().session);
    const isOpen = !isBegun && profiles.some(({ profile }) => profile.kind === "relative");
    return { limit, sharers, until: isOpen ? undefined : holdsUntil(profiles, outlet, now, sharers) };
  }

  /** An accepted remote start's profile counts before the first ampere flows. */
  #profiles(evse: KeptEvse): readonly InstalledProfile[] {
    return [...this.#options.book.all(), ...expected(evse)];
  }

  /** With nobody charging, as if somebody began now. */
  #outlet(evse: KeptEvse, now: EpochMillis): Outlet {
    const { hardware, id } = evse;
    const { session } = evse.state();
    const ceiling = amperes(Math.min(hardware.installedLimit, hardware.permit.range.max));
    const common = { evse: id, phases: hardware.phases, ceiling };
    if (!hasTransaction(session)) return { ...common, transaction: EXPECTED, startedAt: now };
    const { transaction } = session;
    return { ...common, transaction: transaction.id, startedAt: this.#startOf(transaction.id, transaction.startedAt) };
  }

  #startOf(id: TransactionId, startedAt: EpochMillis): EpochMillis {
    const { clock } = this.#options;
    const begun = this.#begun.get(id);
    return begun === undefined ? startedAt : epochMillis(clock.now() - (clock.uptime() - begun));
  }

  /** The outlets in use, with the one that is looked at among them. */
  #sharers(looked: KeptEvse): number {
    return this.#options.evses.filter((evse) => evse === looked || isInUse(evse.state().session)).length;
  }
}

/** From the moment at which a charge is about to begin, so that the others have made room when it does. */
function isInUse(session: SessionState): boolean {
  return session.kind === "starting" || hasTransaction(session);
}

/** The profile of an accepted remote start, until the transaction is there that it is for. */
function expected(evse: KeptEvse): readonly InstalledProfile[] {
  const { session } = evse.state();
  const profile =
    session.kind === "authorized" || session.kind === "starting" ? session.authorization.profile : undefined;
  return profile === undefined ? [] : [{ evse: evse.id, profile: { ...profile, transaction: EXPECTED } }];
}

function currentLimit({ limit, until, sharers }: Told, now: EpochMillis): CurrentLimit {
  return {
    owner: "chargingProfile",
    reason: limitWords(limit, now, until, sharers),
    limit: amperes(wholeTenths(limit.current)),
    ...(until === undefined ? {} : { expiresAt: until }),
  };
}

/** Wall clock and uptime do not tick together to the millisecond, so an end that is counted by both may tremble. */
function isSame(next: Told, told: Told | undefined): boolean {
  return (
    next.limit.current === told?.limit.current &&
    next.limit.by.id === told.limit.by.id &&
    next.sharers === told.sharers &&
    Math.abs((next.until ?? 0) - (told.until ?? 0)) < TREMBLE
  );
}
