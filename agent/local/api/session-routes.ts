import * as z from "zod";
import type { PasswordRefusal } from "#agent/local/accounts/account-desk";
import type { Login } from "#agent/local/accounts/logins";
import { type Answer, refuse, type Refused, type Route, route, type Visitor } from "#agent/local/api/route";
import { done, password, role } from "#agent/local/api/schemas";
import type { SiteServices } from "#agent/local/api/services";

const session = z.strictObject({
  login: z
    .strictObject({
      account: z.string(),
      role,
      /** Nothing else may be done before the password is changed. */
      mustChangePassword: z.boolean(),
      csrfToken: z.string(),
    })
    .nullable(),
  /** Came by HTTPS; otherwise whoever listens in reads along. */
  isSecure: z.boolean(),
  language: z.string(),
});
type Session = z.output<typeof session>;

/** Logging in and out, and one's own password. */
export function sessionRoutes(services: SiteServices): readonly Route[] {
  return [...comingAndGoing(services), ...ownPassword(services)];
}

function comingAndGoing(services: SiteServices): readonly Route[] {
  const { accounts, logins } = services;
  return [
    route({
      method: "GET",
      path: "/api/session",
      access: "public",
      summary: "Who has logged in here, if anybody",
      reply: session,
      handle: ({ visitor }) => ({ kind: "ok", body: sessionOf(services, visitor, visitor.login) }),
    }),
    route({
      method: "POST",
      path: "/api/session",
      access: "public",
      summary: "Log in",
      body: z.strictObject({ account: z.string().min(1).max(64), password }),
      reply: session,
      handle: async ({ body, visitor }) => {
        const begun = await accounts.logIn(body.account.trim().toLowerCase(), body.password, visitor.address);
        if (!begun.ok) return passwordRefusal(begun.reason);
        if (visitor.login !== undefined) logins.end(visitor.login.tokenHash);
        return newSession(services, visitor, begun.value);
      },
    }),
    route({
      method: "DELETE",
      path: "/api/session",
      access: "viewer",
      isBeforePasswordChange: true,
      summary: "Log out",
      reply: done,
      handle: ({ visitor }) => {
        if (visitor.login !== undefined) logins.end(visitor.login.tokenHash);
        return { kind: "ok", body: {}, session: { kind: "end" } };
      },
    }),
  ];
}

function ownPassword(services: SiteServices): readonly Route[] {
  return [
    route({
      method: "PUT",
      path: "/api/session/password",
      access: "viewer",
      isBeforePasswordChange: true,
      summary: "Change one's own password; all other logins of the account end",
      body: z.strictObject({ current: password, next: password }),
      reply: session,
      handle: async ({ body, visitor }) => {
        if (visitor.login === undefined) return refuse(401, "loginNeeded");
        const changed = await services.accounts.changePassword(visitor.login, body, visitor.address);
        return changed.ok ? newSession(services, visitor, changed.value) : passwordRefusal(changed.reason);
      },
    }),
    route({
      method: "POST",
      path: "/api/recovery",
      access: "public",
      summary: "A new password for the owner: within two minutes after the charger's button, with the PIN of its label",
      body: z.strictObject({ pin: z.string().regex(/^\d{8,16}$/), password }),
      reply: done,
      handle: ({ body, visitor }) => recover(services, body, visitor.address),
    }),
  ];
}

async function recover(
  { accounts, presence }: SiteServices,
  { pin, password: next }: { readonly pin: string; readonly password: string },
  address: string,
): Promise<Answer<z.output<typeof done>>> {
  if (!presence.isProven()) return refuse(403, "buttonNeeded");
  const reset = await accounts.resetOwner(pin, next, address);
  if (!reset.ok) return passwordRefusal(reset.reason);
  presence.use();
  return { kind: "ok", body: {} };
}

function newSession(
  services: SiteServices,
  visitor: Visitor,
  { token, login }: { readonly token: string; readonly login: Login },
): Answer<Session> {
  return { kind: "ok", body: sessionOf(services, visitor, login), session: { kind: "begin", token } };
}

function sessionOf({ settings }: SiteServices, { isSecure }: Visitor, login: Login | undefined): Session {
  const language = settings.get("site.language");
  if (login === undefined) return { login: null, isSecure, language };
  const { account, csrfToken } = login;
  return {
    login: { account: account.name, role: account.role, mustChangePassword: account.mustChange, csrfToken },
    isSecure,
    language,
  };
}

export function passwordRefusal(reason: PasswordRefusal): Refused {
  switch (reason.kind) {
    case "wait":
      return refuse(429, "wait", { retryAfter: Math.ceil(reason.wait / 1000) });
    case "weak":
      return refuse(422, "weakPassword", { details: { lacks: reason.lacks } });
    case "wrong":
      return refuse(403, "wrong");
  }
}
