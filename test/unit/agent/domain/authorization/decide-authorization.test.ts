import { describe, expect, it } from "vitest";
import { decideAuthorization, decideStop } from "#agent/domain/authorization/decide-authorization";
import { idToken, type TokenInfo } from "#agent/domain/authorization/id-token";

const settings = { localPreAuthorize: false, localAuthorizeOffline: true, allowOfflineUnknown: false };
const good: TokenInfo = { status: "accepted" };
const online = true;
const offline = false;

describe("the decision who may start", () => {
  it("5.2 accepts a known token without a question when LocalPreAuthorize is set", () => {
    const decision = decideAuthorization(good, online, 0, { ...settings, localPreAuthorize: true });
    expect(decision.kind).toBe("accept");
  });

  it("5.2 asks again about a token that is known as blocked, because that may be old", () => {
    const known: TokenInfo = { status: "blocked" };
    expect(decideAuthorization(known, online, 0, { ...settings, localPreAuthorize: true }).kind).toBe("ask");
  });

  it("5.3 always asks while online without LocalPreAuthorize", () => {
    expect(decideAuthorization(good, online, 0, settings).kind).toBe("ask");
  });

  it("5.4 lets a known token start offline only with LocalAuthorizeOffline", () => {
    expect(decideAuthorization(good, offline, 0, settings).kind).toBe("accept");
    const strict = { ...settings, localAuthorizeOffline: false };
    expect(decideAuthorization(good, offline, 0, strict)).toEqual({ kind: "refuse", why: "unknownOffline" });
  });

  it("5.4 refuses an expired token offline", () => {
    const decision = decideAuthorization({ ...good, expiresAt: 100 }, offline, 100, settings);
    expect(decision).toEqual({ kind: "refuse", why: "expired" });
  });

  it("5.5 lets an unknown token start offline only with AllowOfflineTxForUnknownId", () => {
    expect(decideAuthorization(undefined, offline, 0, settings).kind).toBe("refuse");
    expect(decideAuthorization(undefined, offline, 0, { ...settings, allowOfflineUnknown: true }).kind).toBe("accept");
  });

  it("5.5 does not take a blocked token for an unknown one", () => {
    const decision = decideAuthorization({ status: "blocked" }, offline, 0, { ...settings, allowOfflineUnknown: true });
    expect(decision).toEqual({ kind: "refuse", why: "blocked" });
  });
});

describe("the decision who may stop", () => {
  const running = { token: idToken("AA"), parent: idToken("FAMILY") };

  it("5.6 5.16 lets the starting token stop without a question, whatever its case", () => {
    expect(decideStop(running, idToken("aa"), undefined, offline)).toBe("stop");
  });

  it("5.6 lets a known token of the same group stop at once", () => {
    const known: TokenInfo = { status: "accepted", parent: idToken("family") };
    expect(decideStop(running, idToken("BB"), known, offline)).toBe("stop");
  });

  it("5.6 asks about the group of an unknown token while online and ignores it offline", () => {
    expect(decideStop(running, idToken("BB"), undefined, online)).toBe("askParent");
    expect(decideStop(running, idToken("BB"), undefined, offline)).toBe("ignore");
  });

  it("5.6 compares parents with parents, never with the token itself", () => {
    const known: TokenInfo = { status: "accepted", parent: idToken("AA") };
    expect(decideStop(running, idToken("BB"), known, online)).toBe("ignore");
    expect(decideStop({ token: idToken("AA") }, idToken("FAMILY"), known, online)).toBe("ignore");
  });
});
