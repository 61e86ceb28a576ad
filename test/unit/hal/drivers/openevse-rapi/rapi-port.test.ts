import { describe, expect, it } from "vitest";
import { RapiPort } from "#hal/drivers/openevse-rapi/rapi-port";
import { defaultRapiTiming } from "#hal/drivers/openevse-rapi/rapi-timing";
import { AgentError } from "#hal/core/errors";
import { silentLog } from "#hal/core/log";
import { epochMillis, millis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { LineLink } from "#hal/links/line-link";
import { encodeRapiReply, parseRapiCommand, type RapiCommand, type RapiNotice } from "#hal/wire/rapi";
import { ScriptedByteLink } from "#test/support/scripted-byte-link";

async function connected() {
  const clock = new VirtualClock(epochMillis(0));
  const link = new ScriptedByteLink();
  const line = new LineLink(link, { delimiter: "\r", maximumLength: 128 });
  const port = new RapiPort({ line, clock, log: silentLog, timing: defaultRapiTiming });
  const notices: RapiNotice[] = [];
  const silences: AgentError[] = [];
  port.notices.listen((notice) => notices.push(notice));
  port.silences.listen((error) => silences.push(error));
  await link.open();
  const say = (...lines: readonly string[]) => {
    link.receive(Buffer.from(lines.map((text) => `${text}\r`).join(""), "latin1"));
  };
  const sent = (): readonly RapiCommand[] =>
    link.sent.map((bytes) => {
      const parsed = parseRapiCommand(Buffer.from(bytes).toString("latin1").trimEnd());
      return parsed.ok ? parsed.value : { code: "unreadable", args: [] };
    });
  const last = (): RapiCommand => sent().at(-1) ?? { code: "nothing", args: [] };
  const ok = (...args: readonly string[]) => answer(last(), true, args);
  return { clock, link, port, notices, silences, say, sent, last, ok };
}

function answer({ sequence }: RapiCommand, isOk: boolean, args: readonly string[]): string {
  return encodeRapiReply({ kind: "answer", ok: isOk, args, ...(sequence === undefined ? {} : { sequence }) });
}

const codeOf = (error: unknown) => (error instanceof AgentError ? error.code : "no AgentError");
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => "ok",
    (error: unknown) => codeOf(error),
  );

