import { describe, expect, it } from "vitest";
import { intBelow, SeededRandom, uuid } from "#hal/core/random";

const draw = (seed: number, label: string, count = 1000) => {
  const stream = new SeededRandom(seed).stream(label);
  return Array.from({ length: count }, () => stream.next());
};

describe("seeded chance", () => {
  it("gives the same numbers for the same seed and label", () => {
    expect(draw(7, "backoff")).toEqual(draw(7, "backoff"));
  });

  it("gives other numbers for another seed or another label", () => {
    expect(draw(7, "backoff")).not.toEqual(draw(8, "backoff"));
    expect(draw(7, "backoff")).not.toEqual(draw(7, "noise"));
  });

  it("lets no stream shift another", () => {
    const random = new SeededRandom(7);
    const alone = draw(7, "backoff", 3);
    const other = random.stream("noise");
    const stream = random.stream("backoff");

    const mixed = [0, 1, 2].map(() => {
      other.next();
      return stream.next();
    });

    expect(mixed).toEqual(alone);
  });

  it("is uniform in [0, 1)", () => {
    const draws = draw(3, "any", 20_000);
    const tenths = Array.from(
      { length: 10 },
      (_, tenth) => draws.filter((value) => Math.floor(value * 10) === tenth).length,
    );

    expect(tenths.reduce((sum, count) => sum + count, 0)).toBe(draws.length);
    for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it("gives whole numbers below the bound, each of them", () => {
    const stream = new SeededRandom(1).stream("dice");

    const seen = new Set(Array.from({ length: 500 }, () => intBelow(stream, 6)));

    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("makes UUIDs of version 4, no two alike", () => {
    const stream = new SeededRandom(1).stream("ids");

    const ids = Array.from({ length: 200 }, () => uuid(stream));

    expect(new Set(ids).size).toBe(200);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
