import { createPrivateKey, X509Certificate } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import { readFailure } from "#config/read-json";

/** A certificate with those that signed it and its key, all PEM. */
export interface LeafFiles {
  readonly chain: string;
  readonly privateKey: string;
  readonly passphrase?: string;
}

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** A PEM file with one or more certificates. The refusal goes on after "names a file that". */
export function readCertificateFile(file: string): Outcome<string, string> {
  try {
    const text = readFileSync(file, "utf8");
    const blocks = text.match(block) ?? [];
    for (const pem of blocks) new X509Certificate(pem);
    return blocks.length === 0 ? refused("has no certificate in it") : accepted(text);
  } catch (error) {
    return refused(`cannot be read as certificates (${readFailure(error)})`);
  }
}

/** A key file that others than its owner may read is refused, as a password file is. */
export function readLeafFiles(
  files: { readonly certificate: string; readonly key: string },
  passphrase?: string,
): Outcome<LeafFiles, string> {
  const chain = readCertificateFile(files.certificate);
  if (!chain.ok) return chain;
  try {
    if ((statSync(files.key).mode & 0o077) !== 0)
      return refused("has a key that others than its owner can read; give it mode 0600 or less");
    const privateKey = readFileSync(files.key, "utf8");
    return accepted({ chain: chain.value, privateKey, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch (error) {
    return refused(`has a key that cannot be read (${readFailure(error)})`);
  }
}

/** What is wrong with a key for its certificate, or undefined. */
export function leafMistake({ chain, privateKey, passphrase }: LeafFiles): string | undefined {
  try {
    const key = createPrivateKey({ key: privateKey, ...(passphrase === undefined ? {} : { passphrase }) });
    return new X509Certificate(chain).checkPrivateKey(key) ? undefined : "has a key of another certificate";
  } catch {
    return "has a key that cannot be read with this password";
  }
}

/** The pair `*.pem` and `*.key` of a directory; of several the one whose certificate is good for longest. */
export function readLeafDirectory(directory: string, passphrase?: string): Outcome<LeafFiles, string> {
  let names: readonly string[];
  try {
    names = readdirSync(directory).filter((name) => name.endsWith(".pem"));
  } catch (error) {
    return refused(`cannot be read (${readFailure(error)})`);
  }
  const pairs: LeafFiles[] = [];
  for (const name of names) {
    const pair = readPair(directory, name, passphrase);
    if (!pair.ok) return refused(`has ${name}, which ${pair.reason}`);
    pairs.push(pair.value);
  }
  const [best] = pairs.sort((one, other) => endOf(other) - endOf(one));
  return best === undefined ? refused("has no certificate in it") : accepted(best);
}

/** Where a harness wrote them is a test's own place: their mode is not looked at. */
function readPair(directory: string, name: string, passphrase: string | undefined): Outcome<LeafFiles, string> {
  const chain = readCertificateFile(join(directory, name));
  if (!chain.ok) return chain;
  try {
    const privateKey = readFileSync(join(directory, name.replace(/\.pem$/, ".key")), "utf8");
    const pair = { chain: chain.value, privateKey, ...(passphrase === undefined ? {} : { passphrase }) };
    const mistake = leafMistake(pair);
    return mistake === undefined ? accepted(pair) : refused(mistake);
  } catch (error) {
    return refused(`has no key beside it (${readFailure(error)})`);
  }
}

function endOf({ chain }: LeafFiles): number {
  return Date.parse(new X509Certificate(chain).validTo);
}
