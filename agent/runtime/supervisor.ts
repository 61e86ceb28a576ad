import type { Cancel, Clock } from "#hal/core/clock";
import { backoff, type BackoffSettings } from "#hal/core/backoff";
import type { Component, Health } from "#hal/core/component";
import { AgentError, describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import type { Random } from "#hal/core/random";
import { type Millis, seconds } from "#hal/core/units";
import { background } from "#agent/runtime/background";
import { settlesWithin } from "#agent/runtime/deadline";

export interface SupervisedComponent {
  readonly component: Component;
  /**
   * When `start` rejects: `fail` gives up the whole start; `retry` starts this one again by itself with back-off, and the others go on.
   */
  readonly onStartFailure: "fail" | "retry";
  /** How long `stop` may take, 5 s unless told; after it the next component is stopped all the same. */
  readonly stopDeadline?: Millis;
}

export interface SupervisorOptions {
  /** In order of dependency: what others need comes first. */
  readonly components: readonly SupervisedComponent[];
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** The waits between the starts of a component that fails; 1 s doubling to 64 s unless told. */
  readonly retry?: BackoffSettings;
}

const defaultRetry: BackoffSettings = { minimum: seconds(1), repeatTimes: 6, randomRange: seconds(1) };

/** Starts components in order and stops them in reverse. A component that is running looks after itself. */
export class Supervisor {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #keepers: readonly ComponentKeeper[];
  readonly #abort = new AbortController();
  #stopping: Promise<void> | undefined;

  constructor({ components, clock, random, log, retry = defaultRetry }: SupervisorOptions) {
    this.#clock = clock;
    this.#log = log;
    this.#keepers = components.map(
      (supervised) => new ComponentKeeper(supervised, { clock, log, retry, random, abort: this.#abort.signal }),
    );
  }

  /**
   * Resolves when every component works or is being retried. Rejects with the error of the first whose policy is `fail`, after stopping
   * those before it; with AgentError `supervisor.stopped` when `stop` came in between.
   */
  async start(): Promise<void> {
    for (const keeper of this.#keepers) {
      if (this.#abort.signal.aborted) throw new AgentError("supervisor.stopped", "stopped while starting");
      try {
        await keeper.start();
      } catch (error) {
        this.#log.error({ component: keeper.name, error }, "component.start-failed");
        await this.stop();
        throw error;
      }
    }
  }

  /** Ends retries and stops everything that was started, each within its deadline. Never rejects; later calls wait for the same stop. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  /** By component name, in order of start. */
  health(): ReadonlyMap<string, Health> {
    return new Map(this.#keepers.map((keeper) => [keeper.name, keeper.health()]));
  }

  async #stopAll(): Promise<void> {
    const begun = this.#clock.uptime();
    this.#abort.abort();
    for (const keeper of this.#keepers.toReversed()) await keeper.stop();
    this.#log.info({ tookMs: this.#clock.uptime() - begun }, "supervisor.stopped");
  }
}

interface KeeperOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly retry: BackoffSettings;
  readonly random: Random;
  readonly abort: AbortSignal;
}

/** One component with its retries. */
class ComponentKeeper {
  readonly #component: Component;
  readonly #isRetried: boolean;
  readonly #stopDeadline: Millis;
  readonly #options: KeeperOptions;
  readonly #waits: Generator<Millis, never>;
  #starting: Promise<void> | undefined;
  #cancelRetry: Cancel = () => undefined;
  #trouble: string | undefined;

  constructor({ component, onStartFailure, stopDeadline = seconds(5) }: SupervisedComponent, options: KeeperOptions) {
    this.#component = component;
    this.#isRetried = onStartFailure === "retry";
    this.#stopDeadline = stopDeadline;
    this.#options = options;
    this.#waits = backoff(options.random.stream(`supervisor.${component.name}`), options.retry);
  }

  get name(): string {
    return this.#component.name;
  }

  /** Rejects only when the component is not to be retried. */
  async start(): Promise<void> {
    this.#starting = this.#component.start(this.#options.abort);
    try {
      await this.#starting;
      this.#trouble = undefined;
      this.#options.log.debug({ component: this.name }, "component.started");
    } catch (error) {
      this.#trouble = `did not start: ${describeError(error)}`;
      if (!this.#isRetried) throw error;
      this.#retryLater(error);
    }
  }

  async stop(): Promise<void> {
    this.#cancelRetry();
    if (this.#starting === undefined) return;
    const settled = await settlesWithin(this.#options.clock, this.#stopAfterStart(this.#starting), this.#stopDeadline);
    if (settled.kind === "late") this.#options.log.error({ component: this.name }, "component.stop-late");
    if (settled.kind === "failed")
      this.#options.log.error({ component: this.name, error: settled.error }, "component.stop-failed");
  }

  health(): Health {
    return this.#trouble === undefined ? this.#component.health() : { kind: "degraded", why: this.#trouble };
  }

  /** A start that does not heed its abort is not waited for longer than the whole stop may take; stop is called all the same. */
  async #stopAfterStart(starting: Promise<void>): Promise<void> {
    const patience = (this.#stopDeadline / 2) as Millis;
    await settlesWithin(this.#options.clock, starting, patience);
    await this.#component.stop();
  }

  #retryLater(error: unknown): void {
    const { clock, log, abort } = this.#options;
    if (abort.aborted) return;
    const wait = this.#waits.next().value;
    log.warn({ component: this.name, error, retryInMs: Math.round(wait) }, "component.start-failed");
    this.#cancelRetry = clock.after(wait, () => {
      background(log, `start ${this.name}`, this.start());
    });
  }
}
