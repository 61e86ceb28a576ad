import { describe, expect, test } from "vitest";

import { silentLog } from "#hal/core/log";
import { epochMillis, seconds } from "#hal/core/units";
import { meterModel } from "#hal/drivers/modbus-meter/models";
import { ModbusMeter } from "#hal/drivers/modbus-meter/modbus-meter";
import type { RegisterModel } from "#hal/modbus/slave-engine";
import { attachDevices, openModbusLine, watch } from "#test/support/modbus-line";
import { type Content, deviceWith, words } from "#test/support/modbus-meter-device";

/** An SDM630 that supplies 16 A on L1, gets 4 A back on L3 and has counted 1,234.5 kWh. */
const sdm630 = (...more: readonly Content[]) =>
  deviceWith(
    [0x00, [...words("f32", 230.5), ...words("f32", 231.5), ...words("f32", 229.5)]],
    [0x06, [...words("f32", 16), ...words("f32", 0), ...words("f32", 4)]],
    [0x0c, [...words("f32", 3688), ...words("f32", 0), ...words("f32", -918)]],
    [0x34, words("f32", 2770)],
    [0x46, words("f32", 49.75)],
    [0x48, words("f32", 1234.5)],
    [0xfc00, words("u32", 20_304_050)],
    [0xfc02, words("u16", 0x0070)],
    ...more,
  );

async function makeMeter(device: RegisterModel | undefined, id = "eastron-sdm630-v2") {
  const line = await openModbusLine();
  if (device !== undefined) attachDevices(line, { 7: device });
  const model = meterModel(id);
  if (model === undefined) throw new RangeError(`no model ${id}`);
  const clock = { now: () => epochMillis(1_800_000_000_000) };
  const meter = new ModbusMeter({ bus: line.bus, unit: 7, model, clock, log: silentLog });
  await meter.start();
  return { ...line, meter };
}

async function outcomeOf<Value>({ clock }: Awaited<ReturnType<typeof makeMeter>>, promise: Promise<Value>) {
  const seen = watch(promise);
  await clock.advance(seconds(10));
  return seen;
}

describe("reading", () => {
  test("gives all values of the meter in one request, the sign of the current from the power of its phase", async () => {
    const rig = await makeMeter(sdm630());

    const { value } = await outcomeOf(rig, rig.meter.read());

    expect(value).toEqual({
      at: 1_800_000_000_000,
      importEnergy: 1_234_500,
      power: 2770,
      frequencyHz: 49.75,
      phases: {
        L1: { voltage: 230.5, current: 16, power: 3688 },
        L2: { voltage: 231.5, current: 0, power: 0 },
        L3: { voltage: 229.5, current: -4, power: -918 },
      },
    });
    expect(rig.link.sent).toHaveLength(1);
  });

  test("asks the device each time anew", async () => {
    let kilowattHours = 10;
    const registers = sdm630();
    const rig = await makeMeter({
      readInput: (address) =>
        [0x48, 0x49].includes(address) ? words("f32", kilowattHours)[address - 0x48] : registers.readInput?.(address),
    });

    const first = await outcomeOf(rig, rig.meter.read());
    kilowattHours = 11;
    const second = await outcomeOf(rig, rig.meter.read());

    expect([first.value?.importEnergy, second.value?.importEnergy]).toEqual([10_000, 11_000]);
  });

  test.each([
    ["an energy that is not a number", 0x48, Number.NaN],
    ["an energy without end", 0x48, Number.POSITIVE_INFINITY],
    ["a negative energy", 0x48, -0.001],
    ["an energy that no counter of this size can show", 0x48, 1e9],
    ["a voltage that is not a number", 0x02, Number.NaN],
    ["a negative voltage", 0x00, -230],
    ["a power of a misread register", 0x34, 1e30],
    ["an impossible current", 0x06, 5000],
    ["an impossible frequency", 0x46, 500],
  ])("refuses %s", async (_, address, value) => {
    const rig = await makeMeter(sdm630([address, words("f32", value)]));

    const seen = await outcomeOf(rig, rig.meter.read());

    expect(seen.code).toBe("meter.implausible");
    expect(rig.meter.health().kind).toBe("degraded");
  });

  test("ends with meter.silent when the meter does not answer, and works when it does again", async () => {
    const rig = await makeMeter(undefined);

    const silent = await outcomeOf(rig, rig.meter.read());
    const then = rig.meter.health().kind;
    attachDevices(rig, { 7: sdm630() });
    const good = await outcomeOf(rig, rig.meter.read());

    expect([silent.code, then]).toEqual(["meter.silent", "degraded"]);
    expect(good.value?.importEnergy).toBe(1_234_500);
    expect(rig.meter.health()).toEqual({ kind: "ok" });
  });

  test("ends with meter.silent when the line is gone or the bus has stopped", async () => {
    const rig = await makeMeter(sdm630());
    rig.link.drop();
    const gone = watch(rig.meter.read());
    await rig.bus.stop();
    const stopped = await outcomeOf(rig, rig.meter.read());

    expect([gone.code, stopped.code]).toEqual(["meter.silent", "meter.silent"]);
  });

  test("ends with meter.refused when the meter has no such registers", async () => {
    const rig = await makeMeter({ readInput: () => undefined });

    expect((await outcomeOf(rig, rig.meter.read())).code).toBe("meter.refused");
  });
});

describe("identifying", () => {
  test("tells vendor, model and serial number", async () => {
    const rig = await makeMeter(sdm630());

    const { value } = await outcomeOf(rig, rig.meter.identify());

    expect(value).toEqual({ vendor: "Eastron", model: "SDM630-Modbus V2", serialNumber: "20304050" });
  });

  test("takes the CT variant, which has the same map, for the model", async () => {
    const rig = await makeMeter(sdm630([0xfc02, [0x0079]]));

    expect((await outcomeOf(rig, rig.meter.identify())).code).toBeUndefined();
  });

  test("ends with meter.wrong-model at another code", async () => {
    const rig = await makeMeter(sdm630([0xfc02, [0x0089]]));

    expect((await outcomeOf(rig, rig.meter.identify())).code).toBe("meter.wrong-model");
  });

  test("ends with meter.wrong-model at a device that has no such code", async () => {
    const rig = await makeMeter({ readInput: () => 0 });

    expect((await outcomeOf(rig, rig.meter.identify())).code).toBe("meter.wrong-model");
  });

  test("ends with meter.silent, and not with wrong-model, when nothing answers", async () => {
    const rig = await makeMeter(undefined);

    expect((await outcomeOf(rig, rig.meter.identify())).code).toBe("meter.silent");
  });

  test("leaves the serial number out where the device has none", async () => {
    const rig = await makeMeter({ readHolding: (address) => (address === 0xfc02 ? 0x70 : undefined) });

    expect((await outcomeOf(rig, rig.meter.identify())).value).toEqual({
      vendor: "Eastron",
      model: "SDM630-Modbus V2",
    });
  });
});

test("no meter of the table signs, and a stopped one says so", async () => {
  const { meter } = await makeMeter(sdm630());

  await meter.stop();

  expect(meter.isSigned).toBe(false);
  expect(meter.health()).toEqual({ kind: "stopped" });
});
