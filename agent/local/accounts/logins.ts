import { createHash } from "node:crypto";
import type { Clock } from "#hal/core/clock";
import type { RandomStream } from "#hal/core/random";
import { type EpochMillis, epochMillis, hours, minutes } from "#hal/core/units";
import { sessionToken } from "#agent/domain/site/secret-text";
import type { Account, AccountStore, WebSession, WebSessionStore } from "#agent/ports/site-store";

const IDLE = minutes(30);
const LONGEST = hours(12);
/** A use is written down no oftener than that: flash memory wears out. */
const NOTE_EVERY = minutes(1);

/** Somebody who has logged in. */
export interface Login {
  readonly account: Account;
  /** What names the login inside the program; the token itself is known to the browser alone. */
  readonly tokenHash: string;
  /** What every request that changes something has to send in a header. */
  readonly csrfToken: string;
}

/**
 * Logins: a token of chance in the browser's cookie, its hash in the store. A login ends after half an hour without a request, after twelve
 * hours in any case, with a change of the password and when somebody logs out.
 */
export class Logins {
  readonly #store: WebSessionStore;
  readonly #accounts: AccountStore;
  readonly #clock: Clock;
  readonly #chance: RandomStream;

  constructor(options: {
    readonly store: WebSessionStore;
    readonly accounts: AccountStore;
    readonly clock: Clock;
    readonly chance: RandomStream;
  }) {
    this.#store = options.store;
    this.#accounts = options.accounts;
    this.#clock = options.clock;
    this.#chance = options.chance;
  }

  /** A new login, with a token that nobody had before. */
  begin(account: Account): { readonly token: string; readonly login: Login } {
    const now = this.#clock.now();
    this.#store.removeOld({ beganBefore: before(now, LONGEST), usedBefore: before(now, IDLE) });
    const token = sessionToken(this.#chance);
    this.#store.put({ tokenHash: hashOf(token), account: account.name, beganAt: now, usedAt: now });
    return { token, login: loginOf(account, token) };
  }

  /** The login of a token, which counts as used; undefined when there is none or it is over. */
  find(token: string): Login | undefined {
    const session = this.#store.find(hashOf(token));
    const account = session === undefined ? undefined : this.#living(session);
    if (session === undefined || account === undefined) return undefined;
    const now = this.#clock.now();
    if (Math.abs(now - session.usedAt) >= NOTE_EVERY) this.#store.put({ ...session, usedAt: now });
    return loginOf(account, token);
  }

  /** True while it goes on; asking does not count as use. */
  isAlive(tokenHash: string): boolean {
    const session = this.#store.find(tokenHash);
    return session !== undefined && this.#living(session) !== undefined;
  }

  end(tokenHash: string): void {
    this.#store.remove(tokenHash);
  }

  endAllOf(account: string): void {
    this.#store.removeOf(account);
  }

  /** A clock that was set back makes no login younger than it is. */
  #living({ account, beganAt, usedAt, tokenHash }: WebSession): Account | undefined {
    const now = this.#clock.now();
    const isOver = now - beganAt >= LONGEST || now - usedAt >= IDLE || now < beganAt - IDLE;
    if (!isOver) return this.#accounts.find(account);
    this.#store.remove(tokenHash);
    return undefined;
  }
}

function before(now: EpochMillis, span: number): EpochMillis {
  return epochMillis(now - span);
}

function loginOf(account: Account, token: string): Login {
  return { account, tokenHash: hashOf(token), csrfToken: digest(`csrf ${token}`) };
}

function hashOf(token: string): string {
  return digest(`session ${token}`);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
