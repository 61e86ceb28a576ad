import { type Cancel, type Clock, every } from "#hal/core/clock";
import { hours, type Millis, millis } from "#hal/core/units";
import type { Lane, LaneCall, Scope } from "#agent/ocpp/call-lane";
import type { CsmsTime } from "#agent/ocpp/csms-time";
import type { Dialect } from "#agent/ocpp/dialects/dialect";

/** OCPP 1.6-J section 5.3: pings may carry the liveness, but the clock wants one Heartbeat a day. */
const LONGEST = hours(24);

interface HeartbeatOptions {
  readonly clock: Clock;
  /** As configured; 0 leaves only the daily one. */
  readonly interval: () => Millis;
  readonly time: CsmsTime;
  /** A heartbeat is due. */
  readonly wake: () => void;
}

/**
 * Heartbeat at every interval. The norm lets a station leave it out when something else was sent meanwhile; this one does not, because
 * operators watch for it.
 */
export class Heartbeat implements Lane {
  readonly #options: HeartbeatOptions;
  #cancel: Cancel | undefined;
  #isDue = false;
  #isTriggered = false;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** Begins to count an interval, also when it counted already. */
  start(): void {
    this.stop();
    const configured = this.#options.interval();
    const interval = configured > 0 ? Math.min(configured, LONGEST) : LONGEST;
    this.#cancel = every(this.#options.clock, millis(interval), () => {
      this.#isDue = true;
      this.#options.wake();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#isDue = false;
    this.#isTriggered = false;
  }

  /** The interval has become another one; without effect while no heartbeats are sent. */
  restart(): void {
    if (this.#cancel !== undefined) this.start();
  }

  trigger(): void {
    this.#isTriggered = true;
    this.#options.wake();
  }

  next(dialect: Dialect, scope: Scope): LaneCall | undefined {
    if (!this.#isTriggered && !(this.#isDue && scope === "all")) return undefined;
    this.#isTriggered = false;
    this.#isDue = false;
    const note = this.#options.time.measure();
    return {
      call: dialect.heartbeat.encode(undefined),
      answered: (payload) => {
        note(dialect.heartbeat.decode(payload));
      },
      failed: () => undefined,
    };
  }
}
