import { accepted, type Outcome, refused } from "#hal/core/outcome";
import { type Certificate, readCertificate } from "#agent/security/certificate";

const block = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]*-----END CERTIFICATE-----/g;
const BEGIN = "-----BEGIN CERTIFICATE-----";

/** The certificates of a PEM text in their order. Text around them is passed over; one that cannot be read spoils all. */
export function readPemBundle(text: string): Outcome<readonly Certificate[], string> {
  const blocks = text.match(block) ?? [];
  if (blocks.length === 0) return refused("there is no certificate");
  if (blocks.length !== text.split(BEGIN).length - 1) return refused("a certificate is cut short");
  const certificates: Certificate[] = [];
  for (const pem of blocks) {
    const read = readCertificate(pem);
    if (!read.ok) return read;
    certificates.push(read.value);
  }
  return accepted(certificates);
}

/** The same for several texts. */
export function readPemBundles(texts: readonly string[]): Outcome<readonly Certificate[], string> {
  const certificates: Certificate[] = [];
  for (const text of texts) {
    const read = readPemBundle(text);
    if (!read.ok) return read;
    certificates.push(...read.value);
  }
  return accepted(certificates);
}
