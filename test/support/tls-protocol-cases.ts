import type { ServerOptions } from "node:https";
import { selfSigned, stationCertificate, type TestPki } from "#test/support/test-pki";
import {
  anyStrength,
  type CasePkis,
  type CaseSetup,
  certificateCase,
  revocationLists,
  shown,
  type TlsCase,
  wildcard,
} from "#test/support/tls-case";

/** A case about what the server speaks, with a good certificate. */
const protocolCase = (
  name: string,
  key: keyof CasePkis,
  options: ServerOptions,
  more: Omit<TlsCase, "name" | "setUp"> & Pick<CaseSetup, "tls"> = {},
): TlsCase => {
  const { tls, ...rest } = more;
  return { name, setUp: async (pkis) => ({ ...shown(pkis[key].server, options), ...(tls ? { tls } : {}) }), ...rest };
};

const noSuite = (passesNode = false) => ({
  refusal: "cipherSuite" as const,
  event: "InvalidTLSCipherSuite" as const,
  passesNode,
});

const old = { refusal: "protocolVersion", event: "InvalidTLSVersion" } as const;
const ONE_TWO = { maxVersion: "TLSv1.2" } as const;
const weak = (ciphers: string): ServerOptions => ({ ...ONE_TWO, ciphers: `${ciphers}:@SECLEVEL=0` });

/** Servers that a station has to take. */
export const goodCases: readonly TlsCase[] = [
  protocolCase("an RSA-2048 certificate, TLS 1.3", "rsa", { minVersion: "TLSv1.3" }),
  protocolCase("an RSA-2048 certificate, TLS 1.2", "rsa", ONE_TWO),
  protocolCase("an ECDSA P-256 certificate, TLS 1.3", "ec", { minVersion: "TLSv1.3" }),
  protocolCase("an ECDSA P-256 certificate, TLS 1.2", "ec", ONE_TWO),
  certificateCase("a certificate for the address in the URL", {}, { host: "127.0.0.1" }),
  certificateCase("a wildcard when they are allowed", wildcard("*.station.test"), {
    host: "csms.station.test",
    tls: { allowsWildcards: true },
  }),
  certificateCase(
    "a certificate that names no purpose when that is allowed",
    { purposes: [] },
    {
      tls: { allowsMissingKeyPurpose: true },
    },
  ),
  certificateCase(
    "another server's certificate when names are not to be verified",
    {},
    { host: "other.test", tls: { verifyServerName: false } },
  ),
  protocolCase(
    "static RSA with AES-GCM when that is allowed",
    "rsa",
    { ...ONE_TWO, ciphers: "AES128-GCM-SHA256" },
    { tls: { allowsStaticRsa: true } },
  ),
  {
    name: "a certificate that no revocation list names",
    setUp: async ({ ec }) => ({ ...shown(ec.server), tls: { revocationLists: await revocationLists(ec, []) } }),
  },
  {
    name: "a server that wants a certificate of ours and gets it",
    setUp: async ({ ec }) => {
      const own = await ec.intermediate.issue(stationCertificate);
      return {
        ...shown(ec.server, clientDemand(ec)),
        tls: { client: { chain: own.chainPem, privateKey: own.keyPem } },
      };
    },
  },
];

/** Servers with a good certificate that speak something a station must not. */
export const protocolCases: readonly TlsCase[] = [
  protocolCase("TLS 1.0", "ec", { minVersion: "TLSv1", maxVersion: "TLSv1", ...anyStrength }, old),
  protocolCase("TLS 1.1", "ec", { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ...anyStrength }, old),
  protocolCase("ECDHE with CBC and SHA-1", "rsa", weak("ECDHE-RSA-AES128-SHA"), noSuite(true)),
  protocolCase("static RSA with CBC and SHA-1", "rsa", weak("AES128-SHA"), noSuite(true)),
  protocolCase("static RSA with AES-GCM", "rsa", weak("AES128-GCM-SHA256"), noSuite(true)),
  protocolCase(
    "finite-field Diffie-Hellman",
    "rsa",
    { ...weak("DHE-RSA-AES128-GCM-SHA256"), dhparam: "auto" },
    noSuite(true),
  ),
  protocolCase("no encryption at all", "rsa", weak("NULL-SHA256"), noSuite()),
  protocolCase(
    "a server without any certificate",
    "rsa",
    { ...weak("ADH-AES128-GCM-SHA256"), dhparam: "auto" },
    noSuite(),
  ),
  protocolCase(
    "a server that speaks another protocol over TLS",
    "ec",
    { ALPNProtocols: ["h2"] },
    { refusal: "handshake", passesNode: true },
  ),
  {
    name: "a server that wants a certificate of ours when we have none (TLS 1.3)",
    setUp: async ({ ec }) => shown(ec.server, { ...clientDemand(ec), minVersion: "TLSv1.3" }),
    refusal: "clientRefused",
    event: "FailedToAuthenticateAtCsms",
  },
  {
    name: "a server that wants a certificate of ours when we have none (TLS 1.2)",
    setUp: async ({ ec }) => shown(ec.server, { ...clientDemand(ec), ...ONE_TWO }),
    refusal: "clientRefused",
    event: "FailedToAuthenticateAtCsms",
  },
  {
    name: "a server that does not know who signed our certificate",
    setUp: async ({ ec }) => {
      const own = await (await selfSigned({ subject: "CN=Somebody" })).issue(stationCertificate);
      return {
        ...shown(ec.server, clientDemand(ec)),
        tls: { client: { chain: own.chainPem, privateKey: own.keyPem } },
      };
    },
    refusal: "clientRefused",
    event: "FailedToAuthenticateAtCsms",
  },
];

function clientDemand({ root }: TestPki): ServerOptions {
  return { requestCert: true, rejectUnauthorized: true, ca: root.pem };
}
