import { describe, expect, it, onTestFinished } from "vitest";
import { evseId } from "#hal/core/charging";
import { amperes, minutes, seconds } from "#hal/core/units";
import type { EvseBranch } from "#agent/domain/site/state-tree";
import { idToken } from "#agent/domain/authorization/id-token";
import { BLOCKED_CARD, CARD, OTHER_CARD, VirtualRig } from "#test/support/virtual-rig";

const evse = evseId(1);

async function rigged(): Promise<VirtualRig> {
  const rig = await new VirtualRig().start();
  onTestFinished(() => rig.stop());
  return rig;
}

function outletOf(rig: VirtualRig): EvseBranch {
  const outlet = rig.agent.onSite.state().evses["1"];
  if (outlet === undefined) throw new TypeError("there is no outlet");
  return outlet;
}

describe("somebody on site", () => {
  it("begins a charge under a tag that the back end accepts, and ends it", async () => {
    const rig = await rigged();
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.until(() => rig.status() === "Preparing");

    expect(rig.agent.onSite.handle({ type: "localStart", evse, token: idToken(OTHER_CARD) })).toBe("accepted");
    await rig.until(() => rig.status() === "Charging");
    expect(rig.payloads("Authorize")).toMatchObject([{ idTag: OTHER_CARD }]);
    expect(rig.agent.onSite.handle({ type: "localStart", evse, token: idToken(CARD) })).toBe("rejected");

    expect(rig.agent.onSite.handle({ type: "localStop", evse })).toBe("accepted");
    await rig.until(() => rig.payloads("StopTransaction").length === 1);
    expect(rig.payloads("StopTransaction")).toMatchObject([{ reason: "Local" }]);
    expect(rig.agent.onSite.handle({ type: "localStop", evse })).toBe("rejected");
  });

  it("begins nothing under a tag that the back end refuses", async () => {
    const rig = await rigged();
    rig.station.plugIn();
    await rig.until(() => rig.status() === "Preparing");
    rig.agent.onSite.handle({ type: "localStart", evse, token: idToken(BLOCKED_CARD) });
    await rig.clock.advance(seconds(20));

    expect(rig.payloads("StartTransaction")).toEqual([]);
  });

  it("pauses a charge, sees why it does not charge, and lets it go on", async () => {
    const rig = await rigged();
    await rig.charge();

    expect(rig.agent.onSite.handle({ type: "pause", evse, duration: minutes(60) })).toBe("accepted");
    await rig.until(() => rig.status() === "SuspendedEVSE");
    expect(outletOf(rig)).toMatchObject({
      paused: true,
      summary: "occupied",
      limit: { owner: "localUser", amperes: 0 },
      notCharging: { code: "limit.localUser" },
    });
    await rig.until(() => !rig.station.outlet().snapshot().contactorClosed);

    expect(rig.agent.onSite.handle({ type: "resume", evse })).toBe("accepted");
    await rig.until(() => rig.status() === "Charging");
    expect(outletOf(rig)).toMatchObject({ paused: false, notCharging: null, summary: "charging" });
    expect(rig.agent.onSite.handle({ type: "resume", evse })).toBe("rejected");
    expect(rig.payloads("StopTransaction")).toEqual([]);
  });

  it("need not remember a pause: it ends with its time", async () => {
    const rig = await rigged();
    await rig.charge();
    rig.agent.onSite.handle({ type: "pause", evse, duration: minutes(2) });
    await rig.until(() => rig.status() === "SuspendedEVSE");

    await rig.until(() => rig.status() === "Charging", minutes(3));
  });

  it("limits the current, also through a pause, and only for this charge", async () => {
    const rig = await rigged();
    await rig.charge();
    rig.agent.onSite.handle({ type: "limitCurrent", evse, limit: amperes(10), duration: minutes(60) });
    await rig.until(() => outletOf(rig).offered === 10);
    rig.agent.onSite.handle({ type: "pause", evse, duration: minutes(60) });
    await rig.until(() => rig.status() === "SuspendedEVSE");
    rig.agent.onSite.handle({ type: "resume", evse });
    await rig.until(() => outletOf(rig).offered === 10);

    rig.station.unplug();
    await rig.until(() => rig.status() === "Available");
    await rig.charge(OTHER_CARD);
    await rig.until(() => outletOf(rig).offered === 32);
  });

  it("takes a limit back", async () => {
    const rig = await rigged();
    await rig.charge();
    rig.agent.onSite.handle({ type: "limitCurrent", evse, limit: amperes(10), duration: minutes(60) });
    await rig.until(() => outletOf(rig).offered === 10);
    rig.agent.onSite.handle({ type: "limitCurrent", evse, duration: minutes(60) });

    await rig.until(() => outletOf(rig).offered === 32);
  });

  it("cannot pause what does not run, and knows no outlet that is not there", async () => {
    const rig = await rigged();

    expect(rig.agent.onSite.handle({ type: "pause", evse, duration: minutes(1) })).toBe("rejected");
    expect(rig.agent.onSite.handle({ type: "localStop", evse: evseId(9) })).toBe("unknownEvse");
  });

  it("is noticed when pressing the charger's button", async () => {
    const rig = await rigged();
    let presses = 0;
    rig.agent.onSite.presses.listen(() => (presses += 1));
    rig.station.pressButton();
    await rig.clock.advance(seconds(1));

    expect(presses).toBe(1);
  });
});

describe("the state on site", () => {
  it("counts a charger as waiting for synchronisation once the back end has been away for a minute", async () => {
    const rig = await rigged();
    expect(outletOf(rig).summary).toBe("available");
    rig.cutNetwork();
    await rig.clock.advance(minutes(2));

    expect(outletOf(rig)).toMatchObject({ status: "available", summary: "waitingForSync" });
    expect(rig.agent.onSite.state().csms).toMatchObject({ connection: "offline", isWaitingForSync: true });
  });
});
