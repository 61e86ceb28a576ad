import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeRapiCommand, encodeRapiReply, parseRapiCommand, parseRapiReply, type RapiReply } from "#hal/wire/rapi";

const goldenLines = readFileSync(new URL("../../../golden/rapi/checksums.txt", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => line.slice(0, line.lastIndexOf(" ")));

const token = fc.stringMatching(/^[0-9A-Za-z.-]{1,6}$/);
const sequence = fc.option(fc.integer({ min: 1, max: 255 }), { nil: undefined });
const numbered = (id: number | undefined) => (id === undefined ? {} : { sequence: id });

describe("RAPI lines", () => {
  it.each(goldenLines)("reads %s as the firmware's authors wrote it", (line) => {
    const parsed = parseRapiCommand(line);

    expect(parsed.ok).toBe(true);
  });

  it.each(goldenLines.filter((line) => line.includes("^")))("writes %s as the firmware's authors wrote it", (line) => {
    const [code = "", ...args] = line.slice(1, -3).split(" ");

    expect(encodeRapiCommand({ code, args })).toBe(line);
  });

  it("writes an answer without contents with the checksum of the firmware", () => {
    expect(encodeRapiReply({ kind: "answer", ok: true, args: [] })).toBe("$OK^20");
    expect(encodeRapiReply({ kind: "answer", ok: false, args: [] })).toBe("$NK^21");
  });

  it("puts the sequence id behind the arguments and under the checksum", () => {
    const line = encodeRapiCommand({ code: "SC", args: ["16", "V"], sequence: 0x0a });

    expect(line).toMatch(/^\$SC 16 V :0A\^[0-9A-F]{2}$/);
    expect(parseRapiCommand(line)).toEqual({ ok: true, value: { code: "SC", args: ["16", "V"], sequence: 10 } });
  });

  it("gives every command back that it wrote", () => {
    fc.assert(
      fc.property(fc.array(token, { maxLength: 5 }), sequence, (args, id) => {
        const command = { code: "SC", args, ...numbered(id) };
        expect(parseRapiCommand(encodeRapiCommand(command))).toEqual({ ok: true, value: command });
      }),
    );
  });

  it("gives every answer back that it wrote", () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(token, { maxLength: 5 }), sequence, (ok, args, id) => {
        const reply: RapiReply = { kind: "answer", ok, args, ...numbered(id) };
        expect(parseRapiReply(encodeRapiReply(reply))).toEqual({ ok: true, value: reply });
      }),
    );
  });

  it("tells a notice of the board from an answer", () => {
    const notice = { kind: "notice", code: "AT", args: ["03", "03", "16", "0140"] } as const;

    expect(parseRapiReply(encodeRapiReply(notice))).toEqual({ ok: true, value: notice });
  });

  it("takes a checksum in small letters", () => {
    expect(parseRapiCommand("$GH^2b")).toEqual({ ok: true, value: { code: "GH", args: [] } });
  });

  it("takes up the thread at the last start sign", () => {
    expect(parseRapiReply("\u0000x3^$O$OK^20")).toEqual({ ok: true, value: { kind: "answer", ok: true, args: [] } });
  });

  it("notices every single wrong character", () => {
    const line = encodeRapiReply({ kind: "answer", ok: true, args: ["03", "1200", "03", "0140"], sequence: 7 });
    for (let place = 0; place < line.length; place++) {
      const wrong = `${line.slice(0, place)}${line.charAt(place) === "5" ? "6" : "5"}${line.slice(place + 1)}`;
      expect(parseRapiReply(wrong).ok, wrong).toBe(false);
    }
  });

  it.each([
    ["no-start", "OK^20"],
    ["no-start", ""],
    ["wrong-checksum", "$OK^21"],
    ["wrong-checksum", "$OK^2"],
    ["wrong-checksum", "$OK^"],
    ["no-checksum", "$OK"],
    ["malformed", "$^24"],
    ["malformed", encodeRapiCommand({ code: "XX", args: [":0"] })],
    ["malformed", encodeRapiCommand({ code: "XX", args: [":00"] })],
    ["malformed", encodeRapiCommand({ code: "XX", args: [] })],
  ])("refuses as %s: %j", (reason, line) => {
    expect(parseRapiReply(line)).toEqual({ ok: false, reason });
  });

  it("takes a line without checksum only from firmware that has none", () => {
    expect(parseRapiReply("$OK 1", { allowMissingChecksum: true })).toEqual({
      ok: true,
      value: { kind: "answer", ok: true, args: ["1"] },
    });
    expect(parseRapiReply("$OK 1^", { allowMissingChecksum: true }).ok).toBe(false);
  });
});
