import type { EpochMillis } from "#hal/core/units";
import type { EventSeverity, KeptEvent, SiteEvent } from "#agent/domain/site/site-event";
import type { Role } from "#agent/domain/site/role";

/** Somebody who may log in on the charger's own page. */
export interface Account {
  /** In lower case; what is typed at the login. */
  readonly name: string;
  readonly role: Role;
  /** As `hashPassword` writes it. */
  readonly passwordHash: string;
  /** The password was given by somebody else: nothing may be done before it is changed. */
  readonly mustChange: boolean;
}

export interface AccountStore {
  find(name: string): Account | undefined;
  /** By name. */
  all(): readonly Account[];
  /** Takes the place of the one of that name. */
  put(account: Account): void;
  /** With its sessions. */
  remove(name: string): void;
}

/** A login. Of its token only the hash is kept, so that whoever reads the disk cannot use it. */
export interface WebSession {
  readonly tokenHash: string;
  readonly account: string;
  readonly beganAt: EpochMillis;
  readonly usedAt: EpochMillis;
}

/** Logins outlive a restart of the program: a charger that is updated at night does not send its owner back to the password. */
export interface WebSessionStore {
  find(tokenHash: string): WebSession | undefined;
  put(session: WebSession): void;
  remove(tokenHash: string): void;
  removeOf(account: string): void;
  /** Those that began or were used last before these moments. */
  removeOld(limits: { readonly beganBefore: EpochMillis; readonly usedBefore: EpochMillis }): void;
}

/** Hashes of what the label of this very charger says. */
export interface FactorySecrets {
  readonly passwordHash: string;
  readonly pinHash: string;
}

export interface FactorySecretStore {
  get(): FactorySecrets | undefined;
  put(secrets: FactorySecrets): void;
}

/** Values of site settings that are not what they were at first. */
export interface SiteSettingStore {
  all(): ReadonlyMap<string, string>;
  set(name: string, value: string): void;
}

export type NewEvent = SiteEvent & Pick<KeptEvent, "at" | "count">;

export interface EventPage {
  /** Older than the event with this id; the newest unless given. */
  readonly before?: number;
  readonly limit: number;
  readonly severity?: EventSeverity;
  /** Warnings and alarms that nobody has acknowledged. */
  readonly openOnly?: boolean;
}

/** What happened; the oldest give way to new ones. */
export interface EventStore {
  add(events: readonly NewEvent[]): void;
  /** Newest first. */
  page(page: EventPage): readonly KeptEvent[];
  /** How many warnings and alarms nobody has acknowledged. */
  open(): number;
  /** Those from the first id to the last that nobody has acknowledged; returns how many there were. */
  acknowledge(ids: { readonly first: number; readonly last: number }, by: string, at: EpochMillis): number;
}

/** What the page keeps. */
export interface SiteStore {
  readonly accounts: AccountStore;
  readonly sessions: WebSessionStore;
  readonly factory: FactorySecretStore;
  readonly settings: SiteSettingStore;
  readonly events: EventStore;
}
