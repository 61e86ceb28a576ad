import * as z from "zod";
import { isoTime } from "#hal/core/units";
import { refuse, type Route, route } from "#agent/local/api/route";
import { done } from "#agent/local/api/schemas";
import type { SiteServices } from "#agent/local/api/services";
import { mailTroubles } from "#agent/domain/site/mail-rules";

const view = z.strictObject({
  /** Server, sender, receivers and, where there is a user, a password are there. */
  isComplete: z.boolean(),
  hasPassword: z.boolean(),
  /** Since the start of the program. */
  last: z.strictObject({ at: z.string(), trouble: z.enum(mailTroubles).nullable() }).nullable(),
});

/** How the charger sends mail. Everything but the password is in the configuration. */
export function mailRoutes({ mail }: Pick<SiteServices, "mail">): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/api/mail",
      access: "installer",
      summary: "Whether mail can be sent, and what came of the last letter",
      reply: view,
      handle: () => {
        const { last, hasPassword } = mail;
        const shown = last === undefined ? null : { at: isoTime(last.at), trouble: last.trouble ?? null };
        return { kind: "ok", body: { isComplete: mail.account() !== undefined, hasPassword, last: shown } };
      },
    }),
    route({
      method: "PUT",
      path: "/api/mail/password",
      access: "installer",
      summary: "The password of the mail server, which nobody can read again; empty for none",
      body: z.strictObject({ password: z.string().max(500) }),
      reply: done,
      handle: ({ body }) => {
        if (body.password === "") mail.forgetPassword();
        else mail.setPassword(body.password);
        return { kind: "ok", body: {} };
      },
    }),
    route({
      method: "POST",
      path: "/api/mail/test",
      access: "installer",
      summary: "Send a letter that says that letters come; answers when the server has taken it, or has not",
      body: done,
      reply: done,
      handle: async () => {
        const outcome = await mail.test();
        if (outcome.ok) return { kind: "ok", body: {} };
        if (outcome.reason === "incomplete") return refuse(422, "incomplete");
        return refuse(409, "mailFailed", { details: { trouble: outcome.reason } });
      },
    }),
  ];
}
