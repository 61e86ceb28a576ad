import { describe, expect, onTestFinished, test } from "vitest";
import { minutes, seconds, millis } from "#hal/core/units";
import { evseStates } from "#hal/wire/rapi-tables";
import { promptCar, virtualBoard } from "#test/support/virtual-board";

async function board(...args: Parameters<typeof virtualBoard>) {
  const bench = await virtualBoard(...args);
  onTestFinished(() => bench.stop());
  return bench;
}

async function chargingBoard(...args: Parameters<typeof virtualBoard>) {
  const bench = await board(...args);
  bench.world.plugIn(promptCar);
  await bench.advance(seconds(3));
  expect(bench.board.state().evseState).toBe(evseStates.charging);
  return bench;
}

describe("RAPI on the line", () => {
  test("says after power-up that it booted and then which state it found", async () => {
    const { heard } = await board();

    expect(heard).toEqual(["$AB 00 8.2.3^1E", "$AT 00 01 32 0000^31", "$AT 01 01 32 0000^30"]);
  });

  test.each([
    ["$GS^30", "$OK 01 0 01 0000^10"],
    ["$GE^26", "$OK 32 0021^22"],
    ["$GC^20", "$OK 6 32 32 32^17"],
    ["$GU^36", "$OK 0 0^20"],
    ["$GV^35", "$OK 8.2.3 5.2.1^2F"],
    ["$GF^25", "$OK 0 0 0^30"],
    ["$GP^33", "$OK -2560 200 -2560^32"],
    ["$G0^53", "$OK 0^30"],
    ["$GY^3A", "$OK 0 0 0^30"],
    ["$FE^27", "$OK^20"],
    ["$SC 16 V^65", "$OK 16^07"],
    ["$SY 30 6^1B", "$OK 30 6 0^05"],
    ["$SY^2E", "$OK 0 0 0^30"],
  ])("answers %s with %s", async (command, answer) => {
    const { sendRaw } = await board();

    expect((await sendRaw(`${command}\r`))[0]).toBe(answer);
  });

  test("repeats the sequence id of the command", async () => {
    const { sendRaw } = await board();

    expect((await sendRaw("$G0 :2A^3A\r"))[0]).toMatch(/^\$OK 0 :2A\^/);
  });

  test("refuses a wrong checksum, an unknown command and too few arguments with $NK^21", async () => {
    const { sendRaw } = await board();

    expect(await sendRaw("$GS^31\r")).toEqual(["$NK^21"]);
    expect(await sendRaw("$XX\r")).toEqual(["$NK^21"]);
    expect(await sendRaw("$SC\r")).toEqual(["$NK^21"]);
  });

  test("takes bytes one by one, drops what stands before the dollar and what passes its 32 byte buffer", async () => {
    const { sendRaw } = await board();

    expect(await sendRaw("noise")).toEqual([]);
    for (const byte of "$G0^5") expect(await sendRaw(byte)).toEqual([]);
    expect(await sendRaw("3\r")).toEqual(["$OK 0^30"]);
    expect(await sendRaw(`$FP 0 0 ${"x".repeat(40)}\r`)).toEqual([]);
    expect(await sendRaw("$FP 0 0 cut$G0^53\r")).toEqual(["$OK 0^30"]);
  });

  test("clamps a volatile current to the lasting one and says so with $NK", async () => {
    const { ask } = await board();

    expect(await ask("SC", "20")).toMatch(/^\$OK 20\^/);
    expect(await ask("SC", "25", "V")).toMatch(/^\$NK 20\^/);
    expect(await ask("SC", "3", "V")).toMatch(/^\$NK 6\^/);
    expect(await ask("SC", "48")).toMatch(/^\$NK 32\^/);
    expect(await ask("GC")).toMatch(/^\$OK 6 32 32 32\^/);
  });

  test("shows text and colour on its display until the state changes", async () => {
    const { ask, board: device, world, advance } = await board();
    await ask("FP", "0", "1", "Hello\u0011you");
    await ask("FB", "4");
    expect(device.state()).toMatchObject({ lamp: "blue", screen: ["", "Hello you"] });

    world.plugIn(promptCar);
    await advance(millis(500));

    expect(device.state().lamp).toBe("yellow");
  });

  test("keeps a clock that can be set and then runs on", async () => {
    const { ask, advance } = await board();
    expect(await ask("GT")).toMatch(/^\$OK 26 11 22 8 0 0\^/);

    await ask("S1", "30", "1", "2", "3", "4", "5");
    await advance(seconds(10));

    expect(await ask("GT")).toMatch(/^\$OK 30 1 2 3 4 15\^/);
  });
});

