import { expect, test } from "vitest";
import { SeededRandom } from "#hal/core/random";
import { millis } from "#hal/core/units";
import { type Disturbance, disturb, type LinePlan } from "#simulator/faults/line-plan";

const frame = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]);

function fates(plan: LinePlan, seed = 1, count = 50): readonly Disturbance[] {
  const chance = new SeededRandom(seed).stream("line");
  return Array.from({ length: count }, () => disturb(frame, plan, chance));
}

function pieces(fate: Disturbance | undefined): readonly (readonly number[])[] {
  return fate?.kind === "pass" ? fate.pieces.map((piece) => [...piece]) : [];
}

test("a calm line passes everything as it is", () => {
  for (const fate of fates({})) expect(pieces(fate)).toEqual([[...frame]]);
});

test("the same seed brings the same misfortunes", () => {
  const plan = {
    drop: 0.2,
    corrupt: 0.3,
    noise: 0.2,
    split: 0.4,
    delay: { probability: 0.5, least: millis(1), most: millis(9) },
  };

  expect(fates(plan, 3)).toEqual(fates(plan, 3));
  expect(fates(plan, 3)).not.toEqual(fates(plan, 4));
});

test("one more fault in the plan does not shift the others", () => {
  const dropped = (plan: LinePlan) => fates(plan).map((fate) => pieces(fate).length === 0);

  expect(dropped({ drop: 0.3, corrupt: 0.5, duplicate: 0.5 })).toEqual(dropped({ drop: 0.3 }));
});

test("corrupting flips one bit", () => {
  for (const fate of fates({ corrupt: 1 })) {
    const [piece = []] = pieces(fate);
    const flips = piece.map((byte, index) => bitCount(byte ^ (frame[index] ?? 0)));
    expect(flips.reduce((sum, count) => sum + count, 0)).toBe(1);
  }
});

test("splitting and duplicating lose no byte, truncating loses the end, noise stands before", () => {
  expect(pieces(fates({ split: 1 })[0]).flat()).toEqual([...frame]);
  expect(pieces(fates({ duplicate: 1 })[0]).flat()).toEqual([...frame, ...frame]);
  for (const fate of fates({ truncate: 1 })) {
    const left = pieces(fate).flat();
    expect(left.length).toBeLessThan(frame.length);
    expect([...frame].slice(0, left.length)).toEqual(left);
  }
  const noisy = pieces(fates({ noise: 1, noiseBytes: 3 })[0]).flat();
  expect(noisy.slice(-frame.length)).toEqual([...frame]);
  expect(noisy.length).toBeGreaterThan(frame.length);
});

test("an empty piece survives every plan", () => {
  const chance = new SeededRandom(1).stream("line");

  expect(pieces(disturb(new Uint8Array(), { corrupt: 1, split: 1, truncate: 1 }, chance))).toEqual([]);
});

function bitCount(byte: number): number {
  return byte.toString(2).replaceAll("0", "").length;
}
