import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  exceptionName,
  MAX_PDU_LENGTH,
  type RequestPdu,
  requestPduLength,
  responsePduLength,
} from "#hal/wire/modbus-pdu";
import { anyExchange, anyRequest } from "#test/support/modbus-arbitraries";
import { hexBytes } from "#test/support/modbus-bytes";

describe("requests", () => {
  test("every request survives encoding and decoding, and tells its length by its beginning", () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const pdu = encodeRequest(request);
        expect(decodeRequest(pdu)).toEqual({ ok: true, value: request });
        expect(requestPduLength(pdu)).toBe(pdu.length);
        expect(pdu.length).toBeLessThanOrEqual(MAX_PDU_LENGTH);
      }),
    );
  });

  test.each<[string, RequestPdu]>([
    ["126 registers to read", { kind: "readInput", address: 0, count: 126 }],
    ["no register to read", { kind: "readHolding", address: 0, count: 0 }],
    ["2001 bits to read", { kind: "readCoils", address: 0, count: 2001 }],
    ["124 registers to write", { kind: "writeRegisters", address: 0, values: new Array<number>(124).fill(0) }],
    ["nothing to write", { kind: "writeRegisters", address: 0, values: [] }],
    ["a span beyond address 65535", { kind: "readInput", address: 65_535, count: 2 }],
    ["a negative address", { kind: "readInput", address: -1, count: 1 }],
    ["a broken count", { kind: "readInput", address: 0, count: 1.5 }],
    ["a value of 17 bits", { kind: "writeRegister", address: 0, value: 65_536 }],
  ])("does not encode %s", (_, request) => {
    expect(() => encodeRequest(request)).toThrow("modbus.bad-request");
  });

  test.each([
    ["an unknown function with exception 1", "2B 0E 01 00", 1],
    ["126 registers with exception 3", "04 0000 007E", 3],
    ["no register with exception 3", "04 0000 0000", 3],
    ["2001 bits with exception 3", "01 0000 07D1", 3],
    ["124 registers to write with exception 3", `10 0000 007C F8 ${"00".repeat(248)}`, 3],
    ["a byte count that disagrees with exception 3", "10 0000 0002 02 0001", 3],
    ["a coil value that is neither on nor off with exception 3", "05 0000 1234", 3],
    ["a request that is cut off with exception 3", "04 0000 00", 3],
    ["a span beyond address 65535 with exception 2", "04 FFFF 0002", 2],
    ["an empty PDU with exception 1", "", 1],
  ])("refuses %s", (_, pdu, reason) => {
    expect(decodeRequest(hexBytes(pdu))).toEqual({ ok: false, reason });
  });

  test("a beginning too short to tell has no length yet", () => {
    expect(requestPduLength(hexBytes(""))).toBeUndefined();
    expect(requestPduLength(hexBytes("10 0000 0002"))).toBeUndefined();
  });
});

describe("responses", () => {
  test("every answer survives encoding and decoding and has the length that its request foretold", () => {
    fc.assert(
      fc.property(anyExchange, ({ request, response }) => {
        const pdu = encodeResponse(response);
        expect(decodeResponse(pdu, request)).toEqual(response);
        expect(pdu.length).toBe(responsePduLength(request));
      }),
    );
  });

  const read: RequestPdu = { kind: "readInput", address: 0, count: 1 };

  test.each<[string, string, RequestPdu]>([
    ["another function", "03 02 0001", read],
    ["fewer registers", "04 02 00", read],
    ["more registers", "04 04 0001 0002", read],
    ["a byte count that lies", "04 04 0001", read],
    ["the exception to another function", "83 02", read],
    ["an exception without a code", "84", read],
    ["exception 0, which does not exist", "84 00", read],
    ["the confirmation of another address", "06 0002 0003", { kind: "writeRegister", address: 1, value: 3 }],
    ["the confirmation of another value", "06 0001 0004", { kind: "writeRegister", address: 1, value: 3 }],
    ["the confirmation of another coil state", "05 0001 0000", { kind: "writeCoil", address: 1, value: true }],
    ["the confirmation of fewer registers", "10 0001 0001", { kind: "writeRegisters", address: 1, values: [1, 2] }],
    ["nothing", "", read],
  ])("does not take %s for the answer", (_, pdu, request) => {
    expect(decodeResponse(hexBytes(pdu), request)).toBeUndefined();
  });

  test("an exception is an answer, also with a code that no specification names", () => {
    expect(decodeResponse(hexBytes("84 7F"), read)).toEqual({ kind: "exception", functionCode: 4, code: 0x7f });
    expect(exceptionName(2)).toBe("illegalAddress");
    expect(exceptionName(0x7f)).toBe("unknown");
  });
});
