import { describe, expect, it } from "vitest";
import { seconds } from "#hal/core/units";
import { encodeRapiReply } from "#hal/wire/rapi";
import { OpenEvseRig } from "#test/support/openevse-rig";

describe("an answer that a transition has overtaken", () => {
  it("does not bring back the state from before it when both lines arrive in one piece", async () => {
    const rig = await new OpenEvseRig().charging();
    const { evse, board, clock } = rig;
    evse.become(0x02, 0x0100);
    expect(board.pilot.latest()?.level).toBe("B");
    evse.interfere = (command) => {
      if (command.code !== "GS") return undefined;
      evse.interfere = () => undefined;
      const before = evse.answer(command, { ok: true, args: ["02", "0", "02", "0100"] });
      evse.state = 0x03;
      evse.flags = 0x0140;
      return [before, encodeRapiReply({ kind: "notice", code: "AT", args: ["03", "03", "16", "0140"] })];
    };
    rig.readings.splice(0);
    await clock.advance(seconds(40));
    expect(board.pilot.latest()).toMatchObject({ level: "C", energized: true });
    expect(rig.readings.map(({ level }) => level)).toEqual(["C"]);
  });
});
