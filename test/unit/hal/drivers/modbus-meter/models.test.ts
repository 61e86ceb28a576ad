import { describe, expect, test } from "vitest";

import { silentLog } from "#hal/core/log";
import { epochMillis, seconds } from "#hal/core/units";
import { meterModel, meterModelIds } from "#hal/drivers/modbus-meter/models";
import { ModbusMeter } from "#hal/drivers/modbus-meter/modbus-meter";
import { planReads } from "#hal/modbus/register-map";
import type { RegisterModel } from "#hal/modbus/slave-engine";
import { decodeRequest } from "#hal/wire/modbus-pdu";
import { decodeRtu } from "#hal/wire/modbus-rtu";
import { attachDevices, openModbusLine, watch } from "#test/support/modbus-line";
import { type Content, deviceWith, words } from "#test/support/modbus-meter-device";

/** Identity, reading and number of requests of a meter of model `id` that is this device. */
async function tryModel(id: string, device: RegisterModel) {
  const { clock, link, bus } = await openModbusLine();
  attachDevices({ clock, link }, { 1: device });
  const model = meterModel(id);
  if (model === undefined) throw new RangeError(`no model ${id}`);
  const meter = new ModbusMeter({ bus, unit: 1, model, clock: { now: () => epochMillis(0) }, log: silentLog });
  const reading = watch(meter.read());
  await clock.advance(seconds(5));
  const requests = link.sent.length;
  const identity = watch(meter.identify());
  await clock.advance(seconds(5));
  return { reading, requests, identity, sent: link.sent };
}

/** What a reading and then an identification ask for. */
async function requestsTo(id: string, device: RegisterModel) {
  const { sent } = await tryModel(id, device);
  return sent.map((bytes) => {
    const frame = decodeRtu(bytes);
    const request = frame && decodeRequest(frame.pdu);
    return request?.ok === true ? request.value : undefined;
  });
}

const low = (list: readonly number[]) => list.toReversed();

test("models are found by id, and only those of the table", () => {
  expect(meterModelIds).toEqual([
    "eastron-sdm630-v2",
    "eastron-sdm72dm-v2",
    "cg-em340",
    "abb-b23",
    "schneider-iem3155",
  ]);
  expect(meterModelIds.map((id) => meterModel(id)?.id)).toEqual(meterModelIds);
  expect(meterModel("none")).toBeUndefined();
});

test.each([...meterModelIds])("no read of %s asks for more registers than the meter gives", (id) => {
  const model = meterModel(id);
  const points = Object.values(model?.phases ?? {}).flatMap(({ voltage, current, power }) => [voltage, current, power]);
  const plan = model && planReads([...points, ...model.importEnergy, model.power, model.frequency], model.limits);

  expect(plan?.length).toBeGreaterThan(0);
  for (const { count } of plan ?? []) expect(count).toBeLessThanOrEqual(model?.limits.maxRegisters ?? 0);
});

test("SDM72D-M V2 is read like the SDM630 and told apart by its code", async () => {
  const device = deviceWith([0x48, words("f32", 2.5)], [0xfc02, [0x0089]]);

  const own = await tryModel("eastron-sdm72dm-v2", device);
  const other = await tryModel("eastron-sdm630-v2", device);

  expect(own.reading.value?.importEnergy).toBe(2500);
  expect([own.identity.code, other.identity.code]).toEqual([undefined, "meter.wrong-model"]);
});

