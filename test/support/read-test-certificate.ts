import { AgentError } from "#hal/core/errors";
import { type Certificate, readCertificate } from "#agent/security/certificate";
import type { TestCertificate } from "#test/support/test-pki";

/** A certificate made for a test, as the agent reads it. */
export function readMade({ pem }: Pick<TestCertificate, "pem">): Certificate {
  const read = readCertificate(pem);
  if (!read.ok) throw new AgentError("test.certificate", read.reason);
  return read.value;
}