describe("pilot and relay", () => {
  test("offers PWM to a car, closes the relay within 0.5 s of its wish, and reports each change", async () => {
    const { heard, world, advance } = await chargingBoard();

    const [asked, closed] = ["asked", "contactor.closed"].map((kind) =>
      world.truth().find((edge) => edge.kind === kind),
    );
    expect((closed?.uptime ?? 0) - (asked?.uptime ?? 0)).toBeLessThanOrEqual(500);
    expect(heard.at(-1)).toMatch(/^\$AT 03 03 32 0140\^/);
    await advance(minutes(5));
    expect(heard.at(-1)).toMatch(/^\$AT 03 03 32 0140\^/);
  });

  test.each([
    ["stops asking", "ceased", "pauseVehicle"],
    ["is unplugged", "unplugged", "unplug"],
  ] as const)("IEC 61851-1 A.6 opens within 100 ms when the car %s", async (_what, edge, act) => {
    const { world, advance } = await chargingBoard();

    world[act]();
    await advance(seconds(1));

    const truth = world.truth();
    const cause = truth.find((one) => one.kind === edge)?.uptime ?? 0;
    const opened = truth.find((one) => one.kind === "contactor.opened")?.uptime ?? Number.NaN;
    expect(opened - cause).toBeLessThanOrEqual(100);
  });

  test("puts the car to sleep with courtesy: +12 V first, the relay only after the current has ended", async () => {
    const { ask, world, advance, board: device } = await chargingBoard();

    await ask("FS");
    expect(world.read()).toMatchObject({ signal: { kind: "steady" }, contactorClosed: true });
    await advance(millis(999));
    expect(world.read().contactorClosed).toBe(true);
    await advance(millis(200));

    expect(world.read().contactorClosed).toBe(false);
    expect(device.state()).toMatchObject({ mode: "sleeping", evseState: evseStates.sleeping, lamp: "violet" });
  });

  test("loses patience with a car that ignores the pilot after 3 s", async () => {
    const { ask, world, advance } = await board();
    world.plugIn({ ...promptCar, ignoresStop: true });
    await advance(seconds(3));
    await ask("FS");

    await advance(millis(2990));
    expect(world.read().contactorClosed).toBe(true);
    await advance(millis(10));

    expect(world.read().contactorClosed).toBe(false);
  });

  test("disables at once with -12 V under load", async () => {
    const { ask, world } = await chargingBoard();

    await ask("FD");

    expect(world.read()).toMatchObject({ level: "F", contactorClosed: false });
    expect(await ask("G0")).toMatch(/^\$OK 2\^/);
  });

  test.each(["FS", "FD"])("charges again when enabled after %s", async (off) => {
    const { ask, world, advance } = await chargingBoard();
    await ask(off);
    await advance(seconds(5));

    await ask("FE");
    await advance(seconds(3));

    expect(world.read().contactorClosed).toBe(true);
  });

  test("notices while it sleeps that a car comes and goes", async () => {
    const { ask, world, advance, heard } = await board();
    await ask("FS");

    world.plugIn(promptCar);
    await advance(seconds(10));
    expect(heard.at(-1)).toMatch(/^\$AT fe 01 32 0100\^/);
    expect(world.read()).toMatchObject({ level: "B", contactorClosed: false });
    world.unplug();
    await advance(seconds(1));

    expect(heard.at(-1)).toMatch(/^\$AT fe 01 32 0000\^/);
  });

  test("offers nothing while it is locked, charges once unlocked, and opens when it is locked again", async () => {
    const { ask, world, advance } = await board();
    await ask("S4", "1");
    world.plugIn(promptCar);
    await advance(seconds(10));
    expect(world.read()).toMatchObject({ level: "B", signal: { kind: "steady" } });
    expect(await ask("GS")).toMatch(/^\$OK 02 0 02 0108\^/);

    await ask("S4", "0");
    await advance(seconds(3));
    expect(world.read().contactorClosed).toBe(true);
    await ask("S4", "1");

    expect(world.read().contactorClosed).toBe(false);
  });

  test("locks itself when the car leaves if it was built so", async () => {
    const { ask, world, advance } = await board({ relocks: true });
    await ask("S4", "0");
    world.plugIn(promptCar);
    await advance(seconds(3));
    world.unplug();
    await advance(seconds(1));

    expect(await ask("G4")).toMatch(/^\$OK 1\^/);
  });

  test("counts energy in watt-seconds of the session and seconds of charging", async () => {
    const { ask, world, advance } = await chargingBoard();
    await advance(minutes(10));

    const session = Number((await ask("GU")).split(" ")[1]);
    expect(session / 3600).toBeCloseTo(world.read().energy, 0);
    const elapsed = Number((await ask("GS")).split(" ")[2]);
    expect(elapsed).toBeGreaterThan(598);
    expect(elapsed).toBeLessThan(604);
    expect(await ask("GG")).toMatch(/^\$OK 32000 22\d{4}\^/);
  });

  test("keeps charging when its line is cut, and talks again when it is mended", async () => {
    const { wire, world, advance, ask } = await chargingBoard();

    await wire.cut();
    await advance(minutes(1));
    expect(world.read().contactorClosed).toBe(true);
    await wire.mend();
    await wire.near.open();
    // A tenth of the minute that it was out.
    await advance(seconds(6));

    expect(await ask("G0")).toMatch(/^\$OK 1\^/);
  });

  test("drops the relay when it restarts, says that it booted, and forgets what was volatile", async () => {
    const { ask, world, advance, heard } = await chargingBoard();
    await ask("SC", "10", "V");
    await ask("S4", "1");

    expect(await ask("FR")).toBe("$OK^20");
    expect(world.read().contactorClosed).toBe(false);
    heard.length = 0;
    await advance(millis(600));

    expect(heard[0]).toBe("$AB 00 8.2.3^1E");
    expect(await ask("GC")).toMatch(/^\$OK 6 32 32 32\^/);
    expect(await ask("G4")).toMatch(/^\$OK 0\^/);
  });

  test("leaves no timer behind when it stops", async () => {
    const { clock, lineClock, ask, stop } = await chargingBoard();
    await ask("SY", "30", "6");

    await stop();

    expect([clock.pending(), lineClock.pending()]).toEqual([0, 0]);
  });
});

