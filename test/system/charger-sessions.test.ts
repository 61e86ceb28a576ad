import { describe, expect, it } from "vitest";
import { seconds } from "#hal/core/units";
import { backEnds, ChargerBench } from "#test/support/charger-bench";
import { twoEvses } from "#test/support/charger-boot";
import { until } from "#test/support/rehearsal-until";

describe.each(backEnds)("a simulated charger and $name", ({ make }) => {
  it("charge in the order plug, token, and end by the token of the same group", async () => {
    const bench = await ChargerBench.with(make());
    const charger = await bench.online();

    await bench.charge(charger);
    await until("a meter value", () => bench.backEnd.requests("MeterValues").length > 1);
    await charger.do("presentToken", { idToken: "CARD-2" });
    const stop = await bench.untilStop();
    await bench.untilStatus("Finishing");
    await charger.do("plugOut", { evseId: 1 });
    await bench.untilStatus("Available");

    const [start] = bench.backEnd.requests("StartTransaction");
    expect(start).toMatchObject({ connectorId: 1, idTag: "CARD-1", meterStart: 1000 });
    expect(stop).toMatchObject({ idTag: "CARD-2" });
    expect(Number(stop["meterStop"])).toBeGreaterThan(1000);
    expect(stop["reason"] ?? "Local").toBe("Local");
    // The seconds in which the pilot has said stop and the vehicle still draws are SuspendedEVSE.
    expect(bench.statuses()).toEqual(["Available", "Preparing", "Charging", "SuspendedEVSE", "Finishing", "Available"]);
    expect(bench.backEnd.problems()).toEqual([]);
    expect(charger.strays).toEqual([]);
  });

  it("charge in the order token, plug, and end when the vehicle leaves", async () => {
    const bench = await ChargerBench.with(make());
    const charger = await bench.online();

    await charger.do("presentToken", { idToken: "04A1B2C3D4E5F6", type: "ISO14443", evseIds: [1] });
    await bench.untilStatus("Preparing");
    await charger.do("plugIn", { evseId: 1, currentA: 16, phases: 1 });
    await bench.untilStatus("Charging");
    await charger.do("plugOut", { evseId: 1, connectorId: 1 });
    const stop = await bench.untilStop();
    await bench.untilStatus("Available");

    expect(stop).toMatchObject({ reason: "EVDisconnected" });
    expect(bench.backEnd.problems()).toEqual([]);
  });

  it("turn a blocked token away", async () => {
    const bench = await ChargerBench.with(make());
    const charger = await bench.online();

    await charger.do("plugIn", { evseId: 1 });
    await bench.untilStatus("Preparing");
    await charger.do("presentToken", { idToken: "BLOCKED" });
    await until("an Authorize", () => bench.backEnd.requests("Authorize").length === 1);

    expect(bench.backEnd.requests("StartTransaction")).toEqual([]);
    expect(bench.backEnd.problems()).toEqual([]);
  });

  it("catch up on a session that began and ended offline, without a second BootNotification", async () => {
    const bench = await ChargerBench.with(make());
    const charger = await bench.online();
    await bench.charge(charger);
    await charger.do("presentToken", { idToken: "CARD-1" });
    await bench.untilStop();
    await charger.do("plugOut", { evseId: 1 });
    await bench.untilStatus("Available");

    await charger.do("networkDown");
    await until("the end of the connection", () => !bench.backEnd.isConnected("cp001"));
    await charger.do("plugIn", { evseId: 1 });
    await charger.do("presentToken", { idToken: "CARD-1" });
    await until("charging offline", async () => (await charger.evse())["status"] === "charging");
    await charger.do("presentToken", { idToken: "CARD-1" });
    await until("the end offline", async () => (await charger.evse())["status"] === "finishing");
    expect(bench.backEnd.requests("StartTransaction")).toHaveLength(1);
    await charger.do("networkUp");
    // The shortest back-off would be half a second here; at once is sooner than that.
    await until("the connection", () => bench.backEnd.isConnected("cp001"), seconds(0.4));
    await bench.untilStop(2);

    expect(bench.backEnd.requests("StartTransaction")).toHaveLength(2);
    expect(bench.backEnd.requests("BootNotification")).toHaveLength(1);
    expect(bench.backEnd.problems()).toEqual([]);
  });

  it("agree on a remote start and a remote stop", async () => {
    const bench = await ChargerBench.with(make());
    const charger = await bench.online();

    await charger.do("plugIn", { evseId: 1 });
    await bench.untilStatus("Preparing");
    const start = await bench.backEnd.call("cp001", "RemoteStartTransaction", { connectorId: 1, idTag: "CARD-3" });
    await bench.untilStatus("Charging");
    const { transactionId } = (await charger.evse())["session"] as { readonly transactionId: string };
    const number = await until("the number of the transaction", async () => {
      const { csmsNumber } = (await charger.evse())["session"] as { readonly csmsNumber: number | null };
      return csmsNumber;
    });
    const stop = await bench.backEnd.call("cp001", "RemoteStopTransaction", { transactionId: number });
    const stopped = await bench.untilStop();

    expect(start).toEqual({ status: "Accepted" });
    expect(stop).toEqual({ status: "Accepted" });
    expect(transactionId).not.toBe("");
    expect(stopped).toMatchObject({ reason: "Remote" });
    expect(bench.backEnd.problems()).toEqual([]);
  });

  it("know two outlets apart, and the first plugged one takes a token that is shown for both", async () => {
    const bench = await ChargerBench.with(make());
    const charger = await bench.online({ evses: twoEvses() });
    await bench.untilStatus("Available", 2);

    await charger.do("plugIn", { evseId: 2 });
    await bench.untilStatus("Preparing", 2);
    await charger.do("presentToken", { idToken: "CARD-1", evseIds: [1, 2] });
    await bench.untilStatus("Charging", 2);
    await bench.charge(charger, 1, "CARD-3");
    // A relative's card stops only what belongs to the family, whatever order the outlets have.
    await charger.do("presentToken", { idToken: "CARD-2", evseIds: [1, 2] });
    await bench.untilStop();
    await bench.untilStatus("Finishing", 2);

    expect(bench.backEnd.requests("StartTransaction").map(({ connectorId }) => connectorId)).toEqual([2, 1]);
    expect(bench.statuses(1).at(-1)).toBe("Charging");
    expect(bench.backEnd.requests("StopTransaction")).toHaveLength(1);
    expect(bench.backEnd.problems()).toEqual([]);
  });

  it("connect with the password of security profile 1", async () => {
    const bench = await ChargerBench.with(make("long-secret-word"));
    const charger = await bench.online({
      csms: { securityProfile: 1, basicAuthPassword: "long-secret-word" },
      station: {
        vendor: "ACME",
        model: "Post",
        serialNumber: "S1",
        chargeBoxSerialNumber: "B1",
        firmwareVersion: "9.9",
      },
    });

    expect(bench.backEnd.requests("BootNotification")).toEqual([
      {
        chargePointVendor: "ACME",
        chargePointModel: "Post",
        chargePointSerialNumber: "S1",
        chargeBoxSerialNumber: "B1",
        firmwareVersion: "9.9",
      },
    ]);
    expect(charger.stderr).not.toContain("long-secret-word");
    expect(bench.backEnd.problems()).toEqual([]);
  });
});
