import { describe, expect, it } from "vitest";
import { LineLink, type LineLinkOptions } from "#hal/links/line-link";
import { ScriptedByteLink } from "#test/support/scripted-byte-link";

async function opened(options: Partial<LineLinkOptions> = {}) {
  const link = new ScriptedByteLink();
  const line = new LineLink(link, { delimiter: "\r", maximumLength: 16, ...options });
  const lines: string[] = [];
  line.lines.listen((text) => lines.push(text));
  await line.open();
  const receive = (text: string) => {
    link.receive(Buffer.from(text, "latin1"));
  };
  return { link, line, lines, receive };
}

describe("a line link", () => {
  it("gives lines however the bytes were cut", async () => {
    const { lines, receive } = await opened();

    for (const piece of ["$O", "K^20\r$", "NK^21", "\r", "\r"]) receive(piece);

    expect(lines).toEqual(["$OK^20", "$NK^21"]);
  });

  it("gives a line as soon as its last byte has arrived, without a turn of the event loop", async () => {
    const { lines, receive } = await opened();

    receive("first\r");

    expect(lines).toEqual(["first"]);
  });

  it("keeps bytes above 127 one character each", async () => {
    const { link, lines } = await opened();

    link.receive(Uint8Array.of(0x00, 0xff, 0xc3, 0x28, 0x0d));

    expect(lines).toEqual(["\u0000\u00ff\u00c3("]);
  });

  it("takes other ends where a device cannot agree on one", async () => {
    const { lines, receive } = await opened({ delimiter: "\n", alsoEnds: "\r\u0003" });

    receive("04a1\r\n\u000204a2\u0003");

    expect(lines).toEqual(["04a1", "\u000204a2"]);
  });

  it("drops a line without end, and its tail with it", async () => {
    const { line, lines, receive } = await opened();

    for (let i = 0; i < 1000; i++) receive("noise without end ");
    receive("tail\rgood\r");

    expect(lines).toEqual(["good"]);
    expect(line.counters()).toEqual({ lines: 1, overlong: 1 });
  });

  it("takes the next line although nothing but the end was missing of the dropped one", async () => {
    const { lines, receive } = await opened();

    receive("x".repeat(17));
    receive("\rgood\r");

    expect(lines).toEqual(["good"]);
  });

  it("drops a line that is too long even when it comes in one piece with its end", async () => {
    const { line, lines, receive } = await opened();

    receive("12345678901234567\rgood\r");

    expect(lines).toEqual(["good"]);
    expect(line.counters().overlong).toBe(1);
  });

  it("forgets half a line when the link was lost", async () => {
    const { link, line, lines, receive } = await opened();

    receive("half");
    link.drop();
    await line.open();
    receive("whole\r");

    expect(lines).toEqual(["whole"]);
  });

  it("forgets half a line on demand", async () => {
    const { link, line, lines, receive } = await opened();

    receive("half");
    line.discard();
    receive("whole\r");

    expect(lines).toEqual(["whole"]);
    expect(link.discards).toBe(1);
  });

  it("ends every line that it writes", async () => {
    const { link, line } = await opened();

    await line.writeLine("$GS^30");

    expect(Buffer.from(link.sent[0] ?? []).toString("latin1")).toBe("$GS^30\r");
  });

  it("says with an error that nothing can be written to a closed link", async () => {
    const { link, line } = await opened();
    link.drop();

    await expect(line.writeLine("$GS^30")).rejects.toMatchObject({ code: "link.closed" });
    expect(line.isOpen()).toBe(false);
  });
});
