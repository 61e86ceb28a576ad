import { describe, expect, it } from "vitest";
import { isNestedDeeperThan } from "#agent/ocpp/validation/nesting";

const nested = (levels: number): unknown => JSON.parse("[".repeat(levels) + "]".repeat(levels));

describe("isNestedDeeperThan", () => {
  it("lets the limit through and not one level more", () => {
    expect(isNestedDeeperThan(32, nested(32))).toBe(false);
    expect(isNestedDeeperThan(32, nested(33))).toBe(true);
  });

  it("counts objects and lists alike, and plain values not at all", () => {
    expect(isNestedDeeperThan(2, { a: [1, "x", null, true] })).toBe(false);
    expect(isNestedDeeperThan(1, { a: [] })).toBe(true);
    expect(isNestedDeeperThan(0, 7)).toBe(false);
    expect(isNestedDeeperThan(0, null)).toBe(false);
  });

  it("judges what would exhaust a recursive walk", () => {
    expect(isNestedDeeperThan(32, nested(200_000))).toBe(true);
  });
});
