import { describe, expect, it } from "vitest";
import { epochMillis } from "#hal/core/units";
import { initialRules } from "#agent/domain/access/access-rules";
import { type LocalTag, mayStopOthers } from "#agent/domain/access/local-tag";
import { mayCharge, placeRefuses } from "#agent/domain/access/may-charge";
import { decideAuthorization } from "#agent/domain/authorization/decide-authorization";
import type { TokenInfo } from "#agent/domain/authorization/id-token";
import { localTag } from "#test/support/local-tag";

const now = epochMillis(1_000_000);
const tag = localTag("A1");
const on = { ...initialRules, localAuthorization: true };
const variables = { localPreAuthorize: false, localAuthorizeOffline: false, allowOfflineUnknown: false };
const accepted: TokenInfo = { status: "accepted" };
const blocked: TokenInfo = { status: "blocked" };

describe("what the place takes away", () => {
  it.each([
    ["tagDisabled", { ...tag, isEnabled: false }],
    ["tagMayNotCharge", { ...tag, mayCharge: false }],
    ["tagNotYetValid", { ...tag, validFrom: epochMillis(now + 1) }],
    ["tagExpired", { ...tag, validTo: now }],
    [undefined, { ...tag, validFrom: now, validTo: epochMillis(now + 1) }],
  ] as const)("is %s, also from whom the back end accepts", (why, each) => {
    expect(placeRefuses(initialRules, { tag: each, listed: accepted }, now)).toBe(why);
  });

  it("is nothing at first, from nobody", () => {
    expect(placeRefuses(initialRules, { tag: undefined, listed: undefined }, now)).toBeUndefined();
    expect(placeRefuses(initialRules, { tag: undefined, listed: blocked }, now)).toBeUndefined();
  });

  it("is every visitor's charge where there are to be none, and every stranger's in private", () => {
    const noVisitors = { audience: "noVisitors" } as const;
    const own = { audience: "private" } as const;

    expect(placeRefuses(noVisitors, { tag: undefined, listed: undefined }, now)).toBe("noVisitors");
    expect(placeRefuses(noVisitors, { tag: undefined, listed: accepted }, now)).toBeUndefined();
    expect(placeRefuses(own, { tag: undefined, listed: accepted }, now)).toBe("private");
    expect(placeRefuses(own, { tag, listed: undefined }, now)).toBeUndefined();
  });
});

describe("what the place gives", () => {
  const decide = (rules: typeof on, known: TokenInfo | undefined, isOnline: boolean, who: LocalTag | undefined = tag) =>
    mayCharge(rules, who, known, decideAuthorization(known, isOnline, now, variables));

  it("5.1 is nothing while it is not switched on, or to whom it does not know", () => {
    expect(decide(initialRules, undefined, false)).toMatchObject({ kind: "refuse", why: "unknownOffline" });
    expect(mayCharge(on, undefined, undefined, { kind: "ask" })).toEqual({ kind: "ask" });
  });

  it("5.5 is a charge without the back end, unless its list or cache knows the token as refused", () => {
    expect(decide(on, undefined, false)).toMatchObject({ kind: "accept" });
    expect(decide(on, accepted, false)).toMatchObject({ kind: "accept" });
    expect(decide(on, blocked, false)).toMatchObject({ kind: "refuse", why: "blocked" });
  });

  it("is nothing against the back end while it can be asked", () => {
    expect(decide(on, undefined, true)).toEqual({ kind: "ask" });
    expect(decide(on, blocked, true)).toEqual({ kind: "ask" });
  });
});

describe("a tag that may end the charges of others", () => {
  it("need not be allowed to charge, but has to be valid", () => {
    const master = { ...tag, mayStop: true, mayCharge: false };

    expect(mayStopOthers(master, now)).toBe(true);
    expect(mayStopOthers({ ...master, validTo: now }, now)).toBe(false);
    expect(mayStopOthers(tag, now)).toBe(false);
  });
});
