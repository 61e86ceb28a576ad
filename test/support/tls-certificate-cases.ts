import { authority, selfSigned } from "#test/support/test-pki";
import {
  anyStrength,
  badCertificate,
  certificateCase,
  fromNow,
  revocationLists,
  shown,
  type TlsCase,
  wildcard,
} from "#test/support/tls-case";

/** Servers whose certificate is wrong in one way each. */
export const certificateCases: readonly TlsCase[] = [
  {
    name: "a self-signed certificate",
    setUp: async () => shown(await selfSigned({ isCa: false })),
    ...badCertificate("untrusted"),
  },
  {
    name: "an unknown authority",
    setUp: async () => shown(await (await selfSigned({ subject: "CN=Stranger" })).issue()),
    ...badCertificate("untrusted"),
  },
  {
    name: "another authority with the name of ours",
    setUp: async () => shown(await (await selfSigned()).issue()),
    ...badCertificate("untrusted"),
  },
  {
    name: "a missing intermediate",
    setUp: async ({ ec }) => shown({ ...ec.server, chainPem: ec.server.pem }),
    ...badCertificate("untrusted"),
  },
  {
    name: "a server certificate that signs another",
    setUp: async ({ ec }) => shown(await ec.server.issue()),
    ...badCertificate("notACa"),
  },
  {
    name: "an authority without basic constraints",
    setUp: async ({ ec }) =>
      shown(await (await ec.root.issue({ ...authority, isCa: undefined, subject: "CN=Half" })).issue()),
    ...badCertificate("notACa"),
  },
  {
    name: "an authority whose key may not sign certificates",
    setUp: async ({ ec }) =>
      shown(await (await ec.root.issue({ ...authority, keyUsage: ["cRLSign"], subject: "CN=Lists" })).issue()),
    ...badCertificate("notACa"),
  },
  {
    name: "an authority below one that allows none",
    setUp: async ({ ec }) => {
      const last = await ec.root.issue({ ...authority, subject: "CN=Last", pathLength: 0 });
      return shown(await (await last.issue({ ...authority, subject: "CN=One Too Many" })).issue());
    },
    ...badCertificate("pathLength"),
  },
  certificateCase(
    "an expired certificate",
    { notBefore: fromNow(-10), notAfter: fromNow(-1) },
    badCertificate("certificateExpired"),
  ),
  certificateCase("a certificate of the future", { notBefore: fromNow(1) }, badCertificate("certificateNotYetValid")),
  certificateCase("a certificate for another host", { dnsNames: ["other.test"] }, badCertificate("hostName")),
  certificateCase(
    "a certificate for another address",
    { addresses: ["127.0.0.2"] },
    { host: "127.0.0.1", ...badCertificate("hostName") },
  ),
  certificateCase("a wildcard right below the top-level domain", wildcard("*.test"), badCertificate("hostName")),
  certificateCase("a wildcard right below the top-level domain although wildcards are allowed", wildcard("*.test"), {
    tls: { allowsWildcards: true },
    ...badCertificate("hostName"),
  }),
  certificateCase("a wildcard", wildcard("*.station.test"), {
    host: "csms.station.test",
    ...badCertificate("hostName", true),
  }),
  certificateCase("a name in the common name only", wildcard(), badCertificate("hostName", true)),
  certificateCase("a key for clients only", { purposes: ["clientAuth"] }, badCertificate("keyUsage")),
  certificateCase("no word about what the key is for", { purposes: [] }, badCertificate("keyUsage", true)),
  certificateCase("a key that may only sign certificates", { keyUsage: ["keyCertSign"] }, badCertificate("keyUsage")),
  certificateCase(
    "a critical condition that nobody knows",
    { extensions: [{ oid: "1.3.6.1.4.1.99999.1", critical: true, value: "0500" }] },
    badCertificate("unknownCondition"),
  ),
  {
    name: "a revoked certificate",
    setUp: async ({ ec }) => {
      const tls = { revocationLists: await revocationLists(ec, [ec.server.serialNumber]) };
      return { ...shown(ec.server), tls };
    },
    ...badCertificate("revoked", true),
  },
  {
    name: "no revocation list for one of the authorities",
    setUp: async ({ ec }) => ({
      ...shown(ec.server),
      tls: { revocationLists: (await revocationLists(ec, [])).slice(1) },
    }),
    ...badCertificate("revocationUnknown", true),
  },
  {
    name: "a revocation list that has run out",
    setUp: async ({ ec }) => {
      const [, ofRoot = ""] = await revocationLists(ec, []);
      return {
        ...shown(ec.server),
        tls: { revocationLists: [await ec.intermediate.revocationList([], fromNow(-1)), ofRoot] },
      };
    },
    ...badCertificate("revocationUnknown", true),
  },
  {
    name: "a signature with SHA-1",
    setUp: async ({ rsa }) => shown(await rsa.intermediate.issue({ keyType: "rsa2048", hash: "SHA-1" }), anyStrength),
    ...badCertificate("weakSignature"),
  },
  {
    name: "an RSA key of 1024 bits",
    setUp: async ({ rsa }) => shown(await rsa.intermediate.issue({ keyType: "rsa1024" }), anyStrength),
    ...badCertificate("weakKey", true),
  },
  {
    name: "a chain of 64 kB",
    setUp: async ({ ec }) => {
      const fat = { oid: "1.3.6.1.4.1.99999.2", critical: false, value: "00".repeat(64_000) };
      return shown(await ec.intermediate.issue({ extensions: [fat] }));
    },
    ...badCertificate("chainTooLong", true),
  },
  {
    name: "a chain with forty strangers",
    setUp: async ({ ec }) => shown({ ...ec.server, chainPem: ec.server.chainPem + ec.root.pem.repeat(40) }),
    ...badCertificate("chainTooLong", true),
  },
];
