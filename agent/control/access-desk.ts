import type { Clock } from "#hal/core/clock";
import { type Listenable, Signal } from "#hal/core/signal";
import { type AccessRules, initialRules } from "#agent/domain/access/access-rules";
import { type LocalTag, mayStopOthers } from "#agent/domain/access/local-tag";
import { type AccessRefusal, mayCharge, placeRefuses } from "#agent/domain/access/may-charge";
import { isOpenAt, wallClockOf, type WallTime } from "#agent/domain/access/opening-hours";
import type { AuthorizationDecision } from "#agent/domain/authorization/decide-authorization";
import type { IdToken, TokenInfo } from "#agent/domain/authorization/id-token";
import type { AccessStore, SeenTag } from "#agent/ports/access-store";

/** More than any one place has; the page and the reader find each of them at once. */
export const MOST_TAGS = 2000;

const keyOf = (token: IdToken) => token.toLowerCase();

/** Tags and rules of the place, as they are at this moment. Disk first: what is told to have changed survives a power cut. */
export class AccessDesk {
  readonly #store: AccessStore;
  readonly #clock: Clock;
  readonly #tags: Map<string, SeenTag>;
  readonly #changes = new Signal<undefined>();
  #rules: AccessRules;
  #wallClock: ((at: number) => WallTime) | undefined;

  constructor(store: AccessStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    this.#tags = new Map(store.tags.all().map((seen) => [keyOf(seen.tag.token), seen]));
    this.#rules = store.rules() ?? initialRules;
    this.#wallClock = clockOf(this.#rules);
  }

  /** Tags or rules are different now. */
  get changes(): Listenable<undefined> {
    return this.#changes;
  }

  rules(): AccessRules {
    return this.#rules;
  }

  setRules(rules: AccessRules): void {
    this.#store.setRules(rules);
    this.#rules = rules;
    this.#wallClock = clockOf(rules);
    this.#changes.emit(undefined);
  }

  isOpen(): boolean {
    const { hours } = this.#rules;
    return hours === null || this.#wallClock === undefined || isOpenAt(hours, this.#wallClock(this.#clock.now()));
  }

  /** Closed, and nobody may begin until it opens. */
  isShut(): boolean {
    return this.#rules.outsideHours === "refuse" && !this.isOpen();
  }

  /** By alias. */
  tags(): readonly SeenTag[] {
    return [...this.#tags.values()].sort((a, b) => a.tag.alias.localeCompare(b.tag.alias));
  }

  tag(token: IdToken): LocalTag | undefined {
    return this.#tags.get(keyOf(token))?.tag;
  }

  /** All of them, or none when there would be too many. */
  putTags(tags: readonly LocalTag[]): boolean {
    const keys = new Set([...this.#tags.keys(), ...tags.map(({ token }) => keyOf(token))]);
    if (keys.size > MOST_TAGS) return false;
    this.#store.tags.put(tags);
    for (const tag of tags) this.#tags.set(keyOf(tag.token), { ...this.#tags.get(keyOf(tag.token)), tag });
    this.#changes.emit(undefined);
    return true;
  }

  /** False when there was none. A charge that it began goes on. */
  removeTag(token: IdToken): boolean {
    if (!this.#tags.has(keyOf(token))) return false;
    this.#store.tags.remove(token);
    this.#tags.delete(keyOf(token));
    this.#changes.emit(undefined);
    return true;
  }

  /** Somebody holds it to the reader. */
  presented(token: IdToken): void {
    const known = this.#tags.get(keyOf(token));
    if (known === undefined) return;
    const at = this.#clock.now();
    this.#store.tags.seen(token, at);
    this.#tags.set(keyOf(token), { tag: known.tag, lastSeenAt: at });
  }

  /** What the place says before anybody else is asked; `listed` is the word of the back end's list. */
  refuses(token: IdToken, listed: TokenInfo | undefined): AccessRefusal | undefined {
    return placeRefuses(this.#rules, { tag: this.tag(token), listed }, this.#clock.now());
  }

  /** What the place makes of the decision by OCPP's own sources. */
  decide(token: IdToken, known: TokenInfo | undefined, ocpp: AuthorizationDecision): AuthorizationDecision {
    return mayCharge(this.#rules, this.tag(token), known, ocpp);
  }

  /** A tag of the staff. It gives something, so that local authorisation has to be switched on. */
  mayStopOthers(token: IdToken): boolean {
    const tag = this.tag(token);
    return this.#rules.localAuthorization && tag !== undefined && mayStopOthers(tag, this.#clock.now());
  }
}

function clockOf({ hours }: AccessRules): ((at: number) => WallTime) | undefined {
  return hours === null ? undefined : wallClockOf(hours.timeZone);
}
