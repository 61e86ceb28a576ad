import type { ServerOptions } from "node:https";
import type { CsmsTls, TlsReason } from "#agent/ports/csms-link";
import type { ConnectionSecurityEvent } from "#agent/ocpp/connect-failure-event";
import type { CertificateWish, TestCertificate, TestPki } from "#test/support/test-pki";

export interface CasePkis {
  readonly ec: TestPki;
  readonly rsa: TestPki;
}

/** A server as it shall be, and what a station must make of it. */
export interface TlsCase {
  readonly name: string;
  readonly setUp: (pkis: CasePkis) => Promise<CaseSetup>;
  /** Undefined: a connection comes about. */
  readonly refusal?: TlsReason;
  readonly event?: ConnectionSecurityEvent;
  /** Node with its defaults and our roots would connect: the reason why there are checks of our own. */
  readonly passesNode?: boolean;
}

export interface CaseSetup {
  readonly server: ServerOptions;
  /** Added to the roots of both kinds of keys. */
  readonly tls?: CsmsTls;
  readonly host?: string;
}

const DAY = 86_400_000;
export const fromNow = (days: number) => new Date(Date.now() + days * DAY);

export const shown = (made: TestCertificate, options: ServerOptions = {}): CaseSetup => ({
  server: { cert: made.chainPem, key: made.keyPem, ...options },
});

/** A case about a server certificate that is good but for the wish. */
export const certificateCase = (
  name: string,
  wish: CertificateWish,
  more: Omit<TlsCase, "name" | "setUp"> & Omit<CaseSetup, "server"> = {},
): TlsCase => {
  const { tls, host, ...rest } = more;
  return {
    name,
    setUp: async ({ ec }) => ({
      ...shown(await ec.intermediate.issue(wish)),
      ...(tls === undefined ? {} : { tls }),
      ...(host === undefined ? {} : { host }),
    }),
    ...rest,
  };
};

export const badCertificate = (refusal: TlsReason, passesNode = false) => ({
  refusal,
  event: "InvalidCsmsCertificate" as const,
  passesNode,
});

export const anyStrength = { ciphers: "DEFAULT:@SECLEVEL=0" } as const;

/** A certificate for these names and no address. */
export function wildcard(...dnsNames: readonly string[]): CertificateWish {
  return { dnsNames };
}

/** Of the intermediate first, then of the root. */
export async function revocationLists(
  { root, intermediate }: TestPki,
  revoked: readonly string[],
): Promise<readonly string[]> {
  return [await intermediate.revocationList(revoked), await root.revocationList([])];
}