describe("a RAPI port", () => {
  it("gives the values behind OK", async () => {
    const { port, say, ok } = await connected();

    const asked = port.command("GE");
    say(ok("32", "0021"));

    await expect(asked).resolves.toEqual(["32", "0021"]);
  });

  it("rejects a command that the board refuses, with what the board said", async () => {
    const { port, say, last } = await connected();

    const asked = port.command("S3", ["4"]);
    say(answer(last(), false, ["7"]));

    await expect(asked).rejects.toMatchObject({ code: "board.refused", details: { code: "S3", answer: ["7"] } });
  });

  it("has one command on the line at a time", async () => {
    const { port, say, sent, ok } = await connected();

    const first = port.ask("GV");
    const second = port.ask("GE");
    expect(sent().map(({ code }) => code)).toEqual(["GV"]);
    say(ok("8.2.3", "5.2.1"));
    expect(sent().map(({ code }) => code)).toEqual(["GV", "GE"]);
    say(ok("32", "0000"));

    await expect(first).resolves.toMatchObject({ args: ["8.2.3", "5.2.1"] });
    await expect(second).resolves.toMatchObject({ args: ["32", "0000"] });
  });

  it("counts its sequence ids from 1 to 255 and never uses 0", async () => {
    const { port, say, sent, ok } = await connected();

    for (let i = 0; i < 256; i++) {
      const asked = port.ask("GS");
      say(ok());
      await asked;
    }

    expect(sent()[0]?.sequence).toBe(1);
    expect(sent()[254]?.sequence).toBe(255);
    expect(sent()[255]?.sequence).toBe(1);
  });

  it("hears the board between a command and its answer", async () => {
    const { port, notices, say, ok } = await connected();

    const asked = port.command("FE");
    say("$AT 03 03 16 0140^" + checksum("$AT 03 03 16 0140"), ok());

    await expect(asked).resolves.toEqual([]);
    expect(notices).toEqual([{ kind: "notice", code: "AT", args: ["03", "03", "16", "0140"] }]);
  });

  it("asks again when no answer came in 500 ms, three times in all", async () => {
    const { clock, port, sent } = await connected();

    const asked = outcome(port.command("GS"));
    await clock.advance(millis(499));
    expect(sent()).toHaveLength(1);
    await clock.advance(millis(1001));

    await expect(asked).resolves.toBe("board.timeout");
    expect(sent()).toHaveLength(3);
    expect(port.counters()).toMatchObject({ sent: 3, timeouts: 3, answered: 0 });
    expect(clock.pending()).toBe(0);
  });

  it("does not repeat what must not be done twice", async () => {
    const { clock, port, sent } = await connected();

    const asked = outcome(port.command("F1", [], { retries: 0 }));
    await clock.advance(seconds(5));

    await expect(asked).resolves.toBe("board.timeout");
    expect(sent()).toHaveLength(1);
  });

  it("never takes a late answer for that of the next command", async () => {
    const { clock, port, say, sent, ok } = await connected();
    const first = outcome(port.command("GE", [], { retries: 0 }));
    const firstSent = sent()[0];
    await clock.advance(millis(500));
    await first;

    const second = port.command("GC");
    say(answer(firstSent ?? { code: "GE", args: [] }, true, ["32", "0021"]), ok("6", "80", "16", "32"));

    await expect(second).resolves.toEqual(["6", "80", "16", "32"]);
    expect(port.counters().late).toBe(1);
  });

  it("passes over an answer with a wrong sequence id or with none", async () => {
    const { port, say, ok } = await connected();

    const asked = port.command("GE");
    say(encodeRapiReply({ kind: "answer", ok: true, args: ["1"], sequence: 200 }), "$OK^20", ok("32", "0000"));

    await expect(asked).resolves.toEqual(["32", "0000"]);
    expect(port.counters().late).toBe(2);
  });

  it("asks again after an answer that was damaged on the line", async () => {
    const { clock, port, say, ok } = await connected();

    const asked = port.command("GE");
    say(ok("32", "0021").replace("32", "33"));
    await clock.advance(millis(500));
    say(ok("32", "0021"));

    await expect(asked).resolves.toEqual(["32", "0021"]);
    expect(port.counters().unreadable).toBe(1);
  });

  it("says that the line is bad when every answer was damaged", async () => {
    const { clock, port, say } = await connected();

    const asked = outcome(port.command("GE"));
    for (let attempt = 0; attempt < 3; attempt++) {
      say("$OK 32 0021 :01^00");
      await clock.advance(millis(500));
    }

    await expect(asked).resolves.toBe("board.checksum");
  });

  it("repeats at once what the board could not read", async () => {
    const { port, say, sent, ok } = await connected();

    const asked = port.command("FS");
    say("$NK^21");
    say(ok());

    await expect(asked).resolves.toEqual([]);
    expect(sent()).toHaveLength(2);
  });

  it("passes over noise and lines without end", async () => {
    const { link, port, say, ok } = await connected();

    const asked = port.command("GE");
    link.receive(new Uint8Array(100_000).fill(0x55));
    say("", "\u0000\u00ff", "hello", ok("32", "0021"));

    await expect(asked).resolves.toEqual(["32", "0021"]);
  });

  it("puts steering before looking and keeps the order of steering", async () => {
    const { port, say, sent, ok } = await connected();

    const all = [
      port.ask("GS"),
      port.ask("GG"),
      port.ask("FE", [], { urgency: "steer" }),
      port.ask("FS", [], { urgency: "stop" }),
    ];
    for (let i = 0; i < 4; i++) say(ok());
    await Promise.all(all);

    expect(sent().map(({ code }) => code)).toEqual(["GS", "FE", "FS", "GG"]);
  });

  it("does not let a stop wait for the repetitions of another command", async () => {
    const { clock, port, say, last, ok } = await connected();
    const looked = outcome(port.command("GS"));
    await clock.advance(millis(100));

    const stopped = outcome(port.command("FS", [], { urgency: "stop" }));
    await clock.advance(millis(400));
    expect(last().code).toBe("FS");
    say(ok());

    await expect(looked).resolves.toBe("board.timeout");
    await expect(stopped).resolves.toBe("ok");
  });

  it("repeats a stop although another one waits", async () => {
    const { clock, port, sent } = await connected();
    const first = outcome(port.command("FS", [], { urgency: "stop" }));
    const second = outcome(port.command("FD", [], { urgency: "stop" }));

    await clock.advance(millis(1400));

    expect(sent().map(({ code }) => code)).toEqual(["FS", "FS", "FS"]);
    await clock.advance(seconds(5));
    await Promise.all([first, second]);
  });

  it("tells once that the board is silent after three commands without answer", async () => {
    const { clock, port, silences, say, ok } = await connected();

    for (let i = 0; i < 5; i++) {
      const asked = outcome(port.command("GS"));
      await clock.advance(millis(1500));
      await asked;
    }
    expect(silences.map(codeOf)).toEqual(["board.timeout"]);

    const answered = port.command("GS");
    say(ok());
    await answered;
    for (let i = 0; i < 3; i++) {
      const asked = outcome(port.command("GS"));
      await clock.advance(millis(1500));
      await asked;
    }
    expect(silences).toHaveLength(2);
  });

  it("takes unanswered commands that are never repeated for less evidence than others", async () => {
    const { clock, port, silences } = await connected();

    for (let i = 0; i < 8; i++) {
      const asked = outcome(port.command("FB", ["6"], { retries: 0 }));
      await clock.advance(millis(500));
      await asked;
    }
    expect(silences).toEqual([]);

    const asked = outcome(port.command("FB", ["6"], { retries: 0 }));
    await clock.advance(millis(500));
    await asked;
    expect(silences).toHaveLength(1);
  });

  it("rejects everything that waits when the plug is pulled", async () => {
    const { clock, link, port } = await connected();
    const all = [outcome(port.command("GS")), outcome(port.command("GG"))];

    link.drop();

    await expect(Promise.all(all)).resolves.toEqual(["board.closed", "board.closed"]);
    await expect(outcome(port.command("GS"))).resolves.toBe("board.closed");
    expect(clock.pending()).toBe(0);
  });

  it("rejects a command that the line did not take", async () => {
    const { clock, link, port } = await connected();
    link.failWrite = true;

    await expect(outcome(port.command("GS"))).resolves.toBe("board.closed");
    expect(clock.pending()).toBe(0);
  });
});

function checksum(text: string): string {
  const sum = Buffer.from(text, "latin1").reduce((all, byte) => all ^ byte, 0);
  return sum.toString(16).toUpperCase().padStart(2, "0");
}
