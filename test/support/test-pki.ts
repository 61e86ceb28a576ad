import { randomBytes } from "node:crypto";
import type { AuthorityKeyIdentifierExtension, Extension, X509Certificate } from "@peculiar/x509";
import { loadX509, type X509Library } from "#agent/security/x509-library";

const DAY = 86_400_000;

const keyTypes = {
  p256: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  p384: { name: "ECDSA", namedCurve: "P-384", hash: "SHA-384" },
  rsa2048: rsa(2048),
  rsa1024: rsa(1024),
} as const;

/** The bits of the extension's first byte (RFC 5280, 4.2.1.3). */
const usageBits = {
  digitalSignature: 0x80,
  keyEncipherment: 0x20,
  keyAgreement: 0x08,
  keyCertSign: 0x04,
  cRLSign: 0x02,
} as const;

type KeyUsage = keyof typeof usageBits;

const purposes = {
  serverAuth: "1.3.6.1.5.5.7.3.1",
  clientAuth: "1.3.6.1.5.5.7.3.2",
  codeSigning: "1.3.6.1.5.5.7.3.3",
} as const;

/** What a certificate shall be. What is not said is as a decent certificate of its kind has it. */
export interface CertificateWish {
  /** Distinguished name; "CN=csms.test, O=Test" unless given. */
  readonly subject?: string;
  readonly dnsNames?: readonly string[];
  readonly addresses?: readonly string[];
  readonly keyType?: keyof typeof keyTypes;
  /** Takes the key of this one instead of a new one, as when a certificate is renewed. */
  readonly keysOf?: TestCertificate;
  /** Of the signature on this certificate. */
  readonly hash?: "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512";
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** Undefined: no basic constraints at all. */
  readonly isCa?: boolean | undefined;
  readonly pathLength?: number;
  /** Empty: no such extension. */
  readonly keyUsage?: readonly KeyUsage[];
  /** Empty: no such extension. */
  readonly purposes?: readonly (keyof typeof purposes)[];
  /** Of somebody who keeps the private key to themselves; a new pair unless given. */
  readonly publicKey?: CryptoKey;
  /** Hexadecimal. */
  readonly serialNumber?: string;
  /** More extensions: object identifier, whether critical, DER in hexadecimal. */
  readonly extensions?: readonly { readonly oid: string; readonly critical: boolean; readonly value: string }[];
}

/** A certificate with its key and those above it. */
export interface TestCertificate {
  readonly certificate: X509Certificate;
  readonly pem: string;
  readonly keyPem: string;
  readonly keys: CryptoKeyPair;
  readonly keyType: keyof typeof keyTypes;
  /** It and its authorities below the root, as a server or client sends them. */
  readonly chainPem: string;
  readonly serialNumber: string;
  /** Makes a certificate signed with the key of this one, whether this one may sign or not. */
  issue(wish?: CertificateWish): Promise<TestCertificate>;
  /** A revocation list of this authority with the serial numbers (hexadecimal). */
  revocationList(serialNumbers: readonly string[], nextUpdate?: Date): Promise<string>;
}

/** A self-signed certificate; an authority unless the wish says otherwise. */
export async function selfSigned(wish: CertificateWish = {}): Promise<TestCertificate> {
  return made(await loadX509(), { ...authority, subject: "CN=Test Root, O=Test", ...wish }, undefined);
}

/** What an authority's certificate has; for `root.issue({ ...authority, subject: "CN=Test Intermediate" })`. */
export const authority = {
  isCa: true,
  keyUsage: ["keyCertSign", "cRLSign"],
  purposes: [],
} as const satisfies CertificateWish;

/** What a charging station's own certificate has. */
export const stationCertificate = {
  subject: "CN=CP-1, O=Test",
  dnsNames: [],
  purposes: ["clientAuth"],
} as const satisfies CertificateWish;

/** What a firmware signer's certificate has. */
export const firmwareSigner = {
  subject: "CN=Firmware, O=Maker",
  dnsNames: [],
  keyUsage: ["digitalSignature"],
  purposes: ["codeSigning"],
} as const satisfies CertificateWish;

export interface TestPki {
  readonly root: TestCertificate;
  readonly intermediate: TestCertificate;
  /** A good server certificate for csms.test, localhost and 127.0.0.1. */
  readonly server: TestCertificate;
}

/** Root, intermediate and a good server certificate, all of one kind of key. */
export async function testPki(keyType: CertificateWish["keyType"] = "p256"): Promise<TestPki> {
  const root = await selfSigned({ keyType });
  const intermediate = await root.issue({ ...authority, keyType, subject: "CN=Test Intermediate, O=Test" });
  return { root, intermediate, server: await intermediate.issue({ keyType }) };
}

interface Issuer {
  readonly certificate: X509Certificate;
  readonly keys: CryptoKeyPair;
  readonly keyType: keyof typeof keyTypes;
  /** What goes after an issued certificate in its chain. */
  readonly chainBelowRoot: string;
}

/** A root shows itself and adds nothing to the chains of others. */
function chainsOf(
  pem: string,
  issuer: Issuer | undefined,
): { readonly chainPem: string; readonly chainBelowRoot: string } {
  if (issuer === undefined) return { chainPem: pem, chainBelowRoot: "" };
  const chain = pem + issuer.chainBelowRoot;
  return { chainPem: chain, chainBelowRoot: chain };
}

