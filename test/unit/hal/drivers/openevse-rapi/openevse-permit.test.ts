import { describe, expect, it } from "vitest";
import { amperes, millis, seconds } from "#hal/core/units";
import { OpenEvseRig } from "#test/support/openevse-rig";

describe("a permission on an OpenEVSE", () => {
  it("sets the current for this run only, unlocks, and enables last", async () => {
    const rig = await new OpenEvseRig().started();
    rig.evse.plug();
    rig.evse.taken();

    await rig.board.permit.grant(amperes(16));

    expect(rig.evse.taken()).toEqual(["SY", "SC 16 V", "S4 0", "FE"]);
    expect(rig.evse.state).toBe(0x02);
  });

  it("changes the limit without touching anything else", async () => {
    const rig = await new OpenEvseRig().charging(16);

    await rig.board.permit.grant(amperes(10));

    expect(rig.evse.taken()).toEqual(["SC 10 V"]);
    expect(rig.board.pilot.latest()?.offered).toBe(10);
  });

  it("offers whole amperes, never more than granted", async () => {
    const rig = await new OpenEvseRig().started();

    await rig.board.permit.grant(amperes(13.9));

    expect(rig.evse.amps).toBe(13);
  });

  it("accepts that the board offers less than asked for", async () => {
    const rig = await new OpenEvseRig().started();
    rig.evse.configuredMaximum = 20;

    await rig.board.permit.grant(amperes(32));

    expect(rig.evse.amps).toBe(20);
    expect(rig.evse.state).toBe(0x01);
  });

  it("is refused below what a pilot can offer, without a word to the board", async () => {
    const rig = await new OpenEvseRig().started();
    rig.evse.taken();

    await expect(rig.board.permit.grant(amperes(5.9))).rejects.toMatchObject({ code: "board.refused" });

    expect(rig.evse.taken()).toEqual([]);
  });

  it("is taken back when the board offers more than asked for", async () => {
    const rig = await new OpenEvseRig().started();
    rig.evse.interfere = (command) =>
      command.code === "SC" ? [rig.evse.answer(command, { ok: false, args: ["24"] })] : undefined;

    await expect(rig.board.permit.grant(amperes(16))).rejects.toMatchObject({ code: "board.refused" });

    expect(rig.evse.state).toBe(0xfe);
  });

  it("is refused when the board does not supervise the heartbeat that was ordered", async () => {
    const rig = new OpenEvseRig();
    rig.evse.hasHeartbeat = false;
    await rig.started();

    await expect(rig.board.permit.grant(amperes(16))).rejects.toMatchObject({ code: "board.refused" });

    expect(rig.evse.state).toBe(0xfe);
    expect(rig.log.named("error")).toEqual(["heartbeat.refused"]);
  });

  it("is withdrawn by sleep, which lets the vehicle stop first", async () => {
    const rig = await new OpenEvseRig().charging(16);

    await rig.board.permit.withdraw();
    await rig.clock.advance(millis(500));

    expect(rig.evse.taken().slice(0, 2)).toEqual(["FS", "S4 1"]);
    expect(rig.board.pilot.latest()).toEqual({ level: "B", energized: false, offered: 0 });
  });

  it("does not come into force when it was withdrawn meanwhile", async () => {
    const rig = await new OpenEvseRig().started();
    let isFirst = true;
    rig.evse.interfere = ({ code }) => {
      if (code !== "SC" || !isFirst) return undefined;
      isFirst = false;
      return [];
    };

    const granted = rig.outcomeOf(rig.board.permit.grant(amperes(16)));
    const withdrawn = rig.outcomeOf(rig.board.permit.withdraw());

    await expect(granted).resolves.not.toBe("ok");
    await expect(withdrawn).resolves.toBe("ok");
    expect(rig.evse.state).toBe(0xfe);
    expect(rig.evse.commands).not.toContain("FE");
  });

  it("ends asleep when the withdrawal overtakes the enabling", async () => {
    const rig = await new OpenEvseRig().started();
    rig.evse.taken();
    let isWithdrawn = false;
    rig.evse.interfere = (command) => {
      if (command.code === "FE" && !isWithdrawn) {
        isWithdrawn = true;
        rig.board.permit.withdraw().catch(() => undefined);
      }
      return undefined;
    };

    const granted = await rig.outcomeOf(rig.board.permit.grant(amperes(16)));

    expect(granted).toBe("board.superseded");
    expect(rig.evse.taken().slice(0, 5)).toEqual(["SY", "SC 16 V", "S4 0", "FE", "FS"]);
    expect(rig.evse.state).toBe(0xfe);
  });

  it("holds when it is granted while the withdrawal is under way", async () => {
    const rig = await new OpenEvseRig().charging(16);

    const outcomes = await Promise.all([
      rig.outcomeOf(rig.board.permit.withdraw()),
      rig.outcomeOf(rig.board.permit.grant(amperes(10))),
    ]);

    expect(outcomes).toEqual(["ok", "ok"]);
    expect(rig.evse.state).toBe(0x02);
    expect(rig.evse.flags & 0x0008).toBe(0);
  });

  it("opens the contactor at once and leaves the board asleep a moment later", async () => {
    const rig = await new OpenEvseRig().charging(16);

    await rig.board.permit.open();
    expect(rig.evse.taken()[0]).toBe("FD");
    expect(rig.evse.state).toBe(0xff);

    await rig.clock.advance(millis(500));
    expect(rig.board.pilot.latest()).toEqual({ level: "B", energized: false, offered: 0 });
    expect(rig.evse.state).toBe(0xff);
    await rig.clock.advance(seconds(3));
    expect(rig.evse.state).toBe(0xfe);
  });

  it("can be granted again after the contactor was opened", async () => {
    const rig = await new OpenEvseRig().charging(16);
    await rig.board.permit.open();

    await rig.board.permit.grant(amperes(16));
    await rig.clock.advance(seconds(3));

    expect(rig.evse.state).toBe(0x02);
  });

  it("rejects a command that the board did not confirm", async () => {
    const rig = await new OpenEvseRig().charging(16);
    rig.evse.isMute = true;

    await expect(rig.outcomeOf(rig.board.permit.open(), seconds(2))).resolves.toBe("board.timeout");
  });

  it("puts a board to sleep that wakes up without it", async () => {
    const rig = await new OpenEvseRig().started();
    rig.evse.plug();
    rig.evse.taken();

    rig.evse.become(0x02, 0x0100);
    await rig.clock.advance(millis(1));

    expect(rig.evse.taken()).toContain("FS");
    expect(rig.evse.state).toBe(0xfe);
    expect(rig.log.named("info")).toContain("board.put-to-sleep");
  });
});

