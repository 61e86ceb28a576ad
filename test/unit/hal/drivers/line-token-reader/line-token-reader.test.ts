import { describe, expect, it } from "vitest";
import { epochMillis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { LineTokenReader } from "#hal/drivers/line-token-reader/line-token-reader";
import { RecordingLog } from "#test/support/recording-log";
import { ScriptedByteLink } from "#test/support/scripted-byte-link";

function makeReader() {
  const clock = new VirtualClock(epochMillis(0));
  const link = new ScriptedByteLink("reader-line");
  const log = new RecordingLog();
  const reader = new LineTokenReader({
    link,
    clock,
    lineClock: clock,
    log,
    settings: { name: "front", byteOrder: "normal", radix: "hex", stripPrefix: "", debounceSeconds: 3 },
  });
  const uids: string[] = [];
  const faults: string[] = [];
  reader.tokens.listen(({ uid }) => uids.push(uid));
  reader.faults.changes.listen(({ code, active }) => faults.push(`${active ? "+" : "-"}${code}`));
  const hold = (text: string) => {
    link.receive(Buffer.from(text, "latin1"));
  };
  const abort = new AbortController();
  return { clock, link, log, reader, uids, faults, hold, abort };
}

describe("a reader that sends lines", () => {
  it("reports a card once, whatever ends its line", async () => {
    const { clock, reader, uids, hold, abort } = makeReader();
    await reader.start(abort.signal);

    for (const text of ["deadbeef\r\n", "04A1B2C3\r", "04A1B2C4\n", "\u000204A1B2C5\u0003"]) {
      hold(text);
      await clock.advance(seconds(1));
    }

    expect(uids).toEqual(["DEADBEEF", "04A1B2C3", "04A1B2C4", "04A1B2C5"]);
  });

  it("reads the next card though the line of one before was cut off, also where the rest of a line comes late", async () => {
    const { clock, reader, uids, hold, abort } = makeReader();
    await reader.start(abort.signal);

    hold("04A1B2");
    await clock.advance(seconds(60));
    hold("DEADBE");
    await clock.advance(seconds(0.9));
    hold("EF\r\n");

    expect(uids).toEqual(["DEADBEEF"]);
  });

  it("takes a card that stays on the reader for one presentation", async () => {
    const { clock, reader, uids, hold, abort } = makeReader();
    await reader.start(abort.signal);

    for (let second = 0; second < 20; second++) {
      hold("DEADBEEF\r\n");
      await clock.advance(seconds(1));
    }

    expect(uids).toEqual(["DEADBEEF"]);
  });

  it("reports the same card again after it was away, and another card at once", async () => {
    const { clock, reader, uids, hold, abort } = makeReader();
    await reader.start(abort.signal);

    hold("DEADBEEF\n");
    await clock.advance(seconds(3));
    hold("DEADBEEF\n");
    hold("04A1B2C3\n");
    hold("DEADBEEF\n");

    expect(uids).toEqual(["DEADBEEF", "DEADBEEF", "04A1B2C3", "DEADBEEF"]);
  });

  it("refuses what is no card and keeps its text out of the log", async () => {
    const { log, reader, uids, hold, abort } = makeReader();
    await reader.start(abort.signal);

    hold("08A1B2C3\r\n");
    hold("\r\n");

    expect(uids).toEqual([]);
    expect(log.named("info")).toEqual(["reader.refused"]);
    expect(JSON.stringify(log.events)).not.toContain("08A1B2C3");
  });

  it("passes over noise without end", async () => {
    const { reader, uids, hold, abort } = makeReader();
    await reader.start(abort.signal);

    hold("DEADBEEF".repeat(10_000));
    hold("\nDEADBEEF\n");

    expect(uids).toEqual(["DEADBEEF"]);
  });

  it("is a fault while it is not connected, and reads again when it is back", async () => {
    const { clock, link, log, reader, uids, faults, hold, abort } = makeReader();
    link.failOpen = true;
    await reader.start(abort.signal);
    await clock.advance(seconds(60));
    expect(faults).toEqual(["+reader.silent"]);
    expect(log.named("warn")).toEqual(["reader.lost"]);
    expect(reader.health().kind).toBe("degraded");

    link.failOpen = false;
    await clock.advance(seconds(5));
    hold("DEADBEEF\n");

    expect(faults).toEqual(["+reader.silent", "-reader.silent"]);
    expect(reader.health()).toEqual({ kind: "ok" });
    expect(uids).toEqual(["DEADBEEF"]);
  });

  it("comes back after its plug was pulled", async () => {
    const { clock, link, reader, faults, abort } = makeReader();
    await reader.start(abort.signal);

    link.drop();
    await clock.advance(seconds(1));

    expect(faults).toEqual(["+reader.silent", "-reader.silent"]);
    expect(link.isOpen()).toBe(true);
  });

  it("leaves nothing behind when it is stopped", async () => {
    const { clock, link, reader, abort } = makeReader();
    await reader.start(abort.signal);
    link.drop();

    await reader.stop();

    expect(clock.pending()).toBe(0);
    expect(reader.health()).toEqual({ kind: "stopped" });
  });
});