describe("heartbeat supervision", () => {
  test("falls back when no pulse comes in time, and stays there until the miss is acknowledged", async () => {
    const { ask, advance, world, heard } = await chargingBoard();
    await ask("SY", "30", "6");
    await advance(seconds(30));
    expect(await ask("GC")).toMatch(/ 32 32\^/);
    await advance(seconds(2));
    expect(heard.at(-1)).toMatch(/^\$OK|^\$AT 03 03 6 0140\^/);
    expect(world.read().signal).toEqual({ kind: "pwm", amps: 6 });

    expect(await ask("SY")).toMatch(/^\$NK 30 6 2\^/);
    expect(await ask("SY", "1")).toMatch(/^\$NK 30 6 2\^/);
    expect(await ask("SY", "165")).toMatch(/^\$OK 30 6 1\^/);

    expect(await ask("SY")).toMatch(/^\$OK 30 6 1\^/);
    expect(world.read().signal).toEqual({ kind: "pwm", amps: 32 });
  });

  test("is content with pulses in time, by the clock of the line", async () => {
    const { ask, lineClock, clock, world } = await chargingBoard();
    await ask("SY", "30", "6");

    await clock.advance(minutes(60));
    for (let count = 0; count < 10; count++) {
      await lineClock.advance(seconds(25));
      await ask("SY");
    }

    expect(world.read().signal).toEqual({ kind: "pwm", amps: 32 });
  });

  test("survives a restart, as it is kept in lasting memory", async () => {
    const { ask, advance } = await board();
    await ask("SY", "30", "6");
    await ask("FR");
    await advance(seconds(1));

    expect(await ask("GY")).toMatch(/^\$OK 30 6 0\^/);
  });
});
