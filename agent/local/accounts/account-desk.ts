import type { Clock } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import type { Millis } from "#hal/core/units";
import { LoginThrottle } from "#agent/domain/site/login-throttle";
import { type PasswordLack, passwordLack } from "#agent/domain/site/password-rule";
import type { SiteEvent } from "#agent/domain/site/site-event";
import type { Role } from "#agent/domain/site/role";
import type { PasswordHasher } from "#agent/local/accounts/password-hasher";
import type { Login, Logins } from "#agent/local/accounts/logins";
import type { SecurityOnSite } from "#agent/control/security-services";
import type { Account, SiteStore } from "#agent/ports/site-store";

export interface AccountDeskOptions {
  readonly store: SiteStore;
  readonly hasher: PasswordHasher;
  readonly logins: Logins;
  /** For waits: never the station's scaled one. */
  readonly clock: Clock;
  readonly log: Log;
  readonly journal: { note(event: SiteEvent): void };
  /** The back end is told who tries to come in, no oftener than the station's security log takes it. */
  readonly security: Pick<SecurityOnSite, "raise">;
}

/** Who may not try again yet. */
export interface Wait {
  readonly kind: "wait";
  readonly wait: Millis;
}
export type Refusal = Wait | { readonly kind: "wrong" };
export type PasswordRefusal = Refusal | { readonly kind: "weak"; readonly lacks: readonly PasswordLack[] };

/** The one account that is there from the factory. */
export const OWNER = "owner";

/** Who is who on the page: logging in, changing passwords, and what is done when one is forgotten. */
export class AccountDesk {
  readonly #options: AccountDeskOptions;
  readonly #throttle = new LoginThrottle();

  constructor(options: AccountDeskOptions) {
    this.#options = options;
  }

  /** `address` is the visitor's, for the throttle. */
  async logIn(
    name: string,
    password: string,
    address: string,
  ): Promise<Outcome<{ readonly token: string; readonly login: Login }, Refusal>> {
    const { store, logins } = this.#options;
    const account = store.accounts.find(name);
    const isRight = await this.#tried([`account ${name}`, `address ${address}`], () =>
      this.#matches(account, password),
    );
    if (!isRight.ok) return isRight;
    if (account === undefined) return refused({ kind: "wrong" });
    this.#note("login.succeeded", account);
    this.#options.security.raise("MaintenanceLoginAccepted", `${account.role} on the charger's page, from ${address}`);
    return accepted(logins.begin(account));
  }

  /** With the present password once more: an unlocked screen must not be enough. All logins of the account end; the caller gets a new one. */
  async changePassword(
    { account }: Login,
    given: { readonly current: string; readonly next: string },
    address: string,
  ): Promise<Outcome<{ readonly token: string; readonly login: Login }, PasswordRefusal>> {
    const lacks = passwordLack(given.next, given.current);
    if (lacks.length > 0) return refused({ kind: "weak", lacks });
    const isRight = await this.#tried([`account ${account.name}`, `address ${address}`], () =>
      this.#matches(account, given.current),
    );
    if (!isRight.ok) return isRight;
    const changed = await this.#setPassword(account, given.next, false);
    this.#note("password.changed", account);
    return accepted(this.#options.logins.begin(changed));
  }

  /** For somebody else, who has to change it at once. The account is made when there is none of that name. */
  async give(name: string, role: Role, password: string): Promise<Outcome<Account, PasswordRefusal>> {
    const lacks = passwordLack(password);
    if (lacks.length > 0) return refused({ kind: "weak", lacks });
    const account = { name, role, passwordHash: "", mustChange: true };
    const given = await this.#setPassword(account, password, true);
    this.#note("account.changed", account);
    return accepted(given);
  }

  remove(account: Account): void {
    this.#options.store.accounts.remove(account.name);
    this.#note("account.removed", account);
  }

  /** That whoever is logged in knows the password: an unlocked screen must not be enough for what cannot be undone. */
  confirm({ account }: Login, password: string, address: string): Promise<Outcome<undefined, Refusal>> {
    return this.#tried([`account ${account.name}`, `address ${address}`], () => this.#matches(account, password));
  }

  /** The way back for an owner who forgot: the PIN of the label, and a press of the button, which the caller has seen. */
  async resetOwner(pin: string, password: string, address: string): Promise<Outcome<undefined, PasswordRefusal>> {
    const { store, hasher } = this.#options;
    const lacks = passwordLack(password);
    if (lacks.length > 0) return refused({ kind: "weak", lacks });
    const secrets = store.factory.get();
    const isRight = await this.#tried(["pin", `address ${address}`], () =>
      secrets === undefined ? hasher.pretend(pin) : hasher.matches(pin, secrets.pinHash),
    );
    if (!isRight.ok) return isRight;
    const owner = store.accounts.find(OWNER) ?? { name: OWNER, role: "owner", passwordHash: "", mustChange: false };
    await this.#setPassword({ ...owner, role: "owner" }, password, false);
    this.#options.log.warn({}, "site.owner-password-reset");
    this.#options.journal.note({ code: "password.changed", severity: "warning", subject: OWNER });
    return accepted(undefined);
  }

  #note(code: SiteEvent["code"], { name }: Account): void {
    this.#options.journal.note({ code, severity: "info", subject: name });
  }

  #matches(account: Account | undefined, password: string): Promise<boolean> {
    const { hasher } = this.#options;
    return account === undefined ? hasher.pretend(password) : hasher.matches(password, account.passwordHash);
  }

  async #tried(sources: readonly string[], look: () => Promise<boolean>): Promise<Outcome<undefined, Refusal>> {
    const { clock, log } = this.#options;
    const wait = this.#throttle.waitFor(sources, clock.uptime());
    if (wait > 0) return refused({ kind: "wait", wait });
    this.#throttle.evaluating(clock.uptime());
    // Before the answer is known: those who ask at the same time must not all get in.
    this.#throttle.failed(sources, clock.uptime());
    if (await look()) {
      this.#throttle.succeeded(sources);
      return accepted(undefined);
    }
    log.warn({ sources }, "site.login-failed");
    // Not the name that was tried: it may be a password typed into the wrong field.
    this.#options.journal.note({ code: "login.failed", severity: "warning" });
    const from = sources.find((source) => source.startsWith("address "))?.slice("address ".length) ?? "";
    this.#options.security.raise("MaintenanceLoginFailed", `on the charger's page, from ${from}`);
    return refused({ kind: "wrong" });
  }

  async #setPassword(account: Account, password: string, mustChange: boolean): Promise<Account> {
    const { store, hasher, logins } = this.#options;
    const changed = { ...account, passwordHash: await hasher.hash(password), mustChange };
    store.accounts.put(changed);
    logins.endAllOf(account.name);
    return changed;
  }
}
