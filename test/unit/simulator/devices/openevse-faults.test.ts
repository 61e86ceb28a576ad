import { describe, expect, onTestFinished, test } from "vitest";
import { amperes, millis, minutes, seconds } from "#hal/core/units";
import { evseStates } from "#hal/wire/rapi-tables";
import type { WorldFault } from "#simulator/world/world-fault";
import { promptCar, virtualBoard } from "#test/support/virtual-board";

async function chargingBoard() {
  const bench = await virtualBoard();
  onTestFinished(() => bench.stop());
  bench.world.plugIn(promptCar);
  await bench.advance(seconds(3));
  return bench;
}

describe("a fault under charge", () => {
  test.each([
    ["residual-current", evseStates.groundFaultInterrupted, 0],
    ["no-ground", evseStates.noGround, 1000],
    ["diode", evseStates.diodeCheckFailed, 0],
    ["contactor-open", evseStates.relayClosureFault, 1000],
    ["over-temperature", evseStates.overTemperature, 5000],
    ["over-current", evseStates.overCurrent, 6000],
  ] as const)("%s opens the contactor and is told", async (fault: WorldFault, state, within) => {
    const { world, board, advance, heard } = await chargingBoard();

    world.raiseFault(fault);
    await advance(millis(within));

    expect(board.state()).toMatchObject({ evseState: state, relay: false, lamp: "red" });
    expect(world.read()).toMatchObject({ contactorClosed: false, power: 0 });
    const code = state.toString(16).padStart(2, "0");
    expect(heard.some((line) => line.startsWith(`$AT ${code} `))).toBe(true);
  });

  test("stays after its cause has gone until the car is unplugged", async () => {
    const { world, board, advance } = await chargingBoard();
    world.raiseFault("diode");
    world.clearFault("diode");
    await advance(minutes(30));
    expect(board.state().evseState).toBe(evseStates.diodeCheckFailed);

    world.unplug();
    await advance(seconds(1));
    expect(board.state().evseState).toBe(evseStates.notConnected);
    world.plugIn(promptCar);
    await advance(seconds(3));

    expect(world.read().contactorClosed).toBe(true);
  });

  test("a residual current is tried again after five minutes, and counted", async () => {
    const { world, board, advance, ask } = await chargingBoard();
    world.raiseFault("residual-current");
    world.clearFault("residual-current");
    await advance(minutes(4));
    expect(board.state().evseState).toBe(evseStates.groundFaultInterrupted);

    await advance(minutes(2));

    expect(world.read().contactorClosed).toBe(true);
    expect(await ask("GF")).toMatch(/^\$OK 1 0 0\^/);
  });

  test("a residual current that stays becomes a hard fault after six tries", async () => {
    const { world, board, advance, ask } = await chargingBoard();
    world.raiseFault("residual-current");

    await advance(minutes(120));

    expect(await ask("GF")).toMatch(/^\$OK 7 0 0\^/);
    expect(board.state().flags & 0x0002).toBe(0x0002);
  });

  test("an over-current that passes quickly is no fault", async () => {
    const { world, board, advance } = await chargingBoard();

    world.raiseFault("over-current");
    await advance(seconds(3));
    world.clearFault("over-current");
    await advance(minutes(1));

    expect(board.state().evseState).toBe(evseStates.charging);
  });

  test("a limit that the car follows late is no over-current", async () => {
    const { world, board, advance, ask } = await chargingBoard();

    await ask("SC", "6", "V");
    expect(world.read().currents[0]).toBe(32);
    await advance(minutes(1));

    expect(world.read().currents[0]).toBe(amperes(6));
    expect(board.state().evseState).toBe(evseStates.charging);
  });
});

describe("a welded contactor", () => {
  test("is found a second after the relay should have opened, and only a restart forgets it", async () => {
    const { world, board, advance, heard } = await chargingBoard();
    world.raiseFault("contactor-welded");
    await advance(minutes(1));
    expect(board.state().evseState).toBe(evseStates.charging);

    world.unplug();
    await advance(seconds(2));
    expect(board.state()).toMatchObject({ evseState: evseStates.stuckRelay, relay: false });
    world.clearFault("contactor-welded");
    await advance(minutes(10));
    expect(board.state().evseState).toBe(evseStates.stuckRelay);
    board.restart();
    await advance(seconds(2));

    expect(board.state().evseState).toBe(evseStates.notConnected);
    expect(heard.some((line) => line.startsWith("$AB 00"))).toBe(true);
  });

  test("is not seen by a board that sleeps, and found as soon as it is enabled", async () => {
    const { world, board, advance, ask } = await chargingBoard();
    world.raiseFault("contactor-welded");
    await ask("FS");
    await advance(seconds(10));
    expect(board.state()).toMatchObject({ evseState: evseStates.sleeping, relay: false });
    expect(world.read().contactorClosed).toBe(true);

    await ask("FE");

    expect(board.state().evseState).toBe(evseStates.stuckRelay);
  });

  test("is told in the first line after power-up", async () => {
    const { world, board, advance, heard } = await chargingBoard();
    world.raiseFault("contactor-welded");
    board.restart();
    heard.length = 0;
    await advance(seconds(3));

    expect(heard[0]).toMatch(/^\$AB 08 /);
    expect(board.state().evseState).toBe(evseStates.stuckRelay);
  });
});

test("a fault outlasts sleep, shows again when the board is enabled, and ends when the car leaves meanwhile", async () => {
  const { world, board, advance, ask } = await chargingBoard();
  world.raiseFault("diode");
  world.clearFault("diode");
  await ask("FS");
  expect(board.state().evseState).toBe(evseStates.sleeping);
  await ask("FE");
  expect(board.state().evseState).toBe(evseStates.diodeCheckFailed);

  await ask("FS");
  world.unplug();
  await advance(seconds(1));
  await ask("FE");
  await advance(seconds(1));

  expect(board.state().evseState).toBe(evseStates.notConnected);
});

test("a failing self-test keeps the relay open from the start", async () => {
  const bench = await virtualBoard();
  onTestFinished(() => bench.stop());
  bench.world.raiseFault("self-test");
  bench.world.plugIn(promptCar);
  await bench.advance(seconds(5));

  expect(bench.board.state().evseState).toBe(evseStates.groundFaultSelfTestFailed);
  expect(bench.world.truth().map((edge) => edge.kind)).not.toContain("contactor.closed");
});

test("a car that needs ventilation is refused, unless the check is switched off", async () => {
  const bench = await virtualBoard();
  onTestFinished(() => bench.stop());
  bench.world.plugIn({ ...promptCar, needsVentilation: true });
  await bench.advance(seconds(5));
  expect(bench.board.state().evseState).toBe(evseStates.ventilationRequired);

  bench.world.unplug();
  await bench.ask("FF", "V", "0");
  await bench.advance(seconds(1));
  bench.world.plugIn({ ...promptCar, needsVentilation: true });
  await bench.advance(seconds(5));

  expect(bench.world.read().contactorClosed).toBe(true);
});

test("a pilot shorted to earth is no vehicle, and charging ends", async () => {
  const { world, board, advance } = await chargingBoard();

  world.raiseFault("pilot-shorted");
  await advance(millis(100));

  expect(board.state()).toMatchObject({ evseState: evseStates.unknown, relay: false });
});
