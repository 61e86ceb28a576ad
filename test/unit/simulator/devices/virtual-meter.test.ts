import { expect, onTestFinished, test } from "vitest";
import { SeededRandom } from "#hal/core/random";
import { amperes, epochMillis, hours, millis, minutes, seconds, wattHours } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { encodeRtu } from "#hal/wire/modbus-rtu";
import { VirtualMeter, type VirtualMeterOptions } from "#simulator/devices/virtual-meter";
import { memoryLinkPair } from "#simulator/wire/memory-link";
import { silence } from "#simulator/world/noise";
import { pwm } from "#simulator/world/pilot-signal";
import { WorldRunner } from "#simulator/world/world-runner";
import { promptCar } from "#test/support/virtual-board";

async function bench(options: Partial<VirtualMeterOptions> = {}) {
  const clock = new VirtualClock(epochMillis(0));
  const world = new WorldRunner({ clock, random: new SeededRandom(1).stream("world"), noise: silence });
  const wire = memoryLinkPair("meter");
  const meter = new VirtualMeter({ link: wire.far, world, clock, ...options });
  const heard: number[] = [];
  wire.near.bytes.listen((bytes) => heard.push(...bytes));
  await wire.near.open();
  world.start();
  await meter.start();
  onTestFinished(async () => {
    await meter.stop();
    world.stop();
  });
  const request = async (pdu: readonly number[], unit = 1) => {
    heard.length = 0;
    await wire.near.write(encodeRtu(unit, Uint8Array.from(pdu)));
    await clock.advance(millis(0));
    return [...heard];
  };
  const read = (functionCode: number, address: number, count: number, unit = 1) =>
    request([functionCode, address >> 8, address & 0xff, 0, count], unit);
  const float = async (address: number) => {
    const answer = await read(4, address, 2);
    return new DataView(Uint8Array.from(answer).buffer).getFloat32(3);
  };
  const charge = async () => {
    world.plugIn(promptCar);
    world.setSignal(pwm(amperes(16)));
    await clock.advance(seconds(2));
    world.setContactor(true);
  };
  return { clock, world, wire, meter, heard, read, float, charge };
}

test("answers the manufacturer's example layout: voltages, currents, powers, frequency", async () => {
  const { float, charge } = await bench();
  await charge();

  expect(await float(0x00)).toBe(226);
  expect(await float(0x06)).toBe(16);
  expect(await float(0x0a)).toBe(16);
  expect(await float(0x0c)).toBe(226 * 16);
  expect(await float(0x34)).toBe(3 * 226 * 16);
  expect(await float(0x46)).toBe(50);
});

test("shows energy in kWh, in total and by phase", async () => {
  const { float, charge, clock } = await bench();
  await charge();
  await clock.advance(hours(1));

  expect(await float(0x48)).toBe(Math.fround((3 * 226 * 16) / 1000));
  expect(await float(0x15a)).toBe(Math.fround((226 * 16) / 1000));
  expect(await float(0x156)).toBe(Math.fround((3 * 226 * 16) / 1000));
});

test("rounds its register to steps of about 2 Wh beyond 16,777 kWh, while the truth goes on", async () => {
  const { float, charge, clock, meter } = await bench({ register: wattHours(17_000_000) });
  await charge();
  const steps = new Set<number>();
  for (let second = 0; second < 20; second++) {
    await clock.advance(seconds(1));
    const shown = await float(0x48);
    expect(shown).toBe(Math.fround(meter.register() / 1000));
    steps.add(shown);
  }

  const sorted = [...steps].sort((a, b) => a - b);
  const smallest = Math.min(...sorted.slice(1).map((value, index) => value - (sorted[index] ?? 0)));
  expect(smallest * 1000).toBeGreaterThan(1.9);
  expect(meter.register()).toBeGreaterThan(17_000_000 + 59);
});

test("its register jumps when told to, and counts on from there", async () => {
  const { float, charge, clock, meter } = await bench();
  await charge();
  await clock.advance(minutes(30));

  meter.setRegister(wattHours(100));
  expect(await float(0x48)).toBe(Math.fround(0.1));
  await clock.advance(hours(1));

  expect(meter.register()).toBeCloseTo(100 + 3 * 226 * 16, 6);
});

test("tells its model and its serial number", async () => {
  const { read } = await bench({ serialNumber: 0x0141_1234 });

  expect((await read(3, 0xfc02, 1)).slice(0, 5)).toEqual([1, 3, 2, 0x00, 0x70]);
  expect((await read(3, 0xfc00, 2)).slice(0, 7)).toEqual([1, 3, 4, 0x01, 0x41, 0x12, 0x34]);
});

test("reads a whole block with zeros in the gaps, and refuses what lies outside or is too long", async () => {
  const { read } = await bench();

  expect((await read(4, 0, 80)).length).toBe(5 + 160);
  expect((await read(4, 342, 16)).length).toBe(5 + 32);
  expect((await read(4, 110, 2)).slice(0, 3)).toEqual([1, 0x84, 2]);
  expect((await read(4, 0, 81)).slice(0, 3)).toEqual([1, 0x84, 3]);
});

test("leaves requests for other units alone", async () => {
  const { read } = await bench({ unit: 5 });

  expect(await read(4, 0, 2, 1)).toEqual([]);
  expect((await read(4, 0, 2, 5)).length).toBe(9);
});

test("answers after its latency, and not at all when stopped meanwhile", async () => {
  const { clock, read, heard, meter } = await bench({ latency: millis(40) });

  expect(await read(4, 0, 2)).toEqual([]);
  await clock.advance(millis(40));
  expect(heard.length).toBe(9);
  await read(4, 0, 2);
  await meter.stop();

  expect(clock.pending()).toBe(0);
});
