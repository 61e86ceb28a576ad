import { describe, expect, test } from "vitest";

import { crc16Modbus } from "#hal/wire/crc16";
import { decodeRequest, decodeResponse, encodeRequest, encodeResponse } from "#hal/wire/modbus-pdu";
import { decodeRtu, encodeRtu, scanForAnswer } from "#hal/wire/modbus-rtu";
import { goldenExchanges } from "#test/golden/modbus/frames";
import { hexBytes } from "#test/support/modbus-bytes";

describe("CRC-16/MODBUS", () => {
  test("has the check value of the catalogue of parametrised CRC algorithms", () => {
    expect(crc16Modbus(new TextEncoder().encode("123456789"))).toBe(0x4b37);
  });

  test("agrees with the worked example of MODBUS over Serial Line V1.02, appendix B (02 07 has 0x1241)", () => {
    expect(crc16Modbus(hexBytes("02 07"))).toBe(0x1241);
  });
});

describe.each(goldenExchanges)("$source", ({ unit, request, requestFrame, response, responseFrame }) => {
  test("the request is encoded to the published frame and read back", () => {
    const frame = hexBytes(requestFrame);

    expect(encodeRtu(unit, encodeRequest(request))).toEqual(frame);
    const decoded = decodeRtu(frame);
    expect(decoded?.unit).toBe(unit);
    expect(decodeRequest(decoded?.pdu ?? new Uint8Array())).toEqual({ ok: true, value: request });
  });

  test("the answer is encoded to the published frame and read back", () => {
    const frame = hexBytes(responseFrame);

    expect(encodeRtu(unit, encodeResponse(response))).toEqual(frame);
    expect(decodeResponse(decodeRtu(frame)?.pdu ?? new Uint8Array(), request)).toEqual(response);
  });

  test("the answer is found by the scan", () => {
    const frame = hexBytes(responseFrame);

    expect(scanForAnswer(frame, { unit, request })).toEqual({ kind: "found", response, start: 0, end: frame.length });
  });
});
