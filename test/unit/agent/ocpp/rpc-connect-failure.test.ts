import { describe, expect, it } from "vitest";
import { connectFailure } from "#agent/ocpp/rpc-connect-failure";

const failing = (code: string | number | undefined, message: string) => Object.assign(new TypeError(message), { code });

describe("connectFailure", () => {
  it.each([
    "CERT_HAS_EXPIRED",
    "CERT_NOT_YET_VALID",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
    "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE",
    "EPROTO",
  ])("takes %s for trouble with TLS and names it", (code) => {
    const failure = connectFailure(failing(code, "no"));
    expect(failure.kind).toBe("tls");
    expect(failure.detail).toContain(code);
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
