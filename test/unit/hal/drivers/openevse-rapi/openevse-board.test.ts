import { describe, expect, it } from "vitest";
import { amperes, millis, seconds } from "#hal/core/units";
import { OpenEvseRig } from "#test/support/openevse-rig";

describe("an OpenEVSE at the start", () => {
  it("is put to sleep and locked before anything else may charge", async () => {
    const rig = await new OpenEvseRig().started();

    expect(rig.evse.state).toBe(0xfe);
    expect(rig.evse.taken()).toEqual(["GV", "GS", "S4 1", "FS", "S4 1", "SY 30 6", "GC", "GE", "GS"]);
    expect(rig.board.health()).toEqual({ kind: "ok" });
    expect(rig.faultWords()).toEqual([]);
    await rig.board.stop();
  });

  it("is put to sleep only when its firmware has no lock", async () => {
    const rig = new OpenEvseRig();
    rig.evse.hasLock = false;
    await rig.started();

    expect(rig.evse.state).toBe(0xfe);
    expect(rig.evse.taken()).toEqual(["GV", "GS", "S4 1", "FS", "SY 30 6", "GC", "GE", "GS"]);
  });

  it("has its supervision switched off where an interlock stands in for it", async () => {
    const rig = await new OpenEvseRig({ settings: { heartbeat: false, interlock: "RCM relay K3" } }).started();

    expect(rig.evse.taken()).toContain("SY 0 6");
    expect(rig.board.permit.onSilence).toEqual({ kind: "nothing", interlock: "RCM relay K3" });
  });

  it("cannot be built with neither heartbeat nor interlock", () => {
    expect(() => new OpenEvseRig({ settings: { heartbeat: false } })).toThrow(/config\.board/);
  });

  it("tells the range of current that board, installer and wiring allow together", async () => {
    const rig = new OpenEvseRig({ installedLimit: amperes(20) });
    expect(rig.board.permit.range).toEqual({ min: 6, max: 20 });
    rig.evse.configuredMaximum = 16;

    await rig.started();

    expect(rig.board.permit.range).toEqual({ min: 6, max: 16 });
  });

  it("gives its first reading with a vehicle that was there before", async () => {
    const rig = new OpenEvseRig();
    rig.evse.flags = 0x0100;
    rig.evse.state = 0x02;

    await rig.started();

    expect(rig.board.pilot.latest()).toEqual({ level: "B", energized: false, offered: 0 });
    expect(rig.readings).toHaveLength(1);
  });

  it("is asked to tell of its button instead of showing its own menu, and its presses are told", async () => {
    const rig = new OpenEvseRig();
    rig.evse.ecf = 0x0001;
    await rig.started();
    let presses = 0;
    rig.board.button.presses.listen(() => (presses += 1));

    rig.evse.notify("AN", "0");
    rig.evse.notify("AN", "1");
    rig.evse.notify("AN", "7");

    expect(rig.evse.taken()).toContain("FF B 0");
    expect(presses).toBe(2);
  });

  it("is warned about when somebody has switched protections off", async () => {
    const rig = new OpenEvseRig();
    rig.evse.ecf = 0x0409;

    await rig.started();

    expect(rig.log.events.find(({ event }) => event === "board.protection-off")?.fields["off"]).toEqual([
      "ground",
      "temperature",
    ]);
  });

  it("is a fault when the line cannot be opened, until it can", async () => {
    const rig = new OpenEvseRig();
    rig.evse.link.failOpen = true;

    await rig.started();
    expect(rig.faultWords()).toEqual(["+board.silent"]);
    expect(rig.board.health().kind).toBe("degraded");
    expect(rig.board.pilot.latest()).toBeUndefined();

    rig.evse.link.failOpen = false;
    await rig.clock.advance(seconds(1));
    expect(rig.faultWords()).toEqual(["+board.silent", "-board.silent"]);
    expect(rig.board.health().kind).toBe("ok");
  });

  it("is a fault when the line is open and nobody answers", async () => {
    const rig = new OpenEvseRig();
    rig.evse.isMute = true;

    const started = rig.started();
    await rig.clock.advance(seconds(2));
    await started;

    expect(rig.faultWords()).toEqual(["+board.silent"]);
    rig.evse.isMute = false;
    await rig.clock.advance(seconds(1));
    expect(rig.faultWords()).toEqual(["+board.silent", "-board.silent"]);
  });

  it("is begun again when it restarts while it is greeted", async () => {
    const rig = new OpenEvseRig();
    let restarts = 0;
    rig.evse.interfere = ({ code }) => {
      if (code === "GC" && restarts++ === 0) rig.evse.restart();
      return undefined;
    };

    await rig.started();

    expect(rig.evse.state).toBe(0xfe);
    expect(rig.evse.taken().filter((command) => command === "FS")).toHaveLength(2);
  });
});

