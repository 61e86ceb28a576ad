import fc from "fast-check";
import { expect, test } from "vitest";

import { crc16Modbus } from "#hal/wire/crc16";

test("the CRC of nothing is its start value", () => {
  expect(crc16Modbus(new Uint8Array())).toBe(0xffff);
});

test("the CRC over bytes followed by their CRC, low byte first, is zero", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 256 }), (bytes) => {
      const crc = crc16Modbus(bytes);
      expect(crc16Modbus(Uint8Array.of(...bytes, crc & 0xff, crc >>> 8))).toBe(0);
    }),
  );
});

test("every single flipped bit changes the CRC", () => {
  const bytes = Uint8Array.of(1, 4, 0, 0, 0, 2);
  const crc = crc16Modbus(bytes);

  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    const flipped = bytes.map((byte, index) => (index === bit >>> 3 ? byte ^ (1 << (bit & 7)) : byte));
    expect(crc16Modbus(flipped)).not.toBe(crc);
  }
});
