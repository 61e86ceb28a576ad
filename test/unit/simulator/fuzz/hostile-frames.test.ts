import { describe, expect, it } from "vitest";
import { SeededRandom } from "#hal/core/random";
import { type HostileFrame, HostileFrames } from "#simulator/fuzz/hostile-frames";
import { optionalActions, samplePayloads, servedActions } from "#simulator/fuzz/payload-samples";
import type { Schema } from "#simulator/fuzz/message-schemas";
import { faultsOf } from "#simulator/fuzz/payload-faults";
import { fuzzSchemas } from "#test/support/fuzz-schemas";

const schemas = fuzzSchemas();

function framesOf(seed: number, count: number): readonly HostileFrame[] {
  const frames = new HostileFrames(schemas, new SeededRandom(seed).stream("frames"));
  return Array.from({ length: count }, () => frames.next());
}

/** Every field that a schema has, as a path. */
function fieldsOf(schema: Schema, path = ""): readonly string[] {
  const inside = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
    `${path}/${name}`,
    ...fieldsOf(field, `${path}/${name}`),
  ]);
  return [...inside, ...(schema.items === undefined ? [] : fieldsOf(schema.items, path))];
}

function fieldsIn(value: unknown, path = ""): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((element) => fieldsIn(element, path));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) => [`${path}/${name}`, ...fieldsIn(field, `${path}/${name}`)]);
}

describe("hostile frames", () => {
  it("are the same for the same seed and others for another", () => {
    expect(framesOf(1, 100)).toEqual(framesOf(1, 100));
    expect(framesOf(1, 100)).not.toEqual(framesOf(2, 100));
  });

  it("of one short run walk every field of every message to each of its edges", () => {
    const frames = new HostileFrames(schemas, new SeededRandom(1).stream("frames"));
    for (let frame = 0; frame < 4500; frame++) frames.next();
    expect(frames.hasWalkedAll).toBe(true);
  });

  it("never ask for what ends or restarts the transaction that is watched", () => {
    const texts = framesOf(3, 6000).map(({ text }) => text);
    expect(texts.some((text) => text.includes('"UnlockConnector",{"connectorId":99}'))).toBe(true);
    expect(texts.some((text) => /^\[2,"[^"]*","Reset",\{"type":"(Hard|Soft)"\}\]$/.test(text))).toBe(false);
    expect(texts.some((text) => text.includes('"UnlockConnector",{"connectorId":1}'))).toBe(false);
  });

  it("begin from samples that are right and have every field of their messages", () => {
    const samples = samplePayloads();
    for (const [action, sample] of Object.entries(samples)) {
      const schema = schemas.get(action)?.request ?? {};
      expect(faultsOf(schema, sample), action).toEqual([]);
      expect(new Set(fieldsIn(sample)), action).toEqual(new Set(fieldsOf(schema)));
    }
  });

  it("cover every action of the norm and of its security extension", () => {
    expect(schemas.size).toBe(39);
    expect([...servedActions].filter((action) => !schemas.has(action))).toEqual([]);
    expect([...optionalActions].filter((action) => !servedActions.has(action))).toEqual([]);
    const texts = framesOf(1, 4500).map(({ text }) => text);
    const unasked = [...schemas.keys()].filter((action) => !texts.some((text) => text.includes(`"${action}",`)));
    expect(unasked).toEqual([]);
  });

  it("are too large, too deep, too wide, no JSON and no frame, too", () => {
    const kinds = new Set(framesOf(1, 4500).map(({ what }) => what));
    for (const kind of ["far too much", "a depth of 125000", "a wide payload", "no frame", "half a frame", "an odd id"])
      expect(kinds).toContain(kind);
  });
});
