import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { encodeResponse, type RequestPdu, type ResponsePdu } from "#hal/wire/modbus-pdu";
import { decodeRtu, encodeRtu, endOf, scanForAnswer } from "#hal/wire/modbus-rtu";
import { anyExchange } from "#test/support/modbus-arbitraries";
import { hexBytes } from "#test/support/modbus-bytes";

const request: RequestPdu = { kind: "readInput", address: 0, count: 2 };
const response: ResponsePdu = { kind: "readInput", registers: [0x4366, 0x3334] };
const answer = encodeRtu(1, encodeResponse(response));
const expectation = { unit: 1, request };

describe("one frame", () => {
  test("is read back as it was written", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ minLength: 1, maxLength: 253 }), (unit, pdu) => {
        const frame = decodeRtu(encodeRtu(unit, pdu));
        expect(frame?.unit).toBe(unit);
        expect(frame?.pdu).toEqual(pdu);
      }),
    );
  });

  test.each([
    ["a wrong CRC", answer.map((byte, index) => (index === 4 ? byte ^ 1 : byte))],
    ["too few bytes", answer.subarray(0, 3)],
    ["more bytes than a frame can have", encodeRtu(1, new Uint8Array(254))],
    ["no bytes", new Uint8Array()],
  ])("is not read from %s", (_, bytes) => {
    expect(decodeRtu(bytes)).toBeUndefined();
  });
});

describe("the scan for an answer", () => {
  test("finds it behind noise and before stray bytes", () => {
    const buffer = Uint8Array.of(0xff, 0x01, 0x04, ...answer, 0x00);

    expect(scanForAnswer(buffer, expectation)).toEqual({ kind: "found", response, start: 3, end: 3 + answer.length });
  });

  test("finds nothing in a part of it", () => {
    for (let length = 0; length < answer.length; length++)
      expect(scanForAnswer(answer.subarray(0, length), expectation)).toEqual({ kind: "nothing" });
  });

  test("calls it corrupt when the CRC is wrong, and finds a good one after that", () => {
    const broken = answer.map((byte, index) => (index === 5 ? byte ^ 0x10 : byte));

    expect(scanForAnswer(broken, expectation)).toEqual({ kind: "corrupt" });
    expect(scanForAnswer(Uint8Array.of(...broken, ...answer), expectation)).toMatchObject({ kind: "found", start: 9 });
  });

  test.each([
    ["another unit", encodeRtu(2, encodeResponse(response))],
    ["another function", encodeRtu(1, encodeResponse({ kind: "readHolding", registers: [1, 2] }))],
    ["another count", encodeRtu(1, encodeResponse({ kind: "readInput", registers: [1] }))],
    ["an exception to another function", encodeRtu(1, hexBytes("83 02"))],
  ])("ignores the answer of %s", (_, buffer) => {
    expect(scanForAnswer(buffer, expectation)).toEqual({ kind: "nothing" });
  });

  test("finds an exception", () => {
    expect(scanForAnswer(encodeRtu(1, hexBytes("84 02")), expectation)).toMatchObject({
      kind: "found",
      response: { kind: "exception", functionCode: 4, code: 2 },
    });
  });

  test("finds every answer between noise that holds no answer itself", () => {
    const noise = fc.uint8Array({ maxLength: 20 });
    fc.assert(
      fc.property(anyExchange, noise, noise, (exchange, before, after) => {
        const frame = encodeRtu(7, encodeResponse(exchange.response));
        const scan = scanForAnswer(Uint8Array.of(...before, ...frame, ...after), {
          unit: 7,
          request: exchange.request,
        });
        expect(scan).toMatchObject({ kind: "found", response: exchange.response });
      }),
    );
  });

  test("never finds an answer in random noise", () => {
    fc.assert(
      fc.property(anyExchange, fc.uint8Array({ maxLength: 256 }), (exchange, noise) => {
        expect(scanForAnswer(noise, { unit: 1, request: exchange.request }).kind).not.toBe("found");
      }),
      { numRuns: 300 },
    );
  });

  test("never yields an answer when any one, two or three bits of the frame have flipped", () => {
    const isFoundWith = (flips: readonly number[]) => {
      const broken = answer.slice();
      for (const flip of flips) broken[flip >>> 3] = (broken[flip >>> 3] ?? 0) ^ (1 << (flip & 7));
      return scanForAnswer(broken, expectation).kind === "found";
    };
    const bits = Array.from({ length: 8 * answer.length }, (_, bit) => bit);
    const pairs = bits.flatMap((a) => bits.filter((b) => b > a).map((b) => [a, b]));
    const triples = pairs.flatMap(([a = 0, b = 0]) => bits.filter((c) => c > b).map((c) => [a, b, c]));

    const wrong = [...bits.map((bit) => [bit]), ...pairs, ...triples].filter(isFoundWith);

    expect(triples).toHaveLength(59_640);
    expect(wrong).toEqual([]);
  });
});

test("an echo is found where it ends, also behind noise", () => {
  expect(endOf(hexBytes("01 02"), hexBytes("00 01 01 02 03"))).toBe(4);
  expect(endOf(hexBytes("01 02"), hexBytes("01 03"))).toBeUndefined();
});
