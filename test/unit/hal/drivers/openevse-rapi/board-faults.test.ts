import { describe, expect, it } from "vitest";
import { amperes, millis, seconds } from "#hal/core/units";
import { OpenEvseRig } from "#test/support/openevse-rig";

const PLUGGED = 0x0100;

describe("the faults of an OpenEVSE", () => {
  it.each([
    [0x04, "board.ventilation"],
    [0x05, "board.diode"],
    [0x06, "board.residual-current"],
    [0x07, "board.ground"],
    [0x08, "board.contactor-welded"],
    [0x09, "board.self-test"],
    [0x0a, "board.over-temperature"],
    [0x0b, "board.over-current"],
    [0x0e, "board.contactor-open"],
    [0x0d, "board.pilot"],
  ])("are named by its state %i: %s", async (state, code) => {
    const rig = await new OpenEvseRig().charging(16);

    rig.evse.become(state, PLUGGED);

    expect(rig.board.faults.active()).toEqual([code]);
    expect(rig.board.pilot.latest()).toEqual({ level: state === 0x04 ? "D" : "F", energized: false, offered: 0 });
    expect(rig.faults[0]?.detail).toMatch(/^EVSE state 0/);
  });

  it("end when the board is awake without them", async () => {
    const rig = await new OpenEvseRig().charging(16);
    rig.evse.become(0x06, PLUGGED);

    rig.evse.become(0x02, PLUGGED);

    expect(rig.faultWords()).toEqual(["+board.residual-current", "-board.residual-current"]);
  });

  it("change into one another", async () => {
    const rig = await new OpenEvseRig().charging(16);
    rig.evse.become(0x0e, PLUGGED);

    rig.evse.become(0x08, PLUGGED);

    expect(rig.board.faults.active()).toEqual(["board.contactor-welded"]);
  });

  it("are left to the board to watch when it can be locked instead of put to sleep", async () => {
    const rig = await new OpenEvseRig().charging(16);
    rig.evse.become(0x06, PLUGGED);
    rig.evse.taken();

    await rig.board.permit.open();
    expect(rig.evse.taken()).toEqual(["S4 1"]);
    rig.evse.become(0x02, PLUGGED | 0x0008);
    await rig.clock.advance(millis(1));

    expect(rig.board.faults.active()).toEqual([]);
    expect(rig.evse.state).toBe(0xfe);
  });

  it("open a contactor that is closed in a fault all the same", async () => {
    const rig = await new OpenEvseRig().charging(16);
    rig.evse.become(0x0b, PLUGGED | 0x0040);
    rig.evse.taken();

    await rig.board.permit.open();

    expect(rig.evse.taken()[0]).toBe("FD");
  });

  it("outlast the sleep that hides them, until the vehicle leaves", async () => {
    const rig = new OpenEvseRig();
    rig.evse.hasLock = false;
    await rig.charging(16);
    rig.evse.become(0x06, PLUGGED);

    await rig.board.permit.open();
    await rig.clock.advance(seconds(5));
    expect(rig.evse.state).toBe(0xfe);
    expect(rig.board.faults.active()).toEqual(["board.residual-current"]);

    rig.evse.become(0xfe, 0);
    expect(rig.board.faults.active()).toEqual([]);
  });

  it("keep a welded contactor even when the vehicle has left", async () => {
    const rig = new OpenEvseRig();
    rig.evse.hasLock = false;
    await rig.charging(16);
    rig.evse.become(0x08, PLUGGED);

    await rig.board.permit.withdraw();
    rig.evse.become(0xfe, PLUGGED);
    rig.evse.become(0xfe, 0);

    expect(rig.board.faults.active()).toEqual(["board.contactor-welded"]);
  });

  it("are found at the start", async () => {
    const rig = new OpenEvseRig();
    rig.evse.state = 0x07;

    await rig.started();

    expect(rig.board.faults.active()).toEqual(["board.ground"]);
    await expect(rig.board.permit.renew()).resolves.toBeUndefined();
    expect(rig.evse.state).toBe(0x07);
  });

  it("go with the permission: a grant in a fault is what the board makes of it", async () => {
    const rig = await new OpenEvseRig().started();
    rig.evse.become(0x07, 0);

    await rig.board.permit.grant(amperes(16));

    expect(rig.evse.taken()).toContain("FE");
  });
});
