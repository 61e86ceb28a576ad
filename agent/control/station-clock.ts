import type { Cancel, Clock } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import { type EpochMillis, epochMillis, isoTime, type Millis, millis, minutes, seconds } from "#hal/core/units";
import type { CertificateTime } from "#agent/ports/csms-link";
import type { HostTime, HostTimeSource } from "#agent/ports/host-time";
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

/** Clocks that differ by less say the same. */
const AGREEMENT = minutes(1);

/** Where they differed they must come so near before the host's goes on again: what is told is good to a second or two, and must not make time jump. */
const CLOSE = seconds(10);

/** Back ends tell whole seconds, cut off, and it takes a moment: by so much the same time is told now earlier and now later. */
const BLUR = millis(1500);

/** By whom the station's clock goes; `stored`: by nobody, it runs on from the latest moment that is known to have passed. */
export type TimeSource = HostTimeSource | "backEnd" | "stored";

/**
 * The wall clock of the station, by the best who tells the time: a time server that has set the host's clock; else the back end, where it has proved
 * who it is; else a clock with a battery from which the host has its time; else any back end. Until then time runs on evenly from the latest moment
 * that is known to have passed. What was stamped before is put right once somebody better tells. It never sets the host's clock, and never goes
 * back to an assumed time.
 */
export class StationClock implements Clock {
  readonly #options: StationClockOptions;
  /** When the time became known, as it was assumed to be then, and by how much that was too early. */
  #learned = { assumed: -Infinity, by: 0 };
  /** Undefined: as the host's clock goes. */
  #lead: Lead | undefined;
  #source: TimeSource = "stored";
  /** Stamps are made that somebody may put right. */
  #isInEra = false;
  /** The clock with a battery shows what a back end has told. */
  #isConfirmed = false;
  #isContradicted = false;
  readonly #floor: EpochMillis;

