import { hours, millis, type Millis, minutes } from "#hal/core/units";
import type { MailTrouble } from "#agent/domain/site/mail-rules";

/** How long to wait after each attempt that failed; after the last of them nobody tries any more. */
const waits: readonly Millis[] = [minutes(5), minutes(30), hours(2), hours(6)];
/** What the next hours do not change; a login that is refused again and again locks the account. */
const lasting: ReadonlySet<MailTrouble> = new Set<MailTrouble>(["loginRefused", "refused"]);

/** What is to be delivered, with a bounded number of attempts. */
export class MailErrand {
  #what = "";
  #failures = 0;
  #notBefore = millis(0);

  /** Whether it is time to try; something else than last time begins with all its attempts. */
  isDue(what: string, now: Millis): boolean {
    if (what !== this.#what) {
      this.#what = what;
      this.#failures = 0;
      this.#notBefore = millis(0);
    }
    return now >= this.#notBefore;
  }

  /** True when this was the last attempt. */
  failed(trouble: MailTrouble, now: Millis): boolean {
    const wait = waits[this.#failures];
    this.#failures += 1;
    if (wait === undefined || lasting.has(trouble)) return true;
    this.#notBefore = millis(now + wait);
    return false;
  }
}
