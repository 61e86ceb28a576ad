import type { EpochMillis } from "#hal/core/units";
import type { AccessRules } from "#agent/domain/access/access-rules";
import type { LocalTag } from "#agent/domain/access/local-tag";
import type { IdToken } from "#agent/domain/authorization/id-token";

/** A tag with the last time that it was held to the reader. */
export interface SeenTag {
  readonly tag: LocalTag;
  readonly lastSeenAt?: EpochMillis;
}

/** Local tags, by token without regard to case. */
export interface LocalTagStore {
  /** By alias. */
  all(): readonly SeenTag[];
  /** Takes the place of the one with that token, and keeps when it was seen. All of them are written, or none. */
  put(tags: readonly LocalTag[]): void;
  remove(token: IdToken): void;
  seen(token: IdToken, at: EpochMillis): void;
}

/** Somebody who may charge for a while with a PIN, of which only the hash is kept. */
export interface Guest {
  readonly id: number;
  readonly name: string;
  readonly pinHash: string;
  readonly expiresAt: EpochMillis;
  /** The longest that one charge may last. */
  readonly longestMinutes: number;
}

export interface GuestStore {
  /** By id. */
  all(): readonly Guest[];
  /** Returns its id. */
  add(guest: Omit<Guest, "id">): number;
  remove(id: number): void;
}

/** What the owner of the place has decided about who may charge. */
export interface AccessStore {
  readonly tags: LocalTagStore;
  readonly guests: GuestStore;
  /** Undefined until something has been decided. */
  rules(): AccessRules | undefined;
  setRules(rules: AccessRules): void;
}
