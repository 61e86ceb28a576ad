import { describe, expect, test } from "vitest";

import { millis, seconds } from "#hal/core/units";
import { encodeResponse, type RequestPdu } from "#hal/wire/modbus-pdu";
import { encodeRtu } from "#hal/wire/modbus-rtu";
import { attachDevices, openModbusLine, watch } from "#test/support/modbus-line";

const read = (address: number, count = 1): RequestPdu => ({ kind: "readInput", address, count });
const answer = (...registers: number[]) => encodeRtu(1, encodeResponse({ kind: "readInput", registers }));
const registers = (...values: number[]) => ({ kind: "readInput", registers: values });
/** Every register holds its own address. */
const mirror = { readInput: (address: number) => address };

describe("a good line", () => {
  test("gives the device's registers and counts", async () => {
    const { clock, link, bus } = await openModbusLine();
    attachDevices({ clock, link }, { 1: mirror });

    const seen = watch(bus.request(1, read(7, 2)));
    await clock.advance(millis(100));

    expect(seen.value).toEqual(registers(7, 8));
    expect(bus.counters).toMatchObject({ requests: 1, answers: 1, timeouts: 0, noiseBytes: 0, lastLatency: 10 });
  });

  test("takes an answer that arrives before the write has returned", async () => {
    const { clock, link, bus } = await openModbusLine();
    link.onWrite(() => {
      link.receive(answer(5));
    });

    const seen = watch(bus.request(1, read(0)));
    await clock.advance(millis(100));

    expect(seen.value).toEqual(registers(5));
  });

  test("sends calls made at the same time one after the other, in order, with a gap between", async () => {
    const { clock, link, bus } = await openModbusLine();
    attachDevices({ clock, link }, { 1: mirror, 2: mirror });
    const sentAt: number[] = [];
    const devices = link;
    const seen = [bus.request(1, read(100)), bus.request(2, read(200)), bus.request(1, read(300))].map(watch);

    for (let sent = 0; sent < 3; sent++) {
      await clock.advanceUntil(() => devices.sent.length > sent, seconds(1), millis(1));
      sentAt.push(clock.uptime());
    }
    await clock.advance(millis(100));

    expect(seen.map(({ value }) => value)).toEqual([registers(100), registers(200), registers(300)]);
    expect(sentAt).toEqual([20, 50, 80]);
  });

  test("refuses an exception of the device without asking again", async () => {
    const { clock, link, bus } = await openModbusLine();
    attachDevices({ clock, link }, { 1: { readInput: () => undefined } });

    const refusal = expect(bus.request(1, read(7))).rejects.toMatchObject({
      code: "modbus.exception",
      details: { bus: "line", unit: 1, functionCode: 4, code: 2 },
    });
    await clock.advance(seconds(5));
    await refusal;

    expect(bus.counters).toMatchObject({ requests: 1, exceptions: 1, answers: 0 });
  });

  test.each([
    ["a broadcast", 0, read(0)],
    ["a reserved unit", 248, read(0)],
    ["more registers than a frame holds", 1, read(0, 126)],
  ])("does not send %s", async (_, unit, request) => {
    const { clock, link, bus } = await openModbusLine();

    const seen = watch(bus.request(unit, request));
    await clock.advance(seconds(1));

    expect(seen.code).toBe("modbus.bad-request");
    expect(link.sent).toEqual([]);
  });
});

describe("an adapter that reads back what it sends", () => {
  const write: RequestPdu = { kind: "writeRegister", address: 1, value: 3 };

  test("does not confirm a write by itself", async () => {
    const { clock, link, bus } = await openModbusLine({ ignoreEcho: true });
    link.onWrite((bytes) => {
      link.receive(bytes);
    });

    const seen = watch(bus.request(1, write));
    await clock.advance(seconds(5));

    expect(seen.code).toBe("modbus.timeout");
  });

  test("hears the answer behind the echo, in whatever pieces both arrive", async () => {
    const { clock, link, bus } = await openModbusLine({ ignoreEcho: true });
    link.onWrite((bytes) => {
      const all = Uint8Array.of(...bytes, ...bytes);
      for (let start = 0; start < all.length; start += 5) link.receive(all.subarray(start, start + 5));
    });

    const seen = watch(bus.request(1, write));
    await clock.advance(seconds(1));

    expect(seen.value).toEqual(write);
    expect(bus.counters.noiseBytes).toBe(0);
  });
});