describe("the readings of an OpenEVSE", () => {
  it("follow the board at once, also while it sleeps, and only when something changed", async () => {
    const rig = await new OpenEvseRig().started();

    rig.evse.plug();
    rig.evse.become(0xfe, 0x0108);
    rig.evse.become(0xfe, 0x0008);

    expect(rig.readings.map(({ level }) => level)).toEqual(["A", "B", "A"]);
  });

  it("follow by polling where the board says nothing", async () => {
    const rig = await new OpenEvseRig().started();

    rig.evse.flags |= 0x0100;
    await rig.clock.advance(seconds(2));

    expect(rig.board.pilot.latest()?.level).toBe("B");
  });

  it("tell contactor and offer of a charge", async () => {
    const rig = await new OpenEvseRig().charging(16);

    expect(rig.board.pilot.latest()).toEqual({ level: "C", energized: true, offered: 16 });
  });

  it("tell what the board offers when it reduces by itself", async () => {
    const rig = await new OpenEvseRig().charging(16);

    rig.evse.amps = 6;
    rig.evse.become(0x03, 0x0140);

    expect(rig.board.pilot.latest()?.offered).toBe(6);
  });

  it("come every few seconds, beside what the board tells by itself", async () => {
    const rig = await new OpenEvseRig().started();
    await rig.clock.advance(seconds(6));
    rig.evse.taken();

    await rig.clock.advance(seconds(20));
    expect(rig.evse.taken().filter((command) => command === "GS")).toHaveLength(4);

    rig.evse.plug();
    await rig.board.permit.grant(amperes(16));
    await rig.clock.advance(seconds(16));
    rig.evse.taken();
    await rig.clock.advance(seconds(30));
    expect(rig.evse.taken().filter((command) => command === "GS")).toHaveLength(2);
  });

  it("are not disturbed by notices that make no sense", async () => {
    const rig = await new OpenEvseRig().started();

    rig.evse.notify("AT", "zz");
    rig.evse.notify("AB");
    rig.evse.notify("AN", "1");
    rig.evse.notify("WF", "0");

    expect(rig.readings).toHaveLength(1);
    expect(rig.evse.state).toBe(0xfe);
  });
});

describe("an OpenEVSE that is lost", () => {
  it("is silent after the plug was pulled, and asleep again when it is back", async () => {
    const rig = await new OpenEvseRig().charging(16);

    rig.evse.link.drop();
    expect(rig.faultWords()).toEqual(["+board.silent"]);
    expect(rig.board.pilot.latest()).toBeUndefined();
    await expect(rig.board.permit.grant(amperes(16))).rejects.toMatchObject({ code: "board.closed" });

    await rig.clock.advance(seconds(1));
    expect(rig.evse.state).toBe(0xfe);
    expect(rig.faultWords()).toEqual(["+board.silent", "-board.silent"]);
    expect(rig.board.pilot.latest()).toEqual({ level: "B", energized: false, offered: 0 });
  });

  it("is silent after three commands without answer", async () => {
    const rig = await new OpenEvseRig().started();

    rig.evse.isMute = true;
    await rig.clock.advance(seconds(8));
    expect(rig.faultWords()).toEqual(["+board.silent"]);

    rig.evse.isMute = false;
    await rig.clock.advance(seconds(10));
    expect(rig.faultWords()).toEqual(["+board.silent", "-board.silent"]);
  });

  it("is not silent because of one lost answer", async () => {
    const rig = await new OpenEvseRig().started();
    let lost = 0;
    rig.evse.interfere = ({ code }) => (code === "GS" && lost++ < 2 ? [] : undefined);

    await rig.clock.advance(seconds(10));

    expect(rig.faultWords()).toEqual([]);
  });

  it("gives its readings before the fault ends, so that nobody decides on old ones", async () => {
    const rig = await new OpenEvseRig().started();
    rig.evse.link.drop();
    const order: string[] = [];
    rig.board.pilot.readings.listen(() => order.push("reading"));
    rig.board.faults.changes.listen(() => order.push("fault"));

    await rig.clock.advance(seconds(1));

    expect(order).toEqual(["reading", "fault"]);
  });

  it("is logged once, however often it is looked for", async () => {
    const rig = await new OpenEvseRig().started();
    rig.evse.link.failOpen = true;
    rig.evse.link.drop();

    await rig.clock.advance(seconds(60));

    expect(rig.log.named("warn")).toEqual(["board.lost"]);
    await rig.board.stop();
    expect(rig.clock.pending()).toBe(0);
  });
});

