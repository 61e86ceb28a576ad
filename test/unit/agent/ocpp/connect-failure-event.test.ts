import { describe, expect, it } from "vitest";
import { connectFailureEvent } from "#agent/ocpp/connect-failure-event";
import type { TlsReason } from "#agent/ports/csms-link";

const tls = (reason: TlsReason) => ({ kind: "tls", reason, detail: "" }) as const;

describe("the security event of a connection that did not come about", () => {
  it.each<TlsReason>([
    "certificateExpired",
    "certificateNotYetValid",
    "hostName",
    "untrusted",
    "notACa",
    "pathLength",
    "keyUsage",
    "weakSignature",
    "weakKey",
    "revoked",
    "revocationUnknown",
    "unknownCondition",
    "chainTooLong",
    "malformedCertificate",
  ])("11.4 is InvalidCsmsCertificate when its certificate fails for %s", (reason) => {
    expect(connectFailureEvent(tls(reason))).toBe("InvalidCsmsCertificate");
  });

  it("11.4 is InvalidTLSVersion or InvalidTLSCipherSuite when the CSMS offers nothing from TLS 1.2 on, or no suite of ours", () => {
    expect(connectFailureEvent(tls("protocolVersion"))).toBe("InvalidTLSVersion");
    expect(connectFailureEvent(tls("cipherSuite"))).toBe("InvalidTLSCipherSuite");
  });

  it("11.9 is FailedToAuthenticateAtCsms for a refused password and a refused client certificate", () => {
    expect(connectFailureEvent({ kind: "refused", httpStatus: 401, detail: "" })).toBe("FailedToAuthenticateAtCsms");
    expect(connectFailureEvent(tls("clientRefused"))).toBe("FailedToAuthenticateAtCsms");
  });

  it.each([403, 404, 429, 200, 503])("is none for an HTTP %i", (httpStatus) => {
    expect(connectFailureEvent({ kind: "refused", httpStatus, detail: "" })).toBeUndefined();
  });

  it.each(["unreachable", "noSubprotocol", "aborted"] as const)("is none when it is %s", (kind) => {
    expect(connectFailureEvent({ kind, detail: "" })).toBeUndefined();
  });

  it.each<TlsReason>(["handshake", "tooSlow", "ownSettings"])("is none when the trouble is %s", (reason) => {
    expect(connectFailureEvent(tls(reason))).toBeUndefined();
  });
});