describe("renewing the permission on an OpenEVSE", () => {
  it("is one heartbeat", async () => {
    const rig = await new OpenEvseRig().charging(16);

    await rig.board.permit.renew();

    expect(rig.evse.taken()).toEqual(["SY"]);
    expect(rig.board.permit.onSilence).toEqual({ kind: "reducesTo", limit: 6 });
    expect(rig.board.permit.renewEvery).toBe(seconds(10));
  });

  it("acknowledges a missed heartbeat and restores the limit, not the board's own maximum", async () => {
    const rig = await new OpenEvseRig().charging(16);
    rig.evse.heartbeat = { interval: 30, amps: 6, trigger: 2 };
    rig.evse.amps = 6;

    await rig.board.permit.renew();

    expect(rig.evse.taken()).toEqual(["SY", "SY 165", "SC 16 V"]);
    expect(rig.evse.amps).toBe(16);
    expect(rig.log.named("warn")).toEqual(["heartbeat.missed"]);
  });

  it("takes a miss that is acknowledged already for no news", async () => {
    const rig = await new OpenEvseRig().charging(16);
    rig.evse.heartbeat = { interval: 30, amps: 6, trigger: 1 };

    await rig.board.permit.renew();

    expect(rig.evse.taken()).toEqual(["SY"]);
  });

  it("sends heartbeats without a permission too, so that the first grant finds a board in time", async () => {
    const rig = await new OpenEvseRig().started();
    rig.evse.taken();

    await rig.board.permit.renew();

    expect(rig.evse.taken()).toEqual(["SY"]);
    expect(rig.evse.state).toBe(0xfe);
  });

  it("has nothing to say to a board behind an interlock", async () => {
    const rig = await new OpenEvseRig({ settings: { heartbeat: false, interlock: "K3" } }).charging(16);

    await rig.board.permit.renew();

    expect(rig.evse.taken()).toEqual([]);
  });

  it("wakes a board again that somebody put to sleep at its button", async () => {
    const rig = await new OpenEvseRig().charging(16);
    rig.evse.become(0xfe, 0x0100);
    expect(rig.board.pilot.latest()).toEqual({ level: "B", energized: false, offered: 0 });

    await rig.board.permit.renew();

    expect(rig.evse.state).toBe(0x02);
    expect(rig.log.named("warn")).toEqual(["permit.reasserted"]);
  });

  it("rejects while the board is not there", async () => {
    const rig = await new OpenEvseRig().charging(16);
    rig.evse.link.drop();

    await expect(rig.board.permit.renew()).rejects.toMatchObject({ code: "board.closed" });
  });
});
