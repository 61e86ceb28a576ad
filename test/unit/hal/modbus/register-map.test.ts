import { describe, expect, test } from "vitest";

import { seconds } from "#hal/core/units";
import { planReads, pointsWith, readBlocks, RegisterImage } from "#hal/modbus/register-map";
import { decodeRegisters, type MissingValue, type RegisterType } from "#hal/modbus/register-value";
import { attachDevices, openModbusLine, watch } from "#test/support/modbus-line";

const input = pointsWith({ table: "input", order: "be", missing: "none" });
const holding = pointsWith({ table: "holding", order: "be", missing: "none" });

describe("a value in registers", () => {
  test.each<[RegisterType, readonly number[], number]>([
    ["u16", [0xfffe], 65_534],
    ["i16", [0xfffe], -2],
    ["u32", [0xffff, 0xfffe], 4_294_967_294],
    ["i32", [0xffff, 0xfffe], -2],
    ["u64", [0, 1, 0, 2], 4_294_967_298],
    ["i64", [0xffff, 0xffff, 0xffff, 0xfffe], -2],
    ["f32", [0x4366, 0x3334], 230.20001220703125],
    ["f64", [0x406c, 0xc666, 0x6666, 0x6666], 230.2],
  ])("of type %s is read in both word orders", (type, words, value) => {
    expect(decodeRegisters(words, { type, order: "be", missing: "none" })).toBe(value);
    expect(decodeRegisters(words.toReversed(), { type, order: "le", missing: "none" })).toBe(value);
  });

  test.each<[RegisterType, MissingValue, readonly number[]]>([
    ["u16", "max", [0xffff]],
    ["i16", "max", [0x7fff]],
    ["i16", "min", [0x8000]],
    ["u32", "max", [0xffff, 0xffff]],
    ["i32", "max", [0x7fff, 0xffff]],
    ["u64", "max", [0xffff, 0xffff, 0xffff, 0xffff]],
    ["i64", "max", [0x7fff, 0xffff, 0xffff, 0xffff]],
    ["i64", "min", [0x8000, 0, 0, 0]],
    ["f32", "nan", [0xffc0, 0]],
  ])("of type %s with the mark '%s' for missing is undefined", (type, missing, words) => {
    expect(decodeRegisters(words, { type, order: "be", missing })).toBeUndefined();
    expect(decodeRegisters(words, { type, order: "be", missing: "none" })).toBeTypeOf("number");
  });

  test.each<[RegisterType, MissingValue, readonly number[]]>([
    ["u64", "max", [0xffff, 0xffff, 0xffff, 0xfffe]],
    ["i64", "max", [0x7fff, 0xffff, 0xffff, 0xfffe]],
    ["u16", "min", [0x8000]],
    ["u16", "nan", [0xffff]],
    ["i32", "max", [0xffff, 0xffff]],
  ])("of type %s with the mark '%s' is not missing when it only looks like it", (type, missing, words) => {
    expect(decodeRegisters(words, { type, order: "be", missing })).toBeTypeOf("number");
  });

  test("is scaled without the dust of binary fractions", () => {
    const image = new RegisterImage([{ block: { table: "input", address: 0, count: 1 }, registers: [3] }]);

    expect(image.value(input(0, "u16", 0.1))).toBe(0.3);
    expect(image.value(input(0, "u16", 0.001))).toBe(0.003);
    expect(image.value(input(0, "u16", 1000))).toBe(3000);
  });

  test("outside of what was read is a mistake of the driver", () => {
    expect(() => new RegisterImage([]).value(input(0, "u16"))).toThrow("modbus.not-read");
  });
});

describe("the plan of reads", () => {
  const block = { table: "input", address: 0, count: 100 } as const;

  test("covers near points of a block with one read, no longer than need be", () => {
    expect(
      planReads([input(72, "f32"), input(4, "f32"), input(10, "u16")], { maxRegisters: 80, blocks: [block] }),
    ).toEqual([{ table: "input", address: 4, count: 70 }]);
  });

  test("begins a new read where one would be too long", () => {
    expect(
      planReads([input(0, "u16"), input(50, "u16"), input(51, "u16")], { maxRegisters: 51, blocks: [block] }),
    ).toEqual([
      { table: "input", address: 0, count: 51 },
      { table: "input", address: 51, count: 1 },
    ]);
  });

  test("never reads across the border of a block, nor joins the tables", () => {
    const blocks = [block, { table: "input", address: 100, count: 10 } as const];

    expect(planReads([holding(98, "u16"), input(99, "u16"), input(100, "u16")], { maxRegisters: 125, blocks })).toEqual(
      [
        { table: "holding", address: 98, count: 1 },
        { table: "input", address: 99, count: 1 },
        { table: "input", address: 100, count: 1 },
      ],
    );
  });

  test("reads points outside of all blocks alone, and each once", () => {
    expect(planReads([input(5, "u16"), input(6, "u16"), input(5, "u16")], { maxRegisters: 125, blocks: [] })).toEqual([
      { table: "input", address: 5, count: 1 },
      { table: "input", address: 6, count: 1 },
    ]);
  });
});

test("blocks are read one after the other into one image", async () => {
  const { clock, link, bus } = await openModbusLine();
  attachDevices({ clock, link }, { 1: { readInput: (address) => address, readHolding: (address) => 2 * address } });
  const blocks = [
    { table: "input", address: 5, count: 2 },
    { table: "holding", address: 5, count: 1 },
  ] as const;

  const seen = watch(readBlocks(bus, 1, blocks));
  await clock.advance(seconds(1));

  expect(seen.value?.words(blocks[0])).toEqual([5, 6]);
  expect(seen.value?.value(holding(5, "u16"))).toBe(10);
  expect(link.sent).toHaveLength(2);
});
