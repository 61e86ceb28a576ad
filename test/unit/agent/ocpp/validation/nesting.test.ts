import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isNestedDeeperThan, isTextNestedDeeperThan } from "#agent/ocpp/validation/nesting";

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

describe("isTextNestedDeeperThan", () => {
  it("lets the limit through and not one level more", () => {
    expect(isTextNestedDeeperThan(32, "[".repeat(32) + "]".repeat(32))).toBe(false);
    expect(isTextNestedDeeperThan(32, "[".repeat(33) + "]".repeat(33))).toBe(true);
    expect(isTextNestedDeeperThan(2, '{"a":[1,[2]]}')).toBe(true);
  });

  it("does not count what lies side by side, nor brackets inside texts", () => {
    expect(isTextNestedDeeperThan(2, "[[],[],{},[]]")).toBe(false);
    expect(isTextNestedDeeperThan(1, String.raw`["[[[[", "\"[[[", "\\", "{{"]`)).toBe(false);
    expect(isTextNestedDeeperThan(1, String.raw`["\\", []]`)).toBe(true);
  });

  it("judges texts that are no JSON", () => {
    expect(isTextNestedDeeperThan(32, "[".repeat(1_000_000))).toBe(true);
    expect(isTextNestedDeeperThan(1, ']]]]"[[[')).toBe(false);
    expect(isTextNestedDeeperThan(1, '"never ends[[[')).toBe(false);
    expect(isTextNestedDeeperThan(0, "")).toBe(false);
  });

  it("says of generated values what the walk over the value says", () => {
    const value = fc.jsonValue({ maxDepth: 6 });
    fc.assert(
      fc.property(value, fc.integer({ min: 0, max: 7 }), (json, limit) => {
        expect(isTextNestedDeeperThan(limit, JSON.stringify(json))).toBe(isNestedDeeperThan(limit, json));
      }),
    );
  });
});