describe("an OpenEVSE that restarts by itself", () => {
  it("is put to sleep again and has its settings again", async () => {
    const rig = await new OpenEvseRig().started();
    rig.evse.taken();

    rig.evse.restart();
    await rig.clock.advance(millis(1));

    expect(rig.evse.state).toBe(0xfe);
    expect(rig.evse.taken()).toEqual(expect.arrayContaining(["FS", "S4 1", "SY 30 6"]));
    expect(rig.faultWords()).toEqual([]);
  });

  it("has lost the permission, and says so by a moment of silence", async () => {
    const rig = await new OpenEvseRig().charging(16);

    rig.evse.restart();
    expect(rig.board.pilot.latest()).toBeUndefined();
    await rig.clock.advance(millis(1));

    expect(rig.faultWords()).toEqual(["+board.silent", "-board.silent"]);
    expect(rig.evse.state).toBe(0xfe);
    expect(rig.board.pilot.latest()).toEqual({ level: "B", energized: false, offered: 0 });
    expect(rig.log.named("warn")).toContain("board.restarted");
  });

  it("can be granted again afterwards", async () => {
    const rig = await new OpenEvseRig().charging(16);
    rig.evse.restart();
    await rig.clock.advance(millis(1));
    rig.evse.taken();

    await rig.board.permit.grant(amperes(10));

    expect(rig.evse.taken()).toEqual(["SY", "SC 10 V", "S4 0", "FE"]);
  });

  it("tells what its self-test found", async () => {
    const rig = await new OpenEvseRig().started();

    rig.evse.restart(0x08);
    await rig.clock.advance(seconds(10));

    expect(rig.board.faults.active()).toEqual(["board.contactor-welded"]);
    rig.evse.restart(0x00);
    await rig.clock.advance(seconds(1));
    expect(rig.board.faults.active()).toEqual([]);
  });
});

describe("an OpenEVSE that is left", () => {
  it("is put to sleep, and nothing is left behind", async () => {
    const rig = await new OpenEvseRig().charging(16);
    rig.board.light.show({ colour: "green", rhythm: "breathing" });

    await rig.board.stop();

    expect(rig.evse.state).toBe(0xfe);
    expect(rig.evse.link.isOpen()).toBe(false);
    expect(rig.clock.pending()).toBe(0);
    expect(rig.board.health()).toEqual({ kind: "stopped" });
  });

  it("is given up after a second when it does not answer", async () => {
    const rig = await new OpenEvseRig().charging(16);
    rig.evse.isMute = true;

    const stopped = rig.board.stop();
    await rig.clock.advance(seconds(1));
    await stopped;

    expect(rig.clock.pending()).toBe(0);
    expect(rig.evse.link.isOpen()).toBe(false);
  });

  it("can be left while it is greeted", async () => {
    const rig = new OpenEvseRig();
    rig.evse.isMute = true;
    const started = rig.started();
    await rig.clock.advance(millis(100));

    await rig.board.stop();
    await started;
    await rig.clock.advance(seconds(60));

    expect(rig.clock.pending()).toBe(0);
    expect(rig.board.health()).toEqual({ kind: "stopped" });
  });

  it("can be started again", async () => {
    const rig = await new OpenEvseRig().started();
    await rig.board.stop();

    await rig.started();

    expect(rig.board.health()).toEqual({ kind: "ok" });
    expect(rig.board.pilot.latest()?.level).toBe("A");
  });
});
