import * as z from "zod";
import { OWNER } from "#agent/local/accounts/account-desk";
import { type Answer, refuse, type Route, route } from "#agent/local/api/route";
import { accountName, done, password, role } from "#agent/local/api/schemas";
import type { SiteServices } from "#agent/local/api/services";
import { passwordRefusal } from "#agent/local/api/session-routes";

const account = z.strictObject({ name: z.string(), role, mustChangePassword: z.boolean() });
const params = z.strictObject({ name: accountName });
const MOST_ACCOUNTS = 50;

/** Who may log in. The account `owner` is always there and always the owner's. */
export function accountRoutes({ accounts, store }: Pick<SiteServices, "accounts" | "store">): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/api/accounts",
      access: "owner",
      summary: "Who may log in",
      reply: z.strictObject({ accounts: z.array(account) }),
      handle: () => ({
        kind: "ok",
        body: {
          accounts: store.accounts
            .all()
            .map(({ name, role: own, mustChange }) => ({ name, role: own, mustChangePassword: mustChange })),
        },
      }),
    }),
    route({
      method: "PUT",
      path: "/api/accounts/:name",
      access: "owner",
      summary: "Make an account or change it; its password has to be changed at the next login",
      params,
      body: z.strictObject({ role, password }),
      reply: done,
      handle: async ({ params: { name }, body }): Promise<Answer<z.output<typeof done>>> => {
        if (name === OWNER) return refuse(409, "ownPassword");
        const isNew = store.accounts.find(name) === undefined;
        if (isNew && store.accounts.all().length >= MOST_ACCOUNTS) return refuse(409, "tooMany");
        const given = await accounts.give(name, body.role, body.password);
        return given.ok ? { kind: "ok", body: {} } : passwordRefusal(given.reason);
      },
    }),
    route({
      method: "DELETE",
      path: "/api/accounts/:name",
      access: "owner",
      summary: "Remove an account; its logins end",
      params,
      reply: done,
      handle: ({ params: { name } }) => {
        if (name === OWNER) return refuse(409, "lastOwner");
        const account = store.accounts.find(name);
        if (account === undefined) return refuse(404, "notFound");
        accounts.remove(account);
        return { kind: "ok", body: {} };
      },
    }),
  ];
}
