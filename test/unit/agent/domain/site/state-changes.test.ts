import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { branchOf, changesBetween, withChanges } from "#agent/domain/site/state-changes";

const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null), fc.record({ a: fc.integer() }));
const name = fc.constantFrom("csms", "faults", "station", "agent");
const outlet = fc.dictionary(fc.constantFrom("status", "meter", "session"), leaf, {
  minKeys: 1,
  noNullPrototype: true,
});
const tree = fc
  .record({
    own: fc.dictionary(name, leaf, { noNullPrototype: true }),
    evses: fc.dictionary(fc.constantFrom("1", "2"), outlet, { noNullPrototype: true }),
  })
  .map(({ own, evses }) => ({ ...own, evses }));

describe("changes of the state", () => {
  it("told one after the other lead to the same as the whole", () => {
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        const changes = changesBetween(before, after);
        const rebuilt = changes === undefined ? before : withChanges(before, changes);
        // What is gone is told as null: nobody can tell the two apart by what they read.
        expect(changesBetween(rebuilt, after) ?? {}).toEqual(
          Object.fromEntries(
            Object.entries(changes ?? {}).filter(
              ([topic, value]) => value === null && branchOf(after, topic) === undefined,
            ),
          ),
        );
      }),
    );
  });

  it("are none when nothing changed", () => {
    fc.assert(
      fc.property(tree, (same) => {
        expect(changesBetween(same, structuredClone(same))).toBeUndefined();
      }),
    );
  });

  it("touch no prototype", () => {
    withChanges({}, { "__proto__/polluted": 1, "evses/__proto__/polluted": 1 });

    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  it("are looked up by path without inherited names", () => {
    expect(branchOf({ evses: { "1": { meter: 7 } } }, "evses/1/meter")).toBe(7);
    expect(branchOf({ evses: {} }, "evses/constructor")).toBeUndefined();
  });
});