async function made(x509: X509Library, wish: CertificateWish, issuer: Issuer | undefined): Promise<TestCertificate> {
  const { keyType, keys } = wish.keysOf ?? (await newKeys(wish.keyType ?? "p256"));
  const publicKey = wish.publicKey ?? keys.publicKey;
  const signer = keyTypes[issuer?.keyType ?? keyType];
  const { subject = "CN=csms.test, O=Test", hash = signer.hash } = wish;
  const certificate = await x509.X509CertificateGenerator.create({
    subject,
    issuer: issuer?.certificate.subject ?? subject,
    ...validityOf(wish),
    publicKey,
    signingKey: await signingKey((issuer?.keys ?? keys).privateKey, { ...signer, hash }),
    signingAlgorithm: { ...signer, hash },
    extensions: await extensionsOf(x509, wish, publicKey, issuer?.certificate),
    serialNumber: wish.serialNumber ?? `4a${randomBytes(15).toString("hex")}`,
  });
  const pem = `${certificate.toString("pem")}\n`;
  const { chainPem, chainBelowRoot } = chainsOf(pem, issuer);
  const self: Issuer = { certificate, keys, keyType, chainBelowRoot };
  return {
    certificate,
    pem,
    keys,
    keyType,
    keyPem: x509.PemConverter.encode(await crypto.subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY"),
    chainPem,
    serialNumber: certificate.serialNumber,
    issue: (next = {}) => made(x509, next, self),
    revocationList: (serialNumbers, nextUpdate) => revocationList(x509, self, serialNumbers, nextUpdate),
  };
}

/** A key for RSA is bound to its hash when it is made; the same key with another hash has to be read in anew. */
async function signingKey(key: CryptoKey, algorithm: RsaHashedImportParams | EcKeyImportParams): Promise<CryptoKey> {
  const exported = await crypto.subtle.exportKey("pkcs8", key);
  return crypto.subtle.importKey("pkcs8", exported, algorithm, true, ["sign"]);
}

function validityOf(wish: CertificateWish) {
  const { notBefore = new Date(Date.now() - DAY), notAfter = new Date(Date.now() + 365 * DAY) } = wish;
  return { notBefore, notAfter };
}

async function extensionsOf(
  x509: X509Library,
  wish: CertificateWish,
  key: CryptoKey,
  issuer: X509Certificate | undefined,
): Promise<Extension[]> {
  const isCa = "isCa" in wish ? wish.isCa : false;
  const usage = wish.keyUsage ?? ["digitalSignature", "keyEncipherment"];
  const wanted = (wish.purposes ?? ["serverAuth"]).map((name) => purposes[name]);
  const names = [
    ...(wish.dnsNames ?? (isCa === true ? [] : ["csms.test", "localhost"])).map((value) => ({
      type: "dns" as const,
      value,
    })),
    ...(wish.addresses ?? (isCa === true || wish.dnsNames !== undefined ? [] : ["127.0.0.1"])).map((value) => ({
      type: "ip" as const,
      value,
    })),
  ];
  return [
    ...(isCa === undefined ? [] : [new x509.BasicConstraintsExtension(isCa, wish.pathLength, true)]),
    ...(usage.length === 0 ? [] : [keyUsageExtension(x509, usage)]),
    ...(wanted.length === 0 ? [] : [new x509.ExtendedKeyUsageExtension(wanted)]),
    ...(names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names)]),
    await x509.SubjectKeyIdentifierExtension.create(key),
    ...(issuer === undefined ? [] : [await authorityKey(x509, issuer)]),
    ...(wish.extensions ?? []).map(
      ({ oid, critical, value }) => new x509.Extension(oid, critical, Buffer.from(value, "hex")),
    ),
  ];
}

function keyUsageExtension(x509: X509Library, usage: readonly KeyUsage[]): Extension {
  const byte = usage.reduce((bits, name) => bits | usageBits[name], 0);
  const unusedBits = 31 - Math.clz32(byte & -byte);
  return new x509.Extension("2.5.29.15", true, new Uint8Array([0x03, 0x02, unusedBits, byte]));
}

async function authorityKey(x509: X509Library, issuer: X509Certificate): Promise<AuthorityKeyIdentifierExtension> {
  return x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey);
}

async function revocationList(
  x509: X509Library,
  issuer: Issuer,
  serialNumbers: readonly string[],
  nextUpdate: Date = new Date(Date.now() + DAY),
): Promise<string> {
  const list = await x509.X509CrlGenerator.create({
    issuer: issuer.certificate.subject,
    thisUpdate: new Date(Math.min(Date.now(), nextUpdate.getTime()) - DAY),
    nextUpdate,
    signingAlgorithm: keyTypes[issuer.keyType],
    signingKey: issuer.keys.privateKey,
    entries: serialNumbers.map((serialNumber) => ({ serialNumber, revocationDate: new Date(Date.now() - DAY / 2) })),
  });
  return `${x509.PemConverter.encode(list.rawData, "X509 CRL")}\n`;
}

function rsa(modulusLength: number) {
  return {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    modulusLength,
    publicExponent: new Uint8Array([1, 0, 1]),
  } as const;
}

async function newKeys(keyType: keyof typeof keyTypes): Promise<Pick<TestCertificate, "keys" | "keyType">> {
  return { keyType, keys: await crypto.subtle.generateKey(keyTypes[keyType], true, ["sign", "verify"]) };
}
