import { type Cancel, type Clock, every } from "#hal/core/clock";
import { type Millis, millis, seconds } from "#hal/core/units";
import type { NotifyHelper } from "#hil/hang/notify-helper";
import type { Rehearsal } from "#simulator/rehearsal";

/** The part of a rehearsal that is started again. */
export interface Supervised {
  readonly agent: Pick<Rehearsal["agent"], "pid" | "exits">;
  startAgent(): Promise<void>;
}

export interface SupervisorOptions {
  readonly rehearsal: Supervised;
  readonly helper: Pick<NotifyHelper, "readyAt" | "signAt" | "clear">;
  /** Real time. */
  readonly clock: Clock;
  /** `WatchdogSec`. */
  readonly patience: Millis;
  /** `RestartSec`. */
  readonly restartAfter: Millis;
  /** Sends a signal to a process, or to its group when the number is negative. */
  readonly kill: (pid: number, signal: "SIGABRT" | "SIGCONT" | "SIGKILL") => void;
}

/** One process from its start to its end; times in milliseconds of the uptime. */
export interface Life {
  readonly pid: number;
  readonly startedAt: number;
  /** When it said that it works. */
  readonly readyAt: number | undefined;
  /** When it had been silent for too long and was told to end. */
  readonly abortedAt: number | undefined;
  readonly endedAt: number | undefined;
}

type Mutable<Item> = { -readonly [Key in keyof Item]: Item[Key] };

const LOOK = millis(50);
/** `TimeoutAbortSec`, after which there is no asking any more. */
const ABORT_PATIENCE = seconds(10);

/**
 * Does with the agent what systemd does with a service of `Type=notify`, `WatchdogSec` and `Restart=always`: a process that works and then gives no
 * sign of life for too long gets SIGABRT and SIGCONT, whatever is left of its group SIGKILL, and another one is started.
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  #lives: readonly Mutable<Life>[] = [];
  #cancels: Cancel[] = [];
  #cancelRestart: Cancel = () => undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** The process of now, or the last one. */
  life(): Life | undefined {
    return this.#lives.at(-1);
  }

  lives(): readonly Life[] {
    return this.#lives;
  }

  /** The agent has just been started. */
  watch(): void {
    const { clock, rehearsal } = this.#options;
    this.#begins();
    this.#cancels = [
      every(clock, LOOK, () => {
        this.#look();
      }),
      rehearsal.agent.exits.listen(() => {
        this.#ended();
      }),
    ];
  }

  /** From now on whoever ends stays away. */
  release(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancelRestart();
  }

  #begins(): void {
    const { rehearsal, clock } = this.#options;
    const pid = rehearsal.agent.pid();
    if (pid === undefined) return;
    const startedAt = clock.uptime();
    this.#lives = [...this.#lives, { pid, startedAt, readyAt: undefined, abortedAt: undefined, endedAt: undefined }];
  }

  #look(): void {
    const { clock, helper, patience, kill } = this.#options;
    const life = this.#lives.at(-1);
    if (life === undefined || life.endedAt !== undefined) return;
    const uptime = clock.uptime();
    if (life.abortedAt !== undefined) {
      if (uptime - life.abortedAt > ABORT_PATIENCE) kill(life.pid, "SIGKILL");
      return;
    }
    const readyAt = helper.readyAt();
    if (readyAt === undefined) return;
    life.readyAt ??= uptime;
    if (clock.now() - Math.max(readyAt, helper.signAt() ?? 0) < patience) return;
    life.abortedAt = uptime;
    // A stopped process takes no other signal before it goes on.
    for (const signal of ["SIGABRT", "SIGCONT"] as const) kill(life.pid, signal);
  }

  #ended(): void {
    const { clock, kill, restartAfter } = this.#options;
    const life = this.#lives.at(-1);
    if (life === undefined) return;
    life.endedAt = clock.uptime();
    kill(-life.pid, "SIGKILL");
    this.#cancelRestart = clock.after(restartAfter, () => {
      this.#restart();
    });
  }

  #restart(): void {
    const { helper, rehearsal } = this.#options;
    helper.clear();
    // It fails only where no terminal can be had: whoever waits for the next life is told by its absence.
    rehearsal.startAgent().then(
      () => {
        this.#begins();
      },
      () => undefined,
    );
  }
}
