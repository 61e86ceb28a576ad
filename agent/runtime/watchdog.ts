import { type Cancel, type Clock, every } from "#hal/core/clock";
import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { type Millis, millis, seconds } from "#hal/core/units";
import type { ProcessGuardian } from "#agent/ports/process-guardian";
import { judgeVitality, type Vitality, type VitalSigns } from "#agent/runtime/vital-signs";

const TICK = millis(250);
const LOOK = seconds(1);
/** Seldom enough to cost nothing, often enough for two that fail. */
const PROBE = seconds(8);
/** systemd advises half of its patience; a third leaves room for one that gets lost. */
const SIGNS_IN_PATIENCE = 3;

export interface WatchdogOptions {
  readonly guardian: ProcessGuardian;
  /** Real time. */
  readonly clock: Clock;
  readonly log: Log;
  /** Throws when the store cannot do what every commit has to do first. */
  readonly probeStore: () => void;
  /** See `VitalSigns`. */
  readonly boardOverdue: () => Millis;
}

/**
 * Tells the service manager that the charge point lives, as long as it does: not that a timer rings, but that the event loop, the control, the
 * store and the board's driver do their work. Whoever hangs is ended and started again; the board has opened by itself before.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  #cancels: Cancel[] = [];
  #lag = 0;
  #tickAt = 0;
  #probedAt = 0;
  #lookedAt = -Infinity;
  #toldAt = -Infinity;
  #isEnding = false;
  #last: Vitality = { kind: "well" };

  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  /** Without a guardian that waits nothing is measured and nothing told. */
  start(): void {
    const { clock, guardian } = this.#options;
    if (guardian.patience === undefined) return;
    const period = guardian.patience / SIGNS_IN_PATIENCE;
    this.#tickAt = clock.uptime();
    this.#probedAt = clock.uptime();
    this.#cancels = [
      every(clock, TICK, () => {
        this.#tick();
      }),
      every(clock, PROBE, () => {
        this.#probe();
      }),
      every(clock, LOOK, () => {
        this.#look(period);
      }),
    ];
  }

  /** The charge point works. */
  readonly ready = (): void => {
    this.#options.guardian.tell(["READY=1", "STATUS=working"]);
  };

  /** The orderly end has begun; signs of life go on until it is over. */
  ending(): void {
    this.#isEnding = true;
    this.#options.guardian.tell(["STOPPING=1", "STATUS=ending"]);
  }

  stop(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels = [];
  }

  vitality(): Vitality {
    return judgeVitality(this.#signs());
  }

  #tick(): void {
    const now = this.#options.clock.uptime();
    this.#lag = Math.max(this.#lag, now - this.#tickAt - TICK);
    this.#tickAt = now;
  }

  #probe(): void {
    if (this.#isEnding) return;
    const { clock, log, probeStore } = this.#options;
    try {
      probeStore();
      this.#probedAt = clock.uptime();
    } catch (error) {
      log.warn({ error: describeError(error) }, "watchdog.store-unwell");
    }
  }

  #look(period: number): void {
    const { clock, guardian } = this.#options;
    // After a hold-up the next look follows at once; what was wrong a moment ago is not right yet.
    if (clock.uptime() - this.#lookedAt < LOOK / 2) return;
    this.#lookedAt = clock.uptime();
    const vitality = this.vitality();
    this.#lag = 0;
    this.#noteChange(vitality);
    if (vitality.kind === "ill" || clock.uptime() - this.#toldAt < period) return;
    this.#toldAt = clock.uptime();
    guardian.tell(["WATCHDOG=1"]);
  }

  #noteChange(vitality: Vitality): void {
    const before = this.#last;
    this.#last = vitality;
    if (nameOf(before) === nameOf(vitality)) return;
    const { log, guardian } = this.#options;
    if (vitality.kind === "ill") log.error({ why: vitality.why }, "watchdog.ill");
    else log.info({}, "watchdog.well");
    if (!this.#isEnding) guardian.tell([`STATUS=${vitality.kind === "ill" ? `ill: ${vitality.why}` : "working"}`]);
  }

  #signs(): VitalSigns {
    const now = this.#options.clock.uptime();
    const sinceTick = millis(now - this.#tickAt);
    return {
      // A loop that is held up right now has not rung the tick yet.
      loopLag: millis(Math.max(this.#lag, sinceTick - TICK)),
      sinceTick,
      sinceStore: millis(now - this.#probedAt),
      boardOverdue: this.#options.boardOverdue(),
      isEnding: this.#isEnding,
    };
  }
}

function nameOf(vitality: Vitality): string {
  return vitality.kind === "ill" ? vitality.why : "well";
}