  constructor(options: StationClockOptions) {
    this.#options = options;
    const { base, builtAt, store, log } = options;
    this.#floor = epochMillis(Math.max(builtAt, store.vouched() ?? 0));
    this.#begin(this.#hostSource());
    store.goBy(() => this.now());
    const why = { source: this.#source, now: isoTime(this.now()), host: isoTime(base.now()) };
    if (this.#source === "stored") log.warn(why, "clock.untrusted");
    else log.info(why, "clock.trusted");
  }

  get source(): TimeSource {
    return this.#source;
  }

  /** False as long as the time is assumed. */
  get isKnown(): boolean {
    return this.#source !== "stored";
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

  /**
   * A moment that this process has stamped and only remembers, by what is known now. Where the time proved to be earlier than assumed, moments of
   * before and after cannot always be told apart; then only those to come are put right.
   */
  restamped(at: EpochMillis): EpochMillis {
    const { assumed, by } = this.#learned;
    const isBefore = by > 0 ? at <= assumed : at > this.now();
    return isBefore ? epochMillis(at + by) : at;
  }

  /** The back end has told its time, which is this much ahead of `now()`; `isProven`, where its certificate says who it is. */
  told(ahead: Millis, isProven: boolean): void {
    if (this.#source === "timeServer") return;
    const { base, builtAt, log } = this.#options;
    const told = this.now() + ahead;
    if (told < builtAt) {
      log.warn({ told }, "clock.told-impossible");
      return;
    }
    const differs = Math.abs(ahead) > AGREEMENT;
    if (this.#source === "battery" && !differs) this.#confirm();
    else if (this.#source === "battery" && !isProven) this.#contradicted(epochMillis(told));
    else if (Math.abs(told - base.now()) > this.#nearness()) this.#follow(epochMillis(told), ahead);
    else if (this.#lead !== undefined) this.#go("backEnd");
  }

  /** Looks whether the host has come to know the time, or somebody has set the clock that has it from a battery. */
  look(): void {
    if (this.#source === "timeServer") return;
    const isSet = this.#lead !== undefined && Math.abs(this.now() - this.#options.base.now()) > AGREEMENT;
    const source = this.#hostSource();
    if (source === "timeServer" || (source === "battery" && this.#source === "battery" && isSet)) this.#go(source);
  }

  /** Notes that this moment has come, for the next start. */
  mark(): void {
    const now = this.now();
    const isSure = this.#source === "timeServer" || (this.#source === "battery" && this.#isConfirmed);
    this.#options.store.mark(now, isSure ? now : undefined);
  }

  /**
   * The time by which the back end's certificate is judged. What the back end itself has told does not count, or one wrong word would lock it out
   * for good; nor does an assumed time, which nobody vouches for. Where the host does not either, it is only known not to be earlier.
   */
  certificateTime(): CertificateTime {
    const isVouched = this.#source === "timeServer" || this.#source === "battery";
    if (!isVouched) return { at: this.#floor, isLowerBound: true };
    return { at: epochMillis(Math.max(this.#floor, this.now())), isLowerBound: false };
  }

  #begin(host: HostTimeSource | undefined): void {
    const { store, bootId } = this.#options;
    const boot = store.boot(bootId);
    const known = boot?.trueLead;
    const isHosts = (lead: Lead | undefined) => lead === undefined || Math.abs(lead - this.#hostLead()) <= AGREEMENT;
    const isSetSince = host === "battery" && known === undefined && !isHosts(boot?.lead);
    if (host === "timeServer" || isSetSince) {
      this.#source = host;
      if (boot !== undefined && known === undefined) store.learned(bootId, this.#hostLead());
    } else if (known === undefined) this.#enterEra(host, boot?.lead);
    else {
      // The back end had told it to a process before this one.
      this.#isConfirmed = host === "battery" && isHosts(known);
      this.#source = this.#isConfirmed ? "battery" : "backEnd";
      if (!this.#isConfirmed) this.#lead = known;
    }
  }

  #enterEra(host: "battery" | undefined, before: Lead | undefined): void {
    const { store, bootId } = this.#options;
    this.#source = host ?? "stored";
    this.#isInEra = true;
    this.#lead = before ?? (host === undefined ? this.#assumed() : this.#hostLead());
    store.assume(bootId, this.#lead, host === "battery");
  }

  #confirm(): void {
    this.#isConfirmed = true;
    if (this.#isInEra) this.#go("battery");
  }

  /** Goes by what the back end tells, unless it goes so already. */
  #follow(told: EpochMillis, ahead: Millis): void {
    if (this.#source === "backEnd" && this.#lead !== undefined && Math.abs(ahead) <= BLUR) return;
    this.#go("backEnd", millis(told - this.uptime()));
  }

  /** How far from the host's clock the back end may be for the host's to go on. */
  #nearness(): Millis {
    return this.#source === "backEnd" && this.#lead !== undefined ? CLOSE : AGREEMENT;
  }

  /** By somebody who may be anybody. */
  #contradicted(told: EpochMillis): void {
    if (!this.#isContradicted)
      this.#options.log.warn({ told: isoTime(told), now: isoTime(this.now()) }, "clock.contradicted");
    this.#isContradicted = true;
  }

  /** Goes by `source` from now on; without a lead as the host's clock goes. */
  #go(source: TimeSource, lead?: Lead): void {
    const { store, bootId, log } = this.#options;
    const before = this.now();
    const trueLead = lead ?? this.#hostLead();
    if (this.#isInEra) {
      store.learned(bootId, trueLead);
      this.#isInEra = false;
      this.#learned = { assumed: before, by: Math.round(trueLead + this.uptime() - before) };
    }
    const isNews = source !== this.#source;
    this.#source = source;
    this.#lead = lead;
    if (isNews) log.info({ source, before: isoTime(before), now: isoTime(this.now()) }, "clock.known");
  }

  /** A clock that shows less than the date of the program is vouched for by nobody. */
  #hostSource(): HostTimeSource | undefined {
    const { base, builtAt, host } = this.#options;
    return base.now() >= builtAt ? host.source() : undefined;
  }

  #hostLead(): Lead {
    const { base } = this.#options;
    return millis(base.now() - base.uptime());
  }

  #assumed(): Lead {
    const { base, builtAt, store } = this.#options;
    return millis(Math.round(Math.max(builtAt, store.latest() ?? 0, base.now()) - base.uptime()));
  }
}