describe("Carlo Gavazzi EM340", () => {
  const device = deviceWith(
    [0x00, low(words("i32", 2305))],
    [0x0c, low(words("i32", -1500))],
    [0x12, low(words("i32", -3457))],
    [0x28, low(words("i32", -3457))],
    [0x33, [499]],
    [0x400, [...low(words("i32", 123_456)), ...low(words("i32", 789))]],
    [0x5000, Array.from("BY1234\0", (character) => character.charCodeAt(0) | 0x2a00)],
    [0x0b, [341]],
  );

  test("takes energy to the watt-hour from the high-resolution pair", async () => {
    const { reading, requests } = await tryModel("cg-em340", device);

    expect(reading.value?.importEnergy).toBe(123_456_789);
    expect(reading.value).toMatchObject({ power: -345.7, frequencyHz: 49.9 });
    expect(reading.value?.phases.L1).toEqual({ voltage: 230.5, current: -1.5, power: -345.7 });
    expect(requests).toBe(3);
  });

  test("is never read across 0x31/0x32, where some firmware fails, and its code is read alone", async () => {
    const sent = await requestsTo("cg-em340", device);

    expect(sent).toEqual([
      { kind: "readInput", address: 0x00, count: 42 },
      { kind: "readInput", address: 0x33, count: 1 },
      { kind: "readInput", address: 0x400, count: 4 },
      { kind: "readInput", address: 0x0b, count: 1 },
      { kind: "readInput", address: 0x5000, count: 7 },
    ]);
  });

  test("spells its serial number with the low bytes", async () => {
    expect((await tryModel("cg-em340", device)).identity.value?.serialNumber).toBe("BY1234");
  });
});

describe("ABB B23", () => {
  const base: readonly Content[] = [
    [0x5b00, words("u32", 2312)],
    [0x5b0c, words("u32", 1600)],
    [0x5b14, words("i32", -369_920)],
    [0x5b16, words("i32", -369_920)],
    [0x5b2c, [5001]],
    [0x5000, words("u64", 9_876_543_210n)],
    [0x8900, words("u32", 12_345)],
  ];

  test("is read with two requests", async () => {
    const { reading, requests, identity } = await tryModel("abb-b23", deviceWith(...base));

    expect(reading.value).toMatchObject({ importEnergy: 98_765_432_100, power: -3699.2, frequencyHz: 50.01 });
    expect(reading.value?.phases.L1).toEqual({ voltage: 231.2, current: -16, power: -3699.2 });
    expect(requests).toBe(2);
    expect(identity.value?.serialNumber).toBe("12345");
  });

  test("has no phase where it marks all values as not measured", async () => {
    const ones = [0xffff, 0xffff];
    const missing = [...ones, ...ones];
    const signed = [0x7fff, 0xffff, 0x7fff, 0xffff];
    const device = deviceWith(...base, [0x5b02, missing], [0x5b0e, missing], [0x5b18, signed]);

    const { reading } = await tryModel("abb-b23", device);

    expect(Object.keys(reading.value?.phases ?? {})).toEqual(["L1"]);
  });

  test("without an energy is implausible", async () => {
    const device = deviceWith(...base, [0x5000, [0xffff, 0xffff, 0xffff, 0xffff]]);

    expect((await tryModel("abb-b23", device)).reading.code).toBe("meter.implausible");
  });
});

describe("Schneider iEM3155", () => {
  const base: readonly Content[] = [
    [2999, words("f32", 10)],
    [3027, words("f32", 231)],
    [3053, words("f32", 2.25)],
    [3059, words("f32", 6.75)],
    [3109, words("f32", 50)],
    [3203, words("i64", 123_456_789n)],
  ];

  test("gives power in W and energy in Wh", async () => {
    const { reading, identity } = await tryModel("schneider-iem3155", deviceWith(...base));

    expect(reading.value).toMatchObject({ importEnergy: 123_456_789, power: 6750, frequencyHz: 50 });
    expect(reading.value?.phases.L1).toEqual({ voltage: 231, current: 10, power: 2250 });
    expect(identity.value).toEqual({ vendor: "Schneider Electric", model: "iEM3155/iEM3255/iEM3355" });
  });

  test("leaves out what it marks with NaN", async () => {
    const device = deviceWith(
      ...base,
      [3055, [0xffc0, 0]],
      [3029, [0xffc0, 0]],
      [3001, [0xffc0, 0]],
      [3109, [0xffc0, 0]],
    );

    const { reading } = await tryModel("schneider-iem3155", device);

    expect(Object.keys(reading.value?.phases ?? {})).toEqual(["L1", "L3"]);
    expect(reading.value).not.toHaveProperty("frequencyHz");
  });

  test("with a negative energy is implausible", async () => {
    const device = deviceWith(...base, [3203, words("i64", -1n)]);

    expect((await tryModel("schneider-iem3155", device)).reading.code).toBe("meter.implausible");
  });
});
