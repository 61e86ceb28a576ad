import { assertNever } from "#hal/core/assert-never";
import type { Cancel, Clock } from "#hal/core/clock";
import type { CallFailure, Lane, LaneCall } from "#agent/ocpp/call-lane";
import type { CsmsTime } from "#agent/ocpp/csms-time";
import type { BootAnswer, Dialect, StationIdentity } from "#agent/ocpp/dialects/dialect";
import {
  type RegistrationEffect,
  type RegistrationEvent,
  type RegistrationState,
  registrationStep,
  unregistered,
} from "#agent/ocpp/registration";

interface RegistrationKeeperOptions {
  readonly clock: Clock;
  readonly station: StationIdentity;
  readonly time: CsmsTime;
  readonly onRegistered: (answer: BootAnswer) => void;
  readonly onResumed: () => void;
  /** The state may have become another one. */
  readonly onStep: () => void;
}

/** Carries the registration machine: its timer, and BootNotification as the lane that goes before all others. */
export class RegistrationKeeper implements Lane {
  readonly #options: RegistrationKeeperOptions;
  #state: RegistrationState = unregistered;
  #cancelRetry: Cancel = () => undefined;

  constructor(options: RegistrationKeeperOptions) {
    this.#options = options;
  }

  get state(): RegistrationState {
    return this.#state;
  }

  post(event: RegistrationEvent): void {
    const { state, effects } = registrationStep(this.#state, event);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    this.#options.onStep();
  }

  next(dialect: Dialect): LaneCall | undefined {
    if (this.#state.kind !== "asking") return undefined;
    const note = this.#options.time.measure();
    return {
      call: dialect.boot.encode(this.#options.station),
      answered: (payload) => {
        const answer = dialect.boot.decode(payload);
        note(answer.time);
        this.post({ type: "boot.answered", answer });
      },
      failed: (failure: CallFailure) => {
        if (failure !== "closed") this.post({ type: "boot.failed" });
      },
    };
  }

  /** Ends the timer; a later start of the same object asks at once. */
  stop(): void {
    this.#cancelRetry();
    this.post({ type: "link.lost" });
    this.post({ type: "retry.elapsed" });
  }

  #perform(effect: RegistrationEffect): void {
    switch (effect.type) {
      case "retry.start":
        this.#cancelRetry();
        this.#cancelRetry = this.#options.clock.after(effect.delay, () => {
          this.post({ type: "retry.elapsed" });
        });
        return;
      case "retry.cancel":
        this.#cancelRetry();
        return;
      case "registered":
        this.#options.onRegistered(effect.answer);
        return;
      case "resumed":
        this.#options.onResumed();
        return;
      default:
        assertNever(effect);
    }
  }
}
