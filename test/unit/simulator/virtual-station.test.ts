import { describe, expect, onTestFinished, test } from "vitest";
import { hasCode } from "#hal/core/errors";
import { SeededRandom } from "#hal/core/random";
import { epochMillis, hours, millis, minutes, seconds, wattHours } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { encodeRtu } from "#hal/wire/modbus-rtu";
import { VirtualStation } from "#simulator/virtual-station";
import { memoryLinkPair, type MemoryWire } from "#simulator/wire/memory-link";
import { promptCar } from "#test/support/virtual-board";

async function bench(seed = 1, outlets = 1) {
  const clock = new VirtualClock(epochMillis(0));
  const controllers = Array.from({ length: outlets }, (_, index) => memoryLinkPair(`controller ${index + 1}`));
  const meter = memoryLinkPair("bus");
  const reader = memoryLinkPair("reader");
  const trace: string[] = [];
  const note = (wire: MemoryWire) => {
    wire.near.bytes.listen((bytes) =>
      trace.push(`${clock.uptime()} ${wire.name} ${Buffer.from(bytes).toString("latin1")}`),
    );
    return wire.near.open();
  };
  for (const wire of [...controllers, meter, reader]) await note(wire);
  const station = new VirtualStation({
    clock,
    random: new SeededRandom(seed),
    evses: controllers.map((controller, index) => ({ wires: { controller, meter }, meter: { unit: index + 1 } })),
    reader,
  });
  await station.start();
  onTestFinished(() => station.stop());
  const [controller = meter] = controllers;
  return { clock, station, trace, controller, meter, reader };
}

test("charges a car that is plugged in, and shows it in a snapshot that is plain JSON", async () => {
  const { clock, station } = await bench();

  station.plugIn(promptCar);
  await clock.advance(minutes(1));

  const snapshot = station.snapshot();
  expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);
  expect(snapshot.evses[0]).toMatchObject({
    evse: 1,
    plugged: true,
    level: "C",
    offered: 32,
    contactorClosed: true,
    vehicle: { asks: true },
    board: { mode: "enabled", lamp: "teal" },
  });
});

test("same seed and same acts give the same bytes at the same times, through a disturbed line too", async () => {
  const run = async (seed: number) => {
    const { clock, station, trace } = await bench(seed);
    station.disturbLine("controller", {
      corrupt: 0.5,
      noise: 0.5,
      delay: { probability: 0.5, least: millis(1), most: millis(90) },
    });
    station.plugIn();
    await clock.advance(minutes(10));
    station.tapCard("01020304");
    station.raiseFault("residual-current");
    await clock.advance(minutes(10));
    station.unplug();
    await clock.advance(minutes(1));
    return [trace, station.truth()];
  };

  const first = await run(11);
  expect(await run(11)).toEqual(first);
  expect(await run(12)).not.toEqual(first);
});

test("the register of the meter agrees with the truth at every edge", async () => {
  const { clock, station } = await bench();
  station.setMeterRegister(wattHours(5000));
  station.plugIn(promptCar);
  await clock.advance(hours(1));
  station.unplug();
  await clock.advance(minutes(1));

  const opened = station.truth().find((edge) => edge.kind === "contactor.opened");

  expect(station.snapshot().evses[0]?.register).toBeCloseTo(5000 + (opened?.energy ?? 0), 6);
});

test("outlets are independent and may share one Modbus line", async () => {
  const { clock, station, meter } = await bench(1, 2);
  const answers: number[][] = [];
  meter.near.bytes.listen((bytes) => answers.push([...bytes]));

  station.plugIn(promptCar, 2);
  await clock.advance(minutes(1));
  await meter.near.write(encodeRtu(2, Uint8Array.from([4, 0, 0x34, 0, 2])));
  await clock.advance(millis(0));

  expect(station.snapshot().evses.map((evse) => evse.contactorClosed)).toEqual([false, true]);
  expect(answers.map((answer) => answer[0])).toEqual([2]);
});

describe("things that go wrong", () => {
  test("a cut line closes at both ends and comes back when mended", async () => {
    const { clock, station, controller } = await bench();

    await station.cutLine("controller");
    expect(controller.near.isOpen()).toBe(false);
    expect(station.snapshot().lines[0]).toMatchObject({ name: "controller 1", open: false });
    await station.mendLine("controller");
    await clock.advance(millis(100));

    expect(station.snapshot().lines[0]).toMatchObject({ open: true });
  });

  test("faults of the catalogue can be provoked by name, and all be cleared", async () => {
    const { clock, station, reader, trace } = await bench();
    station.provoke("contactor-welded");
    station.provoke("line-silent", { line: "reader" });
    station.tapCard("01020304");
    await clock.advance(seconds(2));
    expect(station.snapshot().evses[0]?.faults).toEqual(["contactor-welded"]);
    expect(trace.some((line) => line.includes(reader.name))).toBe(false);

    station.clearFaults();
    station.tapCard("01020304");
    await clock.advance(seconds(2));

    expect(station.snapshot().evses[0]?.faults).toEqual([]);
    expect(trace.some((line) => line.includes("01020304"))).toBe(true);
  });

  test("a line that flaps is cut by itself", async () => {
    const { clock, station, controller } = await bench();
    station.disturbLine("controller", { hangUp: 1 });

    station.plugIn(promptCar);
    await clock.advance(seconds(2));

    expect(controller.near.isOpen()).toBe(false);
  });

  test("an outlet that does not exist is named in the error", async () => {
    const { station } = await bench();

    expect(() => station.plugIn({}, 3)).toThrow(expect.toSatisfy((error) => hasCode(error, "simulator.unknown")));
  });
});

test("leaves no timer when it stops, in the middle of a charge and of a tap", async () => {
  const { clock, station } = await bench();
  station.plugIn(promptCar);
  await clock.advance(minutes(1));
  station.tapCard("01020304");

  await station.stop();

  expect(clock.pending()).toBe(0);
});
