import * as z from "zod";
import { passwordLacks } from "#agent/domain/site/password-rule";
import { roles } from "#agent/domain/site/role";

/** What several resources have in common. */
export const done = z.strictObject({});
/** Longer ones are refused by the rule, or are no password. */
export const password = z.string().min(1).max(200);
export const accountName = z.string().regex(/^[a-z0-9][a-z0-9._-]{1,31}$/);
export const role = z.enum(roles);
export const weakness = z.array(z.enum(passwordLacks));
export const evseParams = z.strictObject({
  evse: z
    .string()
    .regex(/^[1-9]\d?$/)
    .transform(Number),
});
