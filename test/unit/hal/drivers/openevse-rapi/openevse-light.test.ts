import { describe, expect, it } from "vitest";
import { seconds } from "#hal/core/units";
import type { LightPattern } from "#hal/ports/status-light";
import { OpenEvseRig } from "#test/support/openevse-rig";

const lamps = (commands: readonly string[]) => commands.filter((command) => command.startsWith("FB"));

async function shown(pattern: LightPattern) {
  const rig = await new OpenEvseRig().started();
  rig.board.light.show(pattern);
  return rig;
}

describe("the light of an OpenEVSE", () => {
  it("keeps the firmware's colours until somebody asks for one", async () => {
    const rig = await new OpenEvseRig().started();

    rig.evse.plug();
    await rig.clock.advance(seconds(10));

    expect(lamps(rig.evse.taken())).toEqual([]);
  });

  it.each([
    ["off", 0],
    ["red", 1],
    ["green", 2],
    ["yellow", 3],
    ["blue", 4],
    ["violet", 5],
    ["white", 7],
  ] as const)("shows %s", async (colour, code) => {
    const rig = await shown({ colour, rhythm: "steady" });
    await rig.clock.advance(seconds(10));

    expect(lamps(rig.evse.taken())).toEqual([`FB ${String(code)}`]);
  });

  it.each([
    ["fast", 4],
    ["slow", 1],
  ] as const)("blinks %s", async (rhythm, changesPerSecond) => {
    const rig = await shown({ colour: "green", rhythm });
    rig.evse.taken();

    await rig.clock.advance(seconds(10));

    const colours = lamps(rig.evse.taken());
    expect(colours).toHaveLength(10 * changesPerSecond);
    expect(colours.slice(0, 2)).toEqual(["FB 0", "FB 2"]);
  });

  it.each([
    [0, ["FB 0"]],
    [1, ["FB 2"]],
    [100, ["FB 2"]],
  ])("cannot dim: at %i percent it shows %j", async (intensity, lamp) => {
    const rig = await shown({ colour: "green", rhythm: "steady", intensity });
    await rig.clock.advance(seconds(10));

    expect(lamps(rig.evse.taken())).toEqual(lamp);
  });

  it("does not keep the line busy with a blinking that nobody sees", async () => {
    const rig = await shown({ colour: "green", rhythm: "fast", intensity: 0 });
    await rig.clock.advance(seconds(10));

    expect(lamps(rig.evse.taken())).toEqual(["FB 0"]);
  });

  it("breathes without moving, because the backlight cannot dim", async () => {
    const rig = await shown({ colour: "green", rhythm: "breathing" });
    await rig.clock.advance(seconds(10));

    expect(lamps(rig.evse.taken())).toEqual(["FB 2"]);
  });

  it("shows its colour again after the firmware has painted over it", async () => {
    const rig = await shown({ colour: "blue", rhythm: "steady" });
    rig.evse.taken();

    rig.evse.plug();
    await rig.clock.advance(seconds(1));

    expect(lamps(rig.evse.taken())).toEqual(["FB 4"]);
  });

  it("shows what was asked for meanwhile when the board is back", async () => {
    const rig = await shown({ colour: "blue", rhythm: "fast" });
    rig.evse.link.drop();
    rig.board.light.show({ colour: "red", rhythm: "steady" });
    rig.evse.taken();

    await rig.clock.advance(seconds(5));

    expect(lamps(rig.evse.taken())).toEqual(["FB 1"]);
  });

  it("is not asked for again where there is no display", async () => {
    const rig = new OpenEvseRig();
    rig.evse.hasDisplay = false;
    await rig.started();

    rig.board.light.show({ colour: "green", rhythm: "fast" });
    await rig.clock.advance(seconds(10));

    expect(lamps(rig.evse.taken())).toEqual(["FB 2"]);
    expect(rig.faultWords()).toEqual([]);
  });

  it("never holds up the charge when the display hangs", async () => {
    const rig = await shown({ colour: "green", rhythm: "steady" });
    rig.evse.interfere = ({ code }) => (code === "FB" ? [] : undefined);
    rig.board.light.show({ colour: "red", rhythm: "fast" });

    await rig.clock.advance(seconds(30));

    expect(rig.board.health()).toEqual({ kind: "ok" });
  });
});
