import { describe, expect, it, onTestFinished } from "vitest";
import { silentLog } from "#hal/core/log";
import { SeededRandom } from "#hal/core/random";
import { amperes, epochMillis, hours, millis, minutes, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { OpenEvseBoard } from "#hal/drivers/openevse-rapi/openevse-board";
import { VirtualOpenEvse } from "#simulator/devices/virtual-openevse";
import { memoryLinkPair } from "#simulator/wire/memory-link";
import { WorldRunner } from "#simulator/world/world-runner";
import { promptCar } from "#test/support/virtual-board";

async function bench() {
  const clock = new VirtualClock(epochMillis(0));
  const wire = memoryLinkPair("evse");
  const world = new WorldRunner({ clock, random: new SeededRandom(1).stream("world") });
  const evse = new VirtualOpenEvse({ link: wire.far, world, clock, lineClock: clock });
  const board = new OpenEvseBoard({
    link: wire.near,
    clock,
    log: silentLog,
    settings: { heartbeat: { seconds: 30, fallbackCurrent: 6 } },
    installedLimit: amperes(32),
  });
  const faults: string[] = [];
  board.faults.changes.listen(({ code, active }) => faults.push(`${active ? "+" : "-"}${code}`));
  world.start();
  await evse.start();
  const started = board.start(new AbortController().signal);
  await clock.advance(seconds(1));
  await started;
  onTestFinished(async () => {
    const stopped = board.stop();
    await clock.advance(seconds(2));
    await stopped;
    await evse.stop();
    world.stop();
    expect(clock.pending()).toBe(0);
  });
  return { clock, wire, world, evse, board, faults };
}

async function charging() {
  const all = await bench();
  all.world.plugIn(promptCar);
  await all.clock.advance(seconds(1));
  const granted = all.board.permit.grant(amperes(16));
  await all.clock.advance(seconds(10));
  await granted;
  return all;
}

describe("the OpenEVSE driver with the simulator's board", () => {
  it("charges nobody without permission", async () => {
    const { clock, world, board } = await bench();

    world.plugIn(promptCar);
    await clock.advance(seconds(30));

    expect(world.read().contactorClosed).toBe(false);
    expect(board.pilot.latest()).toEqual({ level: "B", energized: false, offered: 0 });
  });

  it("charges with permission, at the limit, and sees the vehicle leave", async () => {
    const { clock, world, board } = await charging();
    expect(world.read().contactorClosed).toBe(true);
    expect(board.pilot.latest()).toEqual({ level: "C", energized: true, offered: 16 });

    const withdrawn = board.permit.withdraw();
    await clock.advance(seconds(5));
    await withdrawn;
    expect(world.read().contactorClosed).toBe(false);
    world.unplug();
    await clock.advance(seconds(1));

    expect(board.pilot.latest()?.level).toBe("A");
  });

  it("opens the contactor at once on demand and sees the vehicle leave afterwards", async () => {
    const { clock, world, board } = await charging();

    const opened = board.permit.open();
    await clock.advance(millis(200));
    await opened;
    expect(world.read().contactorClosed).toBe(false);
    await clock.advance(seconds(5));
    world.unplug();
    await clock.advance(seconds(3));

    expect(board.pilot.latest()?.level).toBe("A");
  });

  it("falls to the fallback current when nobody renews, and comes back with the next renewal", async () => {
    const { clock, board } = await charging();

    await clock.advance(seconds(40));
    expect(board.pilot.latest()?.offered).toBe(6);
    const renewed = board.permit.renew();
    await clock.advance(seconds(2));
    await renewed;

    expect(board.pilot.latest()).toEqual({ level: "C", energized: true, offered: 16 });
  });

  it("takes the permission as lost when the board restarts", async () => {
    const { clock, world, evse, board, faults } = await charging();

    evse.restart();
    await clock.advance(seconds(5));

    expect(world.read().contactorClosed).toBe(false);
    expect(faults).toEqual(["+board.silent", "-board.silent"]);
    expect(board.pilot.latest()).toEqual({ level: "B", energized: false, offered: 0 });
  });

  it("finds the board asleep after the line was cut and mended", async () => {
    const { clock, wire, world, board, faults } = await charging();

    await wire.cut();
    await clock.advance(seconds(20));
    await wire.mend();
    await clock.advance(minutes(1));

    expect(faults).toEqual(["+board.silent", "-board.silent"]);
    expect(world.read().contactorClosed).toBe(false);
    expect(board.pilot.latest()?.level).toBe("B");
  });

  it("reports a residual current, and its end when the board's own trial finds none", async () => {
    const { clock, world, board, faults } = await charging();

    world.raiseFault("residual-current");
    await clock.advance(seconds(2));
    expect(board.faults.active()).toEqual(["board.residual-current"]);
    const opened = board.permit.open();
    await clock.advance(seconds(1));
    await opened;
    world.clearFault("residual-current");
    await clock.advance(minutes(20));

    expect(faults).toEqual(["+board.residual-current", "-board.residual-current"]);
    expect(world.read().contactorClosed).toBe(false);
  });

  it("works through eight hours quickly", async () => {
    const { clock, board } = await charging();
    const begin = process.cpuUsage();

    for (let minute = 0; minute < 8 * 60; minute++) {
      const renewed = board.permit.renew();
      await clock.advance(millis(hours(8) / 480));
      await renewed;
    }

    const { user, system } = process.cpuUsage(begin);
    expect((user + system) / 1e6).toBeLessThan(6);
  });

  it("lets a board that fell asleep over a fault look again, so that an empty outlet does not stay out of order for ever", async () => {
    const { clock, world, evse, board } = await bench();
    world.raiseFault("over-temperature");
    evse.restart();
    await clock.advance(seconds(5));
    expect(board.faults.active()).toEqual(["board.over-temperature"]);

    await clock.advance(minutes(3));
    expect(board.faults.active()).toEqual(["board.over-temperature"]);
    world.clearFault("over-temperature");
    await clock.advance(minutes(3));

    expect(board.faults.active()).toEqual([]);
    expect(evse.state()).toMatchObject({ mode: "sleeping", authLocked: true, relay: false });
  });

  it("gives a vehicle no energy while it looks again", async () => {
    const { clock, world, evse } = await bench();
    world.raiseFault("over-temperature");
    evse.restart();
    await clock.advance(seconds(5));
    world.clearFault("over-temperature");
    world.plugIn(promptCar);
    await clock.advance(minutes(5));

    expect(world.truth().map(({ kind }) => kind)).not.toContain("contactor.closed");
    expect(evse.state().mode).toBe("sleeping");
  });
});
