import type { Clock } from "#hal/core/clock";
import { type EpochMillis, epochMillis, type Millis, seconds } from "#hal/core/units";
import type { IdToken } from "#agent/domain/authorization/id-token";

/** How long a card is waited for. */
export const LEARNING_WINDOW = seconds(60);

/** What the page is told while a card is waited for. */
export interface LearningView {
  readonly isOpen: boolean;
  readonly until?: EpochMillis;
  /** The card that was held to the reader. */
  readonly token?: IdToken;
}

/** Teaching the charger a card by holding it to the reader: for a minute the next unknown one is told instead of asked about. */
export class TagLearning {
  readonly #clock: Clock;
  readonly #isKnown: (token: IdToken) => boolean;
  #endsAt: Millis | undefined;
  #token: IdToken | undefined;

  constructor(clock: Clock, isKnown: (token: IdToken) => boolean) {
    this.#clock = clock;
    this.#isKnown = isKnown;
  }

  open(): void {
    this.#endsAt = (this.#clock.uptime() + LEARNING_WINDOW) as Millis;
    this.#token = undefined;
  }

  /** True when the card is taken as the one to be learnt: it begins nothing then. */
  takes(token: IdToken): boolean {
    if (!this.#isOpen() || this.#isKnown(token)) return false;
    this.#token = token;
    this.#endsAt = undefined;
    return true;
  }

  view(): LearningView {
    const isOpen = this.#isOpen();
    const left = (this.#endsAt ?? 0) - this.#clock.uptime();
    return {
      isOpen,
      ...(isOpen ? { until: epochMillis(this.#clock.now() + left) } : {}),
      ...(this.#token === undefined || this.#isKnown(this.#token) ? {} : { token: this.#token }),
    };
  }

  #isOpen(): boolean {
    return this.#endsAt !== undefined && this.#clock.uptime() < this.#endsAt;
  }
}
