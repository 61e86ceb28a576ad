import { describe, expect, it, onTestFinished } from "vitest";
import { epochMillis, minutes, seconds } from "#hal/core/units";
import { CARD, VirtualRig } from "#test/support/virtual-rig";

async function rigged(noChargeBeforeActivation: boolean): Promise<VirtualRig> {
  const rig = await new VirtualRig({ noChargeBeforeActivation }).start();
  onTestFinished(() => rig.stop());
  return rig;
}

const why = (rig: VirtualRig) => rig.agent.onSite.state().evses["1"]?.notCharging?.code;
const light = (rig: VirtualRig) => /"light":(\{[^}]*\})/.exec(JSON.stringify(rig.agent.status()))?.[1];

/** Plugs in and holds a card to the reader; false when nothing came of it. */
async function charges(rig: VirtualRig): Promise<boolean> {
  if (rig.status() === "Available") rig.station.plugIn({ stateOfCharge: 0.1 });
  await rig.until(() => rig.status() === "Preparing");
  rig.station.tapCard(CARD);
  await rig.clock.advance(seconds(20));
  return rig.status() === "Charging";
}

describe("a charger that is not in service yet", () => {
  it("charges where nobody asks for an activation", async () => {
    expect(await charges(await rigged(false))).toBe(true);
  });

  it("charges nobody where the policy forbids it, says why on page and light, and charges once it is activated", async () => {
    const rig = await rigged(true);
    expect(why(rig)).toBe("station.notActivated");
    expect(light(rig)).toBe('{"colour":"white","rhythm":"slow","intensity":100}');
    expect(await charges(rig)).toBe(false);
    expect(rig.payloads("StartTransaction")).toEqual([]);

    rig.agent.onSite.lifeCycle.put({ stage: "activated", activated: { by: "anna", at: epochMillis(0) } });

    expect(light(rig)).toBe('{"colour":"blue","rhythm":"slow","intensity":100}');
    expect(await charges(rig)).toBe(true);
  });

  it("keeps its state over a restart", async () => {
    const rig = await rigged(true);
    rig.agent.onSite.lifeCycle.put({ stage: "activated" });
    await rig.crashAgent();
    await rig.startAgent("boot-2");

    expect(why(rig)).toBe("vehicle.missing");
  });

  it("lets a test charge begin, which goes on when the time for it is over", async () => {
    const rig = await rigged(true);
    rig.agent.onSite.lifeCycle.openTestWindow();
    expect(await charges(rig)).toBe(true);
    await rig.clock.advance(minutes(16));

    expect(rig.status()).toBe("Charging");
  });
});

describe("a charger that was taken out of use", () => {
  it("charges nobody, whatever the policy says", async () => {
    const rig = await rigged(false);
    rig.agent.onSite.lifeCycle.put({ stage: "decommissioned" });

    expect(why(rig)).toBe("station.decommissioned");
    expect(await charges(rig)).toBe(false);
  });

  it("tells what there is and whether it answers", async () => {
    const rig = await rigged(false);

    expect(rig.agent.onSite.equipment()).toMatchObject({
      readers: ["front"],
      areReadersThere: true,
      outlets: [{ evse: 1, isBoardThere: true, isMeterThere: true, meter: { vendor: "Eastron" } }],
    });
  });
});
