import type { Cancel, Clock } from "#hal/core/clock";
import { type Millis, millis, minutes } from "#hal/core/units";
import { type IdToken, isSameToken } from "#agent/domain/authorization/id-token";
import type { UserPrice } from "#agent/domain/cost/cost-messages";
import type { PriceTexts } from "#agent/domain/cost/price";

/** The price of somebody who has not begun by then is an old one. */
const LIFETIME = minutes(15);
/** A back end that sends prices for everybody must not fill the memory. */
const MOST = 32;

interface Kept extends UserPrice {
  readonly until: Millis;
}

interface Waiter {
  readonly token: IdToken;
  readonly end: () => void;
}

/** Prices for drivers who have not begun yet, and those who wait for theirs. */
export class UserPrices {
  readonly #clock: Clock;
  readonly #waiters = new Set<Waiter>();
  #kept: readonly Kept[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  put(price: UserPrice): void {
    const others = this.#kept.filter(({ token }) => !isSameToken(token, price.token));
    const until = millis(this.#clock.uptime() + LIFETIME);
    this.#kept = [...others, { ...price, until }].slice(-MOST);
    for (const waiter of [...this.#waiters]) if (isSameToken(waiter.token, price.token)) waiter.end();
  }

  find(token: IdToken): PriceTexts | undefined {
    const now = this.#clock.uptime();
    return this.#kept.find((each) => isSameToken(each.token, token) && each.until > now)?.texts;
  }

  /** The price goes over to a transaction. */
  take(token: IdToken): PriceTexts | undefined {
    const texts = this.find(token);
    this.#kept = this.#kept.filter((each) => !isSameToken(each.token, token));
    return texts;
  }

  /** Resolves when the price of the token is there, or after `patience`. */
  awaited(token: IdToken, patience: Millis): Promise<void> {
    if (patience <= 0 || this.find(token) !== undefined) return Promise.resolve();
    return new Promise((resolve) => {
      let cancel: Cancel = () => undefined;
      const end = () => {
        cancel();
        this.#waiters.delete(waiter);
        resolve();
      };
      const waiter: Waiter = { token, end };
      cancel = this.#clock.after(patience, end);
      this.#waiters.add(waiter);
    });
  }

  /** Nobody waits any longer. */
  stop(): void {
    for (const waiter of [...this.#waiters]) waiter.end();
  }
}
