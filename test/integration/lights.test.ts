import { describe, expect, it } from "vitest";
import { millis, minutes, seconds } from "#hal/core/units";
import { ask } from "#test/support/rig-calls";
import { BLOCKED_CARD, VirtualRig } from "#test/support/virtual-rig";

const set = (rig: VirtualRig, key: string, value: string) => ask(rig, "ChangeConfiguration", { key, value });

/** What the board's lamp shows. */
const lamp = (rig: VirtualRig) => rig.station.outlet().board.state().lamp;

interface Light {
  readonly colour: string;
  readonly intensity: number;
}

function told(rig: VirtualRig): Light | undefined {
  const { evses } = rig.agent.status() as { readonly evses: readonly { readonly light: Light }[] };
  return evses[0]?.light;
}

describe("LightIntensity", () => {
  it("10.1 takes effect at once: at 0 the light of a board that cannot dim is dark, and it is back above", async () => {
    const rig = await new VirtualRig().start();
    expect([lamp(rig), told(rig)]).toEqual(["green", expect.objectContaining({ colour: "green", intensity: 100 })]);

    expect(await set(rig, "LightIntensity", "0")).toEqual({ status: "Accepted" });
    expect([lamp(rig), told(rig)]).toEqual(["off", expect.objectContaining({ colour: "green", intensity: 0 })]);

    expect(await set(rig, "LightIntensity", "40")).toEqual({ status: "Accepted" });
    expect([lamp(rig), told(rig)?.intensity]).toEqual(["green", 40]);
    await rig.stop();
  });

  it("10.1 stays dark through another state and another start", async () => {
    const rig = await new VirtualRig().start();
    await set(rig, "LightIntensity", "0");
    await rig.charge();
    expect(lamp(rig)).toBe("off");
    await rig.stopAgent();
    await rig.startAgent("boot-2");
    await rig.clock.advance(seconds(10));
    expect([lamp(rig), told(rig)?.intensity]).toEqual(["off", 0]);
    await rig.stop();
  });
});

describe("BlinkRepeat", () => {
  /** How long the light is red for a card that is turned away. */
  async function redTime(rig: VirtualRig): Promise<number> {
    rig.station.tapCard(BLOCKED_CARD);
    let red = 0;
    for (let step = 0; step < 100; step += 1) {
      await rig.clock.advance(millis(100));
      if (told(rig)?.colour === "red") red += 100;
    }
    return red;
  }

  it.each([
    ["0", 0],
    ["2", 1000],
    ["10", 5000],
  ])("10.1 %s shows a refused card for as many blinks", async (value, milliseconds) => {
    const rig = await new VirtualRig().start();
    expect(await set(rig, "BlinkRepeat", value)).toEqual({ status: "Accepted" });
    expect(Math.abs((await redTime(rig)) - milliseconds)).toBeLessThanOrEqual(100);
    await rig.stop();
  });
});

describe("LightNightHours", () => {
  /** Sunday 1 March 2026, 20:30 UTC: half past nine in the evening in Paris. */
  const evening = Date.UTC(2026, 2, 1, 20, 30);
  const inParis = (rig: VirtualRig) => {
    rig.store.site.settings.set("site.timeZone", "Europe/Paris");
  };

  it("dim the lamp at once where the back end sets them within the night, and light it again where it takes them back", async () => {
    const rig = await new VirtualRig({ startsAt: evening }).start();
    inParis(rig);
    await set(rig, "LightNightIntensity", "0");
    expect(await set(rig, "LightNightHours", "21:00-06:00")).toEqual({ status: "Accepted" });
    expect([lamp(rig), told(rig)?.intensity]).toEqual(["off", 0]);
    expect(await set(rig, "LightNightHours", "")).toEqual({ status: "Accepted" });
    expect([lamp(rig), told(rig)?.intensity]).toEqual(["green", 100]);
    await rig.stop();
  });

  it("begin and end by the clock of the place, also after another start", async () => {
    const rig = await new VirtualRig({ startsAt: evening }).start();
    inParis(rig);
    await set(rig, "LightNightIntensity", "15");
    await set(rig, "LightNightHours", "21:33-21:36");
    expect(told(rig)?.intensity).toBe(100);
    await rig.clock.advance(minutes(4));
    expect(told(rig)?.intensity).toBe(15);
    await rig.stopAgent();
    await rig.startAgent("boot-2");
    await rig.clock.advance(seconds(10));
    expect(told(rig)?.intensity).toBe(15);
    await rig.clock.advance(minutes(4));
    expect(told(rig)?.intensity).toBe(100);
    await rig.stop();
  });

  it("leave a fault as bright as by day", async () => {
    const rig = await new VirtualRig({ startsAt: evening }).start();
    await set(rig, "LightNightIntensity", "0");
    await set(rig, "LightNightHours", "12:00-11:59");
    await rig.charge();
    expect(lamp(rig)).toBe("off");
    rig.station.raiseFault("over-temperature");
    await rig.until(() => rig.status() === "Faulted");
    expect([lamp(rig), told(rig)]).toEqual(["red", expect.objectContaining({ colour: "red", intensity: 100 })]);
    await rig.stop();
  });

  it.each(["25:00-06:00", "nights", "06:00-06:00", "22:00"])("are not %s", async (value) => {
    const rig = await new VirtualRig().start();
    expect(await set(rig, "LightNightHours", value)).toEqual({ status: "Rejected" });
    await rig.stop();
  });
});
