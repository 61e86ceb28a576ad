import { describe, expect, it } from "vitest";
import { connectFailure } from "#agent/ocpp/rpc-connect-failure";

const failing = (code: string | number | undefined, message: string) => Object.assign(new TypeError(message), { code });

describe("connectFailure", () => {
  it.each([
    ["CERT_HAS_EXPIRED", "certificateExpired"],
    ["CERT_NOT_YET_VALID", "certificateNotYetValid"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "hostName"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "untrusted"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "untrusted"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "untrusted"],
    ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "untrusted"],
    ["INVALID_CA", "notACa"],
    ["PATH_LENGTH_EXCEEDED", "pathLength"],
    ["INVALID_PURPOSE", "keyUsage"],
    ["CERT_REVOKED", "revoked"],
    ["UNABLE_TO_GET_CRL", "revocationUnknown"],
    ["ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION", "protocolVersion"],
    ["ERR_SSL_UNSUPPORTED_PROTOCOL", "protocolVersion"],
    ["ERR_SSL_WRONG_CIPHER_RETURNED", "cipherSuite"],
    ["ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY", "cipherSuite"],
    ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "clientRefused"],
    ["ERR_SSL_TLSV1_ALERT_UNKNOWN_CA", "clientRefused"],
    ["ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE", "clientRefused"],
    ["ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED", "clientRefused"],
    ["ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE", "handshake"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "handshake"],
    ["EPROTO", "handshake"],
  ])("takes %s for trouble with TLS, %s, and names it", (code, reason) => {
    const failure = connectFailure(failing(code, "no"));
    expect(failure).toMatchObject({ kind: "tls", reason });
    expect(failure.detail).toContain(code);
  });

  it("reads the reason in OpenSSL's text when the code says only that writing failed", () => {
    const text = "write EPROTO 00A1:error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:rec.c:1:";
    expect(connectFailure(failing("EPROTO", text))).toMatchObject({ kind: "tls", reason: "protocolVersion" });
  });

  it.each(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH", "ECONNRESET", undefined])(
    "takes %s for unreachable",
    (code) => {
      expect(connectFailure(failing(code, "no"))).toEqual({ kind: "unreachable", detail: "no" });
    },
  );

  it("takes a number for an HTTP status", () => {
    expect(connectFailure(failing(401, "Unauthorized"))).toEqual({
      kind: "refused",
      httpStatus: 401,
      detail: "Unauthorized",
    });
  });

  it.each(["Server sent no subprotocol", "Server sent an invalid subprotocol"])("knows '%s'", (message) => {
    expect(connectFailure(failing(undefined, message)).kind).toBe("noSubprotocol");
  });

  it("says something of an error without words, as Node gives for several addresses at once", () => {
    expect(connectFailure(failing("ECONNREFUSED", ""))).toEqual({ kind: "unreachable", detail: "ECONNREFUSED" });
    expect(connectFailure(undefined).detail).not.toBe("");
  });
});
