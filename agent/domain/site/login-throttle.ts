import { minutes, type Millis, millis, seconds } from "#hal/core/units";

/** Failures that cost nothing but the trouble. */
const FREE_FAILURES = 5;
const FIRST_WAIT = seconds(30);
const LONGEST_WAIT = minutes(15);
/** Evaluating a password costs the charger work, whoever asks. */
const EVALUATIONS_A_MINUTE = 30;
/** What has been quiet for so long is forgotten. */
const MEMORY = minutes(60);
const MOST_SOURCES = 256;

interface Failures {
  readonly count: number;
  readonly at: Millis;
}

/**
 * Slows down whoever guesses: after five failures half a minute of waiting, doubled with each further one up to a quarter of an hour, for
 * the account and for the address alike; and a most of evaluations for all together. It is about logging in and never about charging.
 */
export class LoginThrottle {
  readonly #failures = new Map<string, Failures>();
  #evaluated: readonly Millis[] = [];

  /** How long `sources` (an account and an address) have to wait before they are listened to again; 0 for not at all. */
  waitFor(sources: readonly string[], now: Millis): Millis {
    const waits = sources.map((source) => this.#wait(source, now));
    this.#evaluated = this.#evaluated.filter((at) => now - at < minutes(1));
    const [oldest] = this.#evaluated;
    const isCrowded = this.#evaluated.length >= EVALUATIONS_A_MINUTE && oldest !== undefined;
    return millis(Math.max(0, ...waits, isCrowded ? oldest + minutes(1) - now : 0));
  }

  /** To be called before a password is looked at. */
  evaluating(now: Millis): void {
    this.#evaluated = [...this.#evaluated, now];
  }

  failed(sources: readonly string[], now: Millis): void {
    for (const source of sources) {
      const count = (this.#recent(source, now)?.count ?? 0) + 1;
      this.#failures.delete(source);
      this.#failures.set(source, { count, at: now });
    }
    this.#forget();
  }

  succeeded(sources: readonly string[]): void {
    for (const source of sources) this.#failures.delete(source);
  }

  #wait(source: string, now: Millis): number {
    const failures = this.#recent(source, now);
    if (failures === undefined || failures.count < FREE_FAILURES) return 0;
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures.count - FREE_FAILURES));
    return failures.at + wait - now;
  }

  #recent(source: string, now: Millis): Failures | undefined {
    const failures = this.#failures.get(source);
    return failures === undefined || now - failures.at > MEMORY ? undefined : failures;
  }

  /** The longest quiet ones make room. */
  #forget(): void {
    for (const source of this.#failures.keys()) {
      if (this.#failures.size <= MOST_SOURCES) return;
      this.#failures.delete(source);
    }
  }
}
