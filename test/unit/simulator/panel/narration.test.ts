import { describe, expect, it } from "vitest";
import { objection } from "#simulator/panel/page/control-rules";
import { ago, duration, kilowattHours, kilowatts } from "#simulator/panel/page/format";
import { narrate } from "#simulator/panel/page/narration";
import { aModel, anEvse } from "#test/unit/simulator/panel/page-models";

describe("the words for the charger's state", () => {
  it.each([
    ["available", "Ready", "idle"],
    ["charging", "Charging", "charging"],
    ["suspendedEV", "Car is pausing", "waiting"],
    ["suspendedEVSE", "Paused by the charger", "waiting"],
    ["finishing", "Finished", "idle"],
    ["reserved", "Reserved", "waiting"],
    ["unavailable", "Out of service", "off"],
    ["faulted", "Out of order", "trouble"],
    ["somethingNew", "somethingNew", "idle"],
  ])("are for %s: %s", (status, headline, mood) => {
    const evse = anEvse({ status });
    expect(narrate(aModel({ evse }), evse)).toMatchObject({ headline, mood });
  });

  it("ask for the cable when the card came first, and for the card when the cable did", () => {
    const [cardFirst, cableFirst] = [
      anEvse({ status: "preparing", pilot: "A" }),
      anEvse({ status: "preparing", pilot: "B" }),
    ];
    expect(narrate(aModel({ evse: cardFirst }), cardFirst).headline).toBe("Plug in now");
    expect(narrate(aModel({ evse: cableFirst }), cableFirst).detail).toBe("Hold up your card to start.");
  });

  it("prefer the charger's own reason to a general one", () => {
    const evse = anEvse({
      status: "suspendedEVSE",
      notCharging: { code: "limit", text: "The house needs its power itself." },
    });
    expect(narrate(aModel({ evse }), evse).detail).toBe("The house needs its power itself.");
  });

  it("say what limits the car, when that is what the pilot offers", () => {
    const limit = { amperes: 16, owner: "installation", reason: "fuse of the house" };
    const charging = anEvse({ status: "charging", offeredA: 16, limit });
    expect(narrate(aModel({}), charging).detail).toBe("The car may take up to 16 A: fuse of the house.");
    expect(narrate(aModel({}), { ...charging, offeredA: 6 }).detail).toBe("The car may take up to 6 A.");
  });

  it("do not hide that energy still flows when the program cannot know it", () => {
    const outlet = { isLive: true, offeredA: 6, powerW: 4100 };
    const still = "The charging controller still lets the car draw 4.1 kW.";
    expect(narrate(aModel({ agent: "stopped", outlet }), undefined).detail).toContain(still);
    expect(narrate(aModel({ outlet }), anEvse({ status: "faulted" })).detail).toContain(still);
    expect(narrate(aModel({ agent: "stopped" }), undefined).detail).not.toContain("draw");
  });

  it("tell a card that was turned away by the light alone", () => {
    const evse = anEvse({ light: { colour: "red", rhythm: "fast" } });
    expect(narrate(aModel({}), evse).headline).toBe("Card refused");
  });

  it("do not tell old news when the program is off or away", () => {
    const evse = anEvse({ status: "charging" });
    expect(narrate(aModel({ evse, agent: "stopped" }), evse).headline).toBe("Switched off");
    expect(narrate(aModel({ evse, isAgentReachable: false }), evse).headline).toBe("Starting");
    expect(narrate(aModel({}), undefined).headline).toBe("No socket");
  });
});

describe("the reasons why a button makes no sense", () => {
  it("name the state that is in the way", () => {
    expect(objection(undefined, "plugIn")).toContain("not connected");
    expect(objection(aModel({}), "plugIn")).toBeUndefined();
    expect(objection(aModel({}), "unplug")).toBe("The car is not plugged in.");
    expect(objection(aModel({ isPlugged: true }), "plugIn")).toBe("The car is plugged in already.");
    expect(objection(aModel({}), "pauseVehicle")).toContain("plugged in");
    expect(objection(aModel({ agent: "stopped" }), "tapCard")).toContain("off");
    expect(objection(aModel({ network: "cut" }), "cutNetwork")).toContain("already");
    expect(objection(aModel({ network: "cut" }), "mendNetwork")).toBeUndefined();
    expect(objection(aModel({ raisedFault: "hot" }), "raiseFault")).toContain("Clear");
    expect(objection(aModel({}), "cutLine")).toBeUndefined();
  });
});

describe("the figures", () => {
  it("have as many places as a reader can use", () => {
    expect([kilowatts(4), kilowatts(7360), kilowatts(150_000)]).toEqual(["0.0", "7.4", "150"]);
    expect([kilowattHours(0), kilowattHours(1234), kilowattHours(12_345)]).toEqual(["0.00", "1.23", "12.3"]);
    expect([duration(-5), duration(65_000), duration(4_521_000)]).toEqual(["0:00 min", "1:05 min", "1 h 15 min"]);
    expect([ago(900), ago(45_000), ago(600_000), ago(9_000_000)]).toEqual([
      "just now",
      "45 s ago",
      "10 min ago",
      "3 h ago",
    ]);
  });
});
