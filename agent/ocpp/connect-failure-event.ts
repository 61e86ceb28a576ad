import { assertNever } from "#hal/core/assert-never";
import type { ConnectFailure, TlsReason } from "#agent/ports/csms-link";

/** A security event that a failed connection can mean, by its name in OCPP 2.x; 1.6 says CentralSystem where 2.x says Csms. */
export type ConnectionSecurityEvent =
  "InvalidCsmsCertificate" | "InvalidTLSVersion" | "InvalidTLSCipherSuite" | "FailedToAuthenticateAtCsms";

/**
 * The security event for a failure (OCPP 2.0.1 A00.FR.308 to A00.FR.323, part 2 appendix 1; the white paper for 1.6 has the same), or undefined when the failure says
 * nothing about security. One series of like failures is one event: that is for the caller to see to.
 */
export function connectFailureEvent(failure: ConnectFailure): ConnectionSecurityEvent | undefined {
  switch (failure.kind) {
    case "tls":
      return tlsEvents[failure.reason];
    case "refused":
      return failure.httpStatus === 401 ? "FailedToAuthenticateAtCsms" : undefined;
    case "unreachable":
    case "noSubprotocol":
    case "aborted":
      return undefined;
    default:
      return assertNever(failure);
  }
}

const tlsEvents: Readonly<Record<TlsReason, ConnectionSecurityEvent | undefined>> = {
  certificateExpired: "InvalidCsmsCertificate",
  certificateNotYetValid: "InvalidCsmsCertificate",
  hostName: "InvalidCsmsCertificate",
  untrusted: "InvalidCsmsCertificate",
  notACa: "InvalidCsmsCertificate",
  pathLength: "InvalidCsmsCertificate",
  keyUsage: "InvalidCsmsCertificate",
  weakSignature: "InvalidCsmsCertificate",
  weakKey: "InvalidCsmsCertificate",
  revoked: "InvalidCsmsCertificate",
  revocationUnknown: "InvalidCsmsCertificate",
  unknownCondition: "InvalidCsmsCertificate",
  chainTooLong: "InvalidCsmsCertificate",
  malformedCertificate: "InvalidCsmsCertificate",
  protocolVersion: "InvalidTLSVersion",
  cipherSuite: "InvalidTLSCipherSuite",
  clientRefused: "FailedToAuthenticateAtCsms",
  ownSettings: undefined,
  tooSlow: undefined,
  handshake: undefined,
};
