import type { Cancel, Clock } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import { type EpochMillis, epochMillis, isoTime, type Millis, millis, minutes } from "#hal/core/units";
import type { CertificateTime } from "#agent/ports/csms-link";
import type { HostTime } from "#agent/ports/host-time";
import type { Lead, TimeStore } from "#agent/ports/time-store";

export interface StationClockOptions {
  /** The host's clock. Its uptime counts from the start of the machine, or stamps of another process of this boot stay as they are. */
  readonly base: Clock;
  readonly host: HostTime;
  readonly store: TimeStore;
  readonly bootId: string;
  /** When this program was made: no clock that shows less is right. */
  readonly builtAt: EpochMillis;
  readonly log: Log;
}

/** The host's clock and the back end's may differ by this much; which of them is right is nobody's business then. */
const AGREEMENT = minutes(1);

/**
 * The wall clock of the station. Where the host vouches for its clock it is that. Else time runs on from the latest moment that is known to
 * have passed, evenly, until the host vouches for its clock or the back end tells the time; what was stamped before is put right then.
 * It never sets the host's clock, and never goes back to an assumed time.
 */
export class StationClock implements Clock {
  readonly #options: StationClockOptions;
  /** Undefined: as the host's clock goes. */
  #lead: Lead | undefined;
  #isKnown = true;
  readonly #floor: EpochMillis;

  constructor(options: StationClockOptions) {
    this.#options = options;
    const { base, host, builtAt, store, bootId, log } = options;
    this.#floor = epochMillis(Math.max(builtAt, store.vouched() ?? 0));
    if (host.isTrusted() && base.now() >= builtAt) return;
    const boot = store.boot(bootId);
    this.#lead = boot?.trueLead ?? boot?.lead ?? this.#assumed();
    // The back end had told it to a process before this one.
    if (boot?.trueLead !== undefined) return;
    this.#isKnown = false;
    store.assume(bootId, this.#lead);
    log.warn({ assumed: isoTime(this.now()), host: isoTime(base.now()) }, "clock.untrusted");
  }

  /** False as long as the time is assumed. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  now(): EpochMillis {
    const { base } = this.#options;
    return this.#lead === undefined ? base.now() : epochMillis(Math.round(base.uptime() + this.#lead));
  }

  uptime(): Millis {
    return this.#options.base.uptime();
  }

  after(delay: Millis, ring: () => void): Cancel {
    return this.#options.base.after(delay, ring);
  }

  /** The back end has told its time, which is this much ahead of `now()`. Counts as long as nobody nearer vouches for the clock. */
  told(ahead: Millis): void {
    const { base, builtAt, log } = this.#options;
    if (this.#lead === undefined) return;
    const told = this.now() + ahead;
    if (told < builtAt) {
      log.warn({ told }, "clock.told-impossible");
      return;
    }
    if (Math.abs(told - base.now()) <= AGREEMENT) this.#follow();
    else this.#keep(millis(told - base.uptime()));
  }

  /** Looks whether the host has come to know the time. */
  look(): void {
    const { base, host, builtAt } = this.#options;
    if (this.#lead !== undefined && host.isTrusted() && base.now() >= builtAt) this.#follow();
  }

  /** Notes that this moment has come, for the next start. */
  mark(): void {
    const now = this.now();
    this.#options.store.mark(now, this.#lead === undefined ? now : undefined);
  }

  /**
   * The time by which the back end's certificate is judged. What the back end itself has told does not count, or one wrong word would lock it out
   * for good; nor does an assumed time, which nobody vouches for. Where the host does not either, it is only known not to be earlier.
   */
  certificateTime(): CertificateTime {
    if (this.#lead !== undefined) return { at: this.#floor, isLowerBound: true };
    return { at: epochMillis(Math.max(this.#floor, this.now())), isLowerBound: false };
  }

  #follow(): void {
    const { base } = this.#options;
    this.#know(millis(base.now() - base.uptime()));
    this.#lead = undefined;
  }

  #keep(lead: Lead): void {
    this.#know(lead);
    this.#lead = lead;
  }

  #know(trueLead: Lead): void {
    if (this.#isKnown) return;
    const { store, bootId, log } = this.#options;
    const before = this.now();
    store.learned(bootId, trueLead);
    this.#isKnown = true;
    log.info({ assumed: isoTime(before), now: isoTime(epochMillis(trueLead + this.uptime())) }, "clock.known");
  }

  #assumed(): Lead {
    const { base, builtAt, store } = this.#options;
    return millis(Math.round(Math.max(builtAt, store.latest() ?? 0, base.now()) - base.uptime()));
  }
}
