import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { millis, seconds } from "#hal/core/units";
import { encodeResponse, type RequestPdu } from "#hal/wire/modbus-pdu";
import { encodeRtu } from "#hal/wire/modbus-rtu";
import { hexBytes } from "#test/support/modbus-bytes";
import { attachDevices, openModbusLine, watch } from "#test/support/modbus-line";

const read = (address: number, count = 1): RequestPdu => ({ kind: "readInput", address, count });
const answer = (...registers: number[]) => encodeRtu(1, encodeResponse({ kind: "readInput", registers }));
const registers = (...values: number[]) => ({ kind: "readInput", registers: values });
/** Every register holds its own address. */
const mirror = { readInput: (address: number) => address };
const broken = (frame: Uint8Array) => frame.map((byte, index) => (index === 3 ? byte ^ 0x04 : byte));

describe("a bad line", () => {
  test("may deliver an answer byte by byte, even for longer than the answer may take to begin", async () => {
    const { clock, link, bus } = await openModbusLine();
    const long = answer(...Array.from({ length: 20 }, (_, index) => index));
    link.onWrite(() => {
      for (const [index, byte] of long.entries())
        clock.after(millis(30 * (index + 1)), () => {
          link.receive(Uint8Array.of(byte));
        });
    });

    const seen = watch(bus.request(1, read(0, 20)));
    await clock.advance(seconds(3));

    expect(seen.value).toEqual(registers(...Array.from({ length: 20 }, (_, index) => index)));
    expect(bus.counters).toMatchObject({ requests: 1, timeouts: 0 });
  });

  test("may put noise before an answer", async () => {
    const { clock, link, bus } = await openModbusLine();
    link.onWrite(() => {
      link.receive(hexBytes("FF 01 04"));
      link.receive(answer(9));
    });

    const seen = [watch(bus.request(1, read(0))), watch(bus.request(1, read(0)))];
    await clock.advance(seconds(1));

    expect(seen.map(({ value }) => value)).toEqual([registers(9), registers(9)]);
    expect(bus.counters).toMatchObject({ requests: 2, noiseBytes: 6 });
  });

  test("may put noise behind an answer", async () => {
    const { clock, link, bus } = await openModbusLine();
    link.onWrite(() => {
      link.receive(Uint8Array.of(...answer(9), 0x00));
      link.receive(hexBytes("01 04 02"));
    });

    const seen = [watch(bus.request(1, read(0))), watch(bus.request(1, read(0)))];
    await clock.advance(seconds(1));

    expect(seen.map(({ value }) => value)).toEqual([registers(9), registers(9)]);
  });

  test("may break an answer: it is asked for again", async () => {
    const { clock, link, bus } = await openModbusLine();
    link.onWrite(() => {
      link.receive(link.sent.length === 1 ? broken(answer(9)) : answer(9));
    });

    const seen = watch(bus.request(1, read(0)));
    await clock.advance(seconds(1));

    expect(seen.value).toEqual(registers(9));
    expect(bus.counters).toMatchObject({ requests: 2, retries: 1, crcErrors: 1, timeouts: 0 });
  });

  test("that breaks every answer ends with modbus.crc, and the next request is right", async () => {
    const { clock, link, bus } = await openModbusLine();
    link.onWrite(() => {
      link.receive(broken(answer(9)));
    });

    const seen = watch(bus.request(1, read(0)));
    await clock.advance(seconds(2));
    attachDevices({ clock, link }, { 1: mirror });
    const next = watch(bus.request(1, read(3)));
    await clock.advance(seconds(1));

    expect(seen.code).toBe("modbus.crc");
    expect(next.value).toEqual(registers(3));
    expect(bus.counters).toMatchObject({ requests: 4, crcErrors: 3 });
  });

  test("takes a good answer that follows a broken one", async () => {
    const { clock, link, bus } = await openModbusLine();
    link.onWrite(() => {
      link.receive(broken(answer(9)));
      clock.after(millis(50), () => {
        link.receive(answer(9));
      });
    });

    const seen = watch(bus.request(1, read(0)));
    await clock.advance(seconds(1));

    expect(seen.value).toEqual(registers(9));
    expect(bus.counters.requests).toBe(1);
  });

  test("without any answer ends with modbus.timeout after two repetitions", async () => {
    const { clock, link, bus } = await openModbusLine();

    const seen = watch(bus.request(1, read(0)));
    await clock.advance(millis(20 + 3 * 500 + 2 * 400 - 1));
    expect(seen).toEqual({});
    await clock.advance(millis(1));

    expect(seen.code).toBe("modbus.timeout");
    expect(link.sent).toHaveLength(3);
    expect(bus.counters).toMatchObject({ requests: 3, retries: 2, timeouts: 3 });
  });

  test("has the patience and the repetitions that one request asks for", async () => {
    const { clock, link, bus } = await openModbusLine();

    const seen = watch(bus.request(1, read(0), { response: millis(1000), retries: 0 }));
    await clock.advance(millis(1019));
    expect(seen).toEqual({});
    await clock.advance(millis(1));

    expect(seen.code).toBe("modbus.timeout");
    expect(link.sent).toHaveLength(1);
  });

  test("never takes a late answer for the next one", async () => {
    const { clock, link, bus } = await openModbusLine({ timing: { response: millis(300), retries: 0 } });
    attachDevices({ clock, link }, { 1: mirror }, 400);

    const first = watch(bus.request(1, read(100)));
    const second = watch(bus.request(1, read(200)));
    await clock.advanceUntil(() => link.sent.length === 2, seconds(2), millis(10));
    attachDevices({ clock, link }, { 1: mirror }, 10);
    const third = watch(bus.request(1, read(300)));
    await clock.advance(seconds(3));

    expect(first.code).toBe("modbus.timeout");
    expect(second.code).toBe("modbus.timeout");
    expect(third.value).toEqual(registers(300));
    expect(bus.counters.noiseBytes).toBe(14);
  });

  test("answers of a wrong unit are no answers", async () => {
    const { clock, link, bus } = await openModbusLine();
    link.onWrite(() => {
      link.receive(encodeRtu(2, encodeResponse({ kind: "readInput", registers: [1] })));
    });

    const seen = watch(bus.request(1, read(0)));
    await clock.advance(seconds(5));

    expect(seen.code).toBe("modbus.timeout");
  });

  test.each([
    ["truncated", answer(9).subarray(0, 6)],
    ["shorter than asked", answer()],
    ["longer than asked", answer(9, 10)],
    ["an answer to another function", encodeRtu(1, hexBytes("03 02 0009"))],
  ])("answers that are %s are no answers", async (_, bytes) => {
    const { clock, link, bus } = await openModbusLine();
    link.onWrite(() => {
      link.receive(bytes);
    });

    const seen = watch(bus.request(1, read(0)));
    await clock.advance(seconds(5));

    expect(seen.code).toBe("modbus.timeout");
  });

  test("a line that babbles without end neither holds a request for ever nor yields a value", async () => {
    const { clock, link, bus } = await openModbusLine({ timing: { retries: 0 } });
    const babble = () => {
      link.receive(hexBytes("01 04 02 00"));
      if (clock.uptime() < 20_000) clock.after(millis(5), babble);
    };
    babble();

    const seen = [watch(bus.request(1, read(0))), watch(bus.request(1, read(0)))];
    await clock.advance(seconds(12));

    expect(seen.map(({ code }) => code?.replace(/crc|timeout/, "failed"))).toEqual(["modbus.failed", "modbus.failed"]);
    await bus.stop();
  });

  test("random noise instead of answers never yields a value", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { minLength: 3 }), async (pieces) => {
        const { clock, link, bus } = await openModbusLine({ timing: { retries: 1 } });
        link.onWrite(() => {
          for (const piece of pieces) link.receive(piece);
        });

        const seen = watch(bus.request(1, read(0, 2)));
        await clock.advance(seconds(10));

        expect(seen.code).toMatch(/^modbus\.(timeout|crc|exception)$/);
        expect(seen.value).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });
});
