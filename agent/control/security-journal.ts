import type { Clock } from "#hal/core/clock";
import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { type Millis, minutes } from "#hal/core/units";
import { criticality, type SecurityEntry, type SecurityEventName } from "#agent/domain/security/security-event";
import type { Notice } from "#agent/domain/notices/notice";
import type { SecurityLog } from "#agent/ports/security-log";

interface SecurityJournalOptions {
  readonly store: SecurityLog;
  readonly clock: Clock;
  readonly log: Log;
  /** To the back end, durably. */
  readonly tell: (notice: Notice) => void;
  /** The operator may forbid telling; the log is kept all the same. */
  readonly isTellingAllowed: () => boolean;
}

/** So many of one kind go through at once, and then one a minute: whoever can cause events must not be able to wash others out of the log. */
const BURST = 10;
const REFILL = minutes(1);
const LONGEST_INFO = 255;

interface Allowance {
  readonly left: number;
  readonly since: Millis;
  /** How many have been left out since the last one that went through. */
  readonly omitted: number;
}

/** Where everybody reports what touches the station's security: kept in the security log, and told to the back end where the standard wants it. */
export class SecurityJournal {
  readonly #options: SecurityJournalOptions;
  readonly #allowances = new Map<SecurityEventName, Allowance>();

  constructor(options: SecurityJournalOptions) {
    this.#options = options;
  }

  /** `info` says in plain words what happened, without secrets. Never throws: a full disk must not stop whoever reports an attack. */
  raise(event: SecurityEventName, info?: string): void {
    const omitted = this.#admit(event);
    if (omitted === undefined) return;
    const { clock, log } = this.#options;
    const words = [info, ...(omitted === 0 ? [] : [`(${String(omitted)} more before it)`])].filter(
      (text) => text !== undefined,
    );
    const text = words.join(" ").slice(0, LONGEST_INFO);
    const entry = { event, at: clock.now(), ...(text === "" ? {} : { info: text }) };
    log.warn(entry, "security.event");
    try {
      this.#keep(entry);
    } catch (error) {
      log.error({ event, why: describeError(error) }, "security.event-lost");
    }
  }

  /** The security log, oldest first. */
  entries(): readonly SecurityEntry[] {
    return this.#options.store.entries();
  }

  #keep(entry: SecurityEntry): void {
    const { store, tell, isTellingAllowed } = this.#options;
    store.add(entry);
    const isCritical = criticality[entry.event];
    if (isCritical && isTellingAllowed()) tell({ type: "security.event", isCritical, ...entry });
  }

  /** How many of its kind were left out before it, or undefined when this one is left out too. */
  #admit(event: SecurityEventName): number | undefined {
    const now = this.#options.clock.uptime();
    const { left, since, omitted } = this.#allowances.get(event) ?? { left: BURST, since: now, omitted: 0 };
    const gained = Math.floor((now - since) / REFILL);
    const available = Math.min(BURST, left + gained);
    const begun = left + gained >= BURST ? now : ((since + gained * REFILL) as Millis);
    const isAdmitted = available > 0;
    this.#allowances.set(event, {
      left: isAdmitted ? available - 1 : 0,
      since: begun,
      omitted: isAdmitted ? 0 : omitted + 1,
    });
    return isAdmitted ? omitted : undefined;
  }
}
