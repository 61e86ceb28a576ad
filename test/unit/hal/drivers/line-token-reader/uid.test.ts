import { describe, expect, it } from "vitest";
import { normalizeUid, type UidFormat } from "#hal/drivers/line-token-reader/uid";

const plain: UidFormat = { byteOrder: "normal", radix: "hex", stripPrefix: "" };
const uid = (line: string, format: Partial<UidFormat> = {}) => {
  const result = normalizeUid(line, { ...plain, ...format });
  return result.ok ? result.value : `refused: ${result.reason}`;
};

describe("a UID from a reader's line", () => {
  it.each([
    ["4 bytes", "deadbeef", "DEADBEEF"],
    ["7 bytes", "045A2B1A3F6180", "045A2B1A3F6180"],
    ["8 bytes of ISO 15693", "E004010012345678", "E004010012345678"],
    ["10 bytes", "0102030405060708090A", "0102030405060708090A"],
    ["colons", "04:5a:2b:1a:3f:61:80", "045A2B1A3F6180"],
    ["blanks", " DE AD BE EF ", "DEADBEEF"],
    ["dashes", "DE-AD-BE-EF", "DEADBEEF"],
    ["a frame of STX and CR", "\u0002DEADBEEF\r", "DEADBEEF"],
    ["0x", "0xDEADBEEF", "DEADBEEF"],
    ["bytes without their leading zero", "A:B:C:DD", "0A0B0CDD"],
    ["a number without its leading zero", "4A3B2C1", "04A3B2C1"],
  ])("with %s", (_what, line, expected) => {
    expect(uid(line)).toBe(expected);
  });

  it("is turned round for readers that send the last byte first", () => {
    expect(uid("EFBEADDE", { byteOrder: "reversed" })).toBe("DEADBEEF");
    expect(uid("80613F1A2B5A04", { byteOrder: "reversed" })).toBe("045A2B1A3F6180");
  });

  it("is made of a decimal number, as long as a UID must be", () => {
    expect(uid("3735928559", { radix: "decimal" })).toBe("DEADBEEF");
    expect(uid("0000000123", { radix: "decimal" })).toBe("0000007B");
    expect(uid("1225041077297536", { radix: "decimal" })).toBe("045A2B1A3F6180");
  });

  it("loses the reader's prefix, in whatever case, where there is one", () => {
    expect(uid("UID: DEADBEEF", { stripPrefix: "uid:" })).toBe("DEADBEEF");
    expect(uid("DEADBEEF", { stripPrefix: "uid:" })).toBe("DEADBEEF");
  });

  it.each([
    ["empty", ""],
    ["empty", "\u0002\u0003\r"],
    ["bad-characters", "NO CARD"],
    ["bad-characters", "DEADBEEG"],
    ["bad-characters", ":DEADBEEF"],
    ["wrong-length", "DEADBE"],
    ["wrong-length", "DEADBEEF01"],
    ["wrong-length", "0102030405060708090A0B"],
    ["random-uid", "08A1B2C3"],
    ["cascade-tag", "88045A2B"],
  ])("is refused as %s: %j", (reason, line) => {
    expect(uid(line)).toBe(`refused: ${reason}`);
  });

  it("is refused as random only in the order of the card", () => {
    expect(uid("C3B2A108", { byteOrder: "reversed" })).toBe("refused: random-uid");
    expect(uid("08A1B2C3", { byteOrder: "reversed" })).toBe("C3B2A108");
    expect(uid("08A1B2C3D4E5F6")).toBe("08A1B2C3D4E5F6");
  });

  it.each([
    ["bad-characters", "DEADBEEF"],
    ["bad-characters", "-5"],
    ["wrong-length", "9999999999999999999999999"],
  ])("is refused as %s where a decimal number belongs: %j", (reason, line) => {
    expect(uid(line, { radix: "decimal" })).toBe(`refused: ${reason}`);
  });
});