describe("a line that goes away", () => {
  test("ends the request under way and those that wait with modbus.closed, at once", async () => {
    const { clock, link, bus } = await openModbusLine();
    const seen = [watch(bus.request(1, read(0))), watch(bus.request(1, read(1)))];
    await clock.advance(millis(100));

    link.drop();
    await clock.advance(millis(0));

    expect(seen.map(({ code }) => code)).toEqual(["modbus.closed", "modbus.closed"]);
    expect(bus.isOpen()).toBe(false);
    expect(bus.health().kind).toBe("degraded");
    expect(link.sent).toHaveLength(1);
  });

  test("is opened again by the bus and works as before", async () => {
    const { clock, link, bus } = await openModbusLine();
    attachDevices({ clock, link }, { 1: mirror });
    const states: string[] = [];
    bus.states.listen((state) => states.push(state));

    link.drop();
    await clock.advance(millis(499));
    const early = watch(bus.request(1, read(4)));
    await clock.advance(millis(1));
    const late = watch(bus.request(1, read(4)));
    await clock.advance(millis(100));

    expect(early.code).toBe("modbus.closed");
    expect(late.value).toEqual(registers(4));
    expect(states).toEqual(["closed", "open"]);
    expect(bus.health()).toEqual({ kind: "ok" });
  });

  test("that stays away is tried with growing pauses", async () => {
    const { clock, link } = await openModbusLine();
    link.failOpen = true;
    link.drop();

    await clock.advance(seconds(0.5 + 1 + 2 + 4));
    expect(link.openAttempts).toBe(1 + 4);
    await clock.advance(seconds(10));

    expect(link.openAttempts).toBe(1 + 6);
  });

  test("that takes no bytes is closed and opened afresh", async () => {
    const { clock, link, bus } = await openModbusLine();
    link.failWrite = true;

    const seen = watch(bus.request(1, read(0)));
    await clock.advance(millis(100));
    link.failWrite = false;
    attachDevices({ clock, link }, { 1: mirror });
    await clock.advance(seconds(1));
    const next = watch(bus.request(1, read(6)));
    await clock.advance(millis(100));

    expect(seen.code).toBe("modbus.closed");
    expect(next.value).toEqual(registers(6));
    expect(link.openAttempts).toBe(2);
  });
});

describe("the life of a bus", () => {
  test("stop ends all that is pending and leaves no timer", async () => {
    const { clock, link, bus } = await openModbusLine();
    const seen = [watch(bus.request(1, read(0))), watch(bus.request(1, read(1)))];
    await clock.advance(millis(100));

    await bus.stop();

    expect(seen.map(({ code }) => code)).toEqual(["modbus.closed", "modbus.closed"]);
    expect(clock.pending()).toBe(0);
    expect(link.isOpen()).toBe(false);
    expect(bus.health()).toEqual({ kind: "stopped" });
  });

  test("stop during the silence after a time-out ends the repetition and leaves no timer", async () => {
    const { clock, link, bus } = await openModbusLine();
    const seen = watch(bus.request(1, read(0)));
    await clock.advance(millis(700));

    await bus.stop();

    expect(seen.code).toBe("modbus.closed");
    expect(link.sent).toHaveLength(1);
    expect(clock.pending()).toBe(0);
  });

  test("stop while the line is away ends the attempts to open it", async () => {
    const { clock, link, bus } = await openModbusLine();
    link.failOpen = true;
    link.drop();
    await clock.advance(seconds(1));

    await bus.stop();

    expect(clock.pending()).toBe(0);
  });

  test("a stopped bus refuses, and works after another start", async () => {
    const { clock, link, bus } = await openModbusLine();
    await bus.stop();
    await expect(bus.request(1, read(0))).rejects.toMatchObject({ code: "modbus.closed" });

    await bus.start(new AbortController().signal);
    attachDevices({ clock, link }, { 1: mirror });
    const seen = watch(bus.request(1, read(2)));
    await clock.advance(millis(100));

    expect(seen.value).toEqual(registers(2));
  });

  test("a bus whose link is not there starts all the same and opens it when it comes", async () => {
    const { clock, link, bus } = await openModbusLine();
    await bus.stop();
    link.failOpen = true;

    await bus.start(new AbortController().signal);
    expect(bus.isOpen()).toBe(false);
    link.failOpen = false;
    await clock.advance(seconds(2));

    expect(bus.isOpen()).toBe(true);
  });

  test("refuses when too many requests wait, and serves again when they are through", async () => {
    const { clock, link, bus } = await openModbusLine();
    attachDevices({ clock, link }, { 1: mirror });

    const seen = Array.from({ length: 65 }, (_, address) => watch(bus.request(1, read(address))));
    await clock.advance(seconds(5));
    const next = watch(bus.request(1, read(1)));
    await clock.advance(seconds(1));

    expect(seen.map(({ code }) => code).filter((code) => code !== undefined)).toEqual(["modbus.overrun"]);
    expect(next.value).toEqual(registers(1));
  });
});
