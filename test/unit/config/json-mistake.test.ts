import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findJsonMistake } from "#config/json-mistake";

describe("findJsonMistake", () => {
  const cases: readonly (readonly [string, number, number, string])[] = [
    ["", 1, 1, "the file ends too early"],
    ['{"a": 1', 1, 8, "the file ends too early"],
    ['{"a": 1,}', 1, 9, "a key in double quotes is expected here"],
    ["{a: 1}", 1, 2, "a key in double quotes is expected here"],
    ['{"a" 1}', 1, 6, "a colon is expected here"],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, "a comma or } is expected here"],
    ["[1 2]", 1, 4, "a comma or ] is expected here"],
    ["[01]", 1, 2, "a value is expected here"],
    ["[True]", 1, 2, "a value is expected here"],
    ['["a\nb"]', 1, 2, "this text has no end in its line, or a backslash that means nothing"],
    ['["\\x"]', 1, 2, "this text has no end in its line, or a backslash that means nothing"],
    ["{} // done", 1, 4, "nothing may follow the last bracket"],
    ['{"a": 1, "a": 2}', 1, 10, 'the key "a" was given before'],
    ["[".repeat(200), 1, 102, "nested too deeply"],
  ];

  it.each(cases)("finds the place in %j", (text, line, column, message) => {
    expect(findJsonMistake(text)).toEqual({ line, column, message });
  });

  it("has nothing to say about JSON", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        expect(findJsonMistake(text)).toBeUndefined();
        expect(findJsonMistake(JSON.stringify(JSON.parse(text), null, 2))).toBeUndefined();
      }),
    );
  });

  it("finds a mistake in everything that the platform's parser refuses", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom("", ",", "}", '"', "x", "\\", "1"), (text, at, put) => {
        const place = at % (text.length + 1);
        const damaged = text.slice(0, place) + put + text.slice(place + 1);
        expect(findJsonMistake(damaged) === undefined).toBe(isJson(damaged) && !hasRepeatedKey(damaged));
      }),
      { numRuns: 500 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function hasRepeatedKey(text: string): boolean {
  return findJsonMistake(text)?.message.endsWith("was given before") === true;
}
