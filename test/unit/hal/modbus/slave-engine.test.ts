import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { accepted, refused } from "#hal/core/outcome";
import { type RegisterModel, SlaveEngine } from "#hal/modbus/slave-engine";
import { encodeRequest, type RequestPdu } from "#hal/wire/modbus-pdu";
import { decodeRtu, encodeRtu } from "#hal/wire/modbus-rtu";
import { hexBytes } from "#test/support/modbus-bytes";

/** Inputs 0 to 199 hold their address; holding registers 0 to 9 take values up to 1000; coil 0 exists. */
function makeDevice() {
  const holding = new Map(Array.from({ length: 10 }, (_, address) => [address, 0]));
  const coils = new Map([[0, false]]);
  const model: RegisterModel = {
    readInput: (address) => (address < 200 ? address : undefined),
    readHolding: (address) => holding.get(address),
    readCoil: (address) => coils.get(address),
    writeHolding: (address, values) => {
      if (values.some((_, index) => !holding.has(address + index))) return refused(2);
      if (values.some((value) => value > 1000)) return refused(3);
      values.forEach((value, index) => holding.set(address + index, value));
      return accepted(undefined);
    },
    writeCoils: (address, values) => {
      values.forEach((value, index) => coils.set(address + index, value));
      return accepted(undefined);
    },
  };
  return { holding, coils, engine: new SlaveEngine({ unit: 1, model }) };
}

const frame = (request: RequestPdu, unit = 1) => encodeRtu(unit, encodeRequest(request));
const readTwo = frame({ kind: "readInput", address: 5, count: 2 });
const answerTwo = encodeRtu(1, hexBytes("04 04 0005 0006"));

describe("a device answers", () => {
  test("a read of registers, also when it trickles in byte by byte", () => {
    const { engine } = makeDevice();

    const answers = Array.from(readTwo, (byte) => engine.feed(Uint8Array.of(byte))).flat();

    expect(answers).toEqual([answerTwo]);
  });

  test("requests that follow each other without a pause, each", () => {
    const { engine } = makeDevice();
    const other = frame({ kind: "readInput", address: 9, count: 1 });

    const answers = engine.feed(Uint8Array.of(...readTwo, ...other));

    expect(answers).toEqual([answerTwo, encodeRtu(1, hexBytes("04 02 0009"))]);
  });

  test("writes of one and of several registers", () => {
    const { engine, holding } = makeDevice();

    const one = engine.feed(frame({ kind: "writeRegister", address: 3, value: 42 }));
    const several = engine.feed(frame({ kind: "writeRegisters", address: 4, values: [43, 44] }));

    expect(one).toEqual([encodeRtu(1, hexBytes("06 0003 002A"))]);
    expect(several).toEqual([encodeRtu(1, hexBytes("10 0004 0002"))]);
    expect([3, 4, 5].map((address) => holding.get(address))).toEqual([42, 43, 44]);
  });

  test("coils", () => {
    const { engine } = makeDevice();

    engine.feed(frame({ kind: "writeCoil", address: 0, value: true }));

    expect(engine.feed(frame({ kind: "readCoils", address: 0, count: 1 }))).toEqual([
      encodeRtu(1, hexBytes("01 01 01")),
    ]);
    expect(engine.feed(frame({ kind: "writeCoils", address: 0, values: [false] }))).toEqual([
      encodeRtu(1, hexBytes("0F 0000 0001")),
    ]);
  });
});

describe("a device refuses", () => {
  test.each([
    ["a count of 126 with exception 3", "04 0000 007E", "84 03"],
    ["an unknown function with exception 1", "2B 0E 01 00", "AB 01"],
    ["a table that it does not have with exception 1", "02 0000 0001", "82 01"],
    ["an address that it does not have with exception 2", "04 00C7 0002", "84 02"],
    ["a span beyond the last address with exception 2", "04 FFFF 0002", "84 02"],
    ["a value that the register does not take with exception 3", "06 0000 03E9", "86 03"],
    ["a byte count that disagrees with exception 3", "10 0000 0002 02 0001", "90 03"],
  ])("%s", (_, pdu, answer) => {
    const { engine } = makeDevice();

    expect(engine.feed(encodeRtu(1, hexBytes(pdu)))).toEqual([encodeRtu(1, hexBytes(answer))]);
  });

  test("more registers than the model allows with exception 3", () => {
    const engine = new SlaveEngine({ unit: 1, model: { readInput: () => 0 }, maxRegisters: 80 });

    expect(engine.feed(frame({ kind: "readInput", address: 0, count: 81 }))).toEqual([encodeRtu(1, hexBytes("84 03"))]);
  });
});

describe("a device stays silent", () => {
  test("on a wrong CRC, and answers the next request", () => {
    const { engine } = makeDevice();

    expect(engine.feed(readTwo.map((byte, index) => (index === 7 ? byte ^ 1 : byte)))).toEqual([]);
    expect(engine.feed(readTwo)).toEqual([answerTwo]);
  });

  test("on a request to another unit", () => {
    expect(makeDevice().engine.feed(frame({ kind: "readInput", address: 5, count: 2 }, 2))).toEqual([]);
  });

  test("on a broadcast, which it carries out", () => {
    const { engine, holding } = makeDevice();

    expect(engine.feed(frame({ kind: "writeRegister", address: 1, value: 7 }, 0))).toEqual([]);
    expect(holding.get(1)).toBe(7);
  });

  test("on a broadcast that asks for something, or that it does not understand", () => {
    const { engine } = makeDevice();

    expect(engine.feed(frame({ kind: "readInput", address: 5, count: 2 }, 0))).toEqual([]);
    expect(engine.feed(encodeRtu(0, hexBytes("06 0000 03E9")))).toEqual([]);
    expect(engine.feed(encodeRtu(0, hexBytes("05 0000 1234")))).toEqual([]);
  });

  test("on the answers of its neighbours, and hears the request after them", () => {
    const { engine } = makeDevice();
    const neighbour = encodeRtu(2, hexBytes("04 04 0001 0002"));

    expect(engine.feed(neighbour)).toEqual([]);
    expect(engine.feed(readTwo)).toEqual([answerTwo]);
  });

  test("on a request that was cut off, and hears the next one", () => {
    const { engine } = makeDevice();
    const cutOff = frame({ kind: "writeRegisters", address: 0, values: [1, 2, 3, 4] }).subarray(0, 9);

    expect(engine.feed(cutOff)).toEqual([]);
    expect(engine.feed(readTwo)).toEqual([answerTwo]);
  });

  test("after a reset on the rest of what was begun before", () => {
    const { engine } = makeDevice();
    engine.feed(readTwo.subarray(0, 4));
    engine.reset();

    expect(engine.feed(readTwo.subarray(4))).toEqual([]);
  });
});

test("noise of any kind and length neither stops a device nor hides the request after it", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 5 }), (pieces) => {
      const { engine } = makeDevice();
      for (const piece of pieces) engine.feed(piece);

      expect(engine.feed(readTwo).at(-1)).toEqual(answerTwo);
    }),
    { numRuns: 200 },
  );
});

test("every answer is a good frame of the device's own unit", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 253 }), (pdu) => {
      for (const answer of makeDevice().engine.feed(encodeRtu(1, pdu))) expect(decodeRtu(answer)?.unit).toBe(1);
    }),
    { numRuns: 200 },
  );
});
