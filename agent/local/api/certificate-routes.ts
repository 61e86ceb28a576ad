import * as z from "zod";
import { refuse, type Route, route } from "#agent/local/api/route";
import { done } from "#agent/local/api/schemas";
import type { SiteServices } from "#agent/local/api/services";

const certificate = z.strictObject({
  /** `none` while HTTPS is not switched on. */
  kind: z.enum(["none", "selfMade", "uploaded"]),
  subject: z.string().nullable(),
  issuer: z.string().nullable(),
  validFrom: z.string().nullable(),
  validTo: z.string().nullable(),
  /** SHA-256, to compare with what the browser shows. */
  fingerprint: z.string().nullable(),
});
const pem = z.string().min(100).max(20_000);

/** The certificate by which browsers know this page. */
export function certificateRoutes({
  certificates,
  journal,
}: Pick<SiteServices, "certificates" | "journal">): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/api/certificate",
      access: "viewer",
      summary: "The certificate of this page",
      reply: certificate,
      handle: () => ({ kind: "ok", body: certificates.describe() }),
    }),
    route({
      method: "PUT",
      path: "/api/certificate",
      access: "owner",
      summary: "A certificate of one's own with its private key, both as PEM; used from the next connection on",
      body: z.strictObject({ certificate: pem, key: pem }),
      reply: certificate,
      bodyLimit: 65_536,
      handle: ({ body }) => {
        const taken = certificates.upload(body);
        if (!taken.ok) return refuse(422, taken.reason);
        journal.note({ code: "certificate.changed", severity: "info", subject: "uploaded" });
        return { kind: "ok", body: certificates.describe() };
      },
    }),
    route({
      method: "DELETE",
      path: "/api/certificate",
      access: "owner",
      summary: "Back to a certificate that the charger makes itself",
      reply: done,
      handle: async () => {
        await certificates.forgetUpload();
        journal.note({ code: "certificate.changed", severity: "info", subject: "selfMade" });
        return { kind: "ok", body: {} };
      },
    }),
  ];
}
