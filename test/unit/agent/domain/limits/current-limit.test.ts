import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amperes, epochMillis } from "#hal/core/units";
import {
  type CurrentLimit,
  decideLimit,
  nextExpiry,
  withLimit,
  withoutExpired,
  withoutOwner,
} from "#agent/domain/limits/current-limit";

const limit = (owner: CurrentLimit["owner"], value: number, expiresAt?: number): CurrentLimit => ({
  owner,
  reason: `limit of ${owner}`,
  limit: amperes(value),
  ...(expiresAt === undefined ? {} : { expiresAt: epochMillis(expiresAt) }),
});

const anyLimit = fc
  .record({
    owner: fc.constantFrom("installation", "board", "cable", "energyManager", "localUser"),
    value: fc.integer({ min: 0, max: 80 }),
  })
  .map(({ owner, value }) => limit(owner, value));

describe("the current limit", () => {
  it("is the smallest of all limits, with its owner and reason", () => {
    const decision = decideLimit([limit("installation", 32), limit("energyManager", 13), limit("board", 16)]);
    expect(decision).toMatchObject({ limit: 13, decidedBy: { owner: "energyManager" } });
  });

  it("is 0 below the 6 A that a pilot can express", () => {
    expect(decideLimit([limit("installation", 5.9)]).limit).toBe(0);
    expect(decideLimit([limit("installation", 6)]).limit).toBe(6);
  });

  it("is 0 when nobody has allowed anything", () => {
    expect(decideLimit([])).toEqual({ limit: 0 });
  });

  it("is never above any limit, and never grows by one more limit", () => {
    fc.assert(
      fc.property(fc.array(anyLimit, { minLength: 1 }), anyLimit, (limits, more) => {
        const before = decideLimit(limits).limit;
        expect(limits.every((each) => before <= each.limit)).toBe(true);
        expect(decideLimit([...limits, more]).limit).toBeLessThanOrEqual(before);
      }),
    );
  });

  it("forgets a limit that has expired, so that a dead source cannot hold the charger for ever", () => {
    const limits = [limit("installation", 32), limit("energyManager", 8, 1000)];
    expect(decideLimit(withoutExpired(limits, epochMillis(999))).limit).toBe(8);
    expect(decideLimit(withoutExpired(limits, epochMillis(1000))).limit).toBe(32);
    expect(nextExpiry(limits)).toBe(1000);
  });

  it("keeps one limit an owner", () => {
    const limits = withLimit([limit("localUser", 10), limit("board", 16)], limit("localUser", 12));
    expect(limits).toEqual([limit("board", 16), limit("localUser", 12)]);
    expect(withoutOwner(limits, "board")).toEqual([limit("localUser", 12)]);
  });
});
