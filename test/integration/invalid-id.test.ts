import { describe, expect, it } from "vitest";
import { minutes, seconds } from "#hal/core/units";
import { CARD, VirtualRig } from "#test/support/virtual-rig";
import { ask } from "#test/support/rig-calls";

/** A transaction whose start is answered with a token that is not accepted. */
async function chargeRefused(variables: Readonly<Record<string, string>>, status = "Blocked"): Promise<VirtualRig> {
  const rig = await new VirtualRig({ variables }).start();
  rig.csms.script.once("StartTransaction", { kind: "amend", fields: { idTagInfo: { status } } });
  rig.station.plugIn({ stateOfCharge: 0.1 });
  await rig.until(() => rig.status() === "Preparing");
  rig.station.tapCard(CARD);
  await rig.until(() => rig.payloads("StartTransaction").length > 0);
  return rig;
}

describe("a token that StartTransaction.conf refuses", () => {
  it.each(["Blocked", "Expired", "Invalid", "ConcurrentTx"])(
    "5.13 %s ends the transaction with DeAuthorized by StopTransactionOnInvalidId",
    async (status) => {
      const rig = await chargeRefused({}, status);
      await rig.until(() => rig.payloads("StopTransaction").length > 0);
      expect(rig.payloads("StopTransaction")[0]).toMatchObject({ reason: "DeAuthorized" });
      await rig.stop();
    },
  );

  it("5.13 gets no energy and keeps the transaction in SuspendedEVSE without it", async () => {
    const rig = await chargeRefused({ StopTransactionOnInvalidId: "false" });
    await rig.until(() => rig.status() === "SuspendedEVSE");
    const energy = rig.truthWh();
    await rig.clock.advance(minutes(5));
    expect(rig.truthWh() - energy).toBeLessThan(30);
    expect(rig.payloads("StopTransaction")).toEqual([]);
    rig.station.tapCard(CARD);
    await rig.until(() => rig.payloads("StopTransaction").length > 0);
    await rig.stop();
  });

  it("5.13 gets MaxEnergyOnInvalidId and then SuspendedEVSE", async () => {
    const rig = await chargeRefused({ StopTransactionOnInvalidId: "false", MaxEnergyOnInvalidId: "500" });
    await rig.until(() => rig.status() === "Charging");
    await rig.until(() => rig.status() === "SuspendedEVSE", minutes(10));
    expect(rig.truthWh()).toBeGreaterThanOrEqual(490);
    expect(rig.truthWh()).toBeLessThan(540);
    await rig.clock.advance(minutes(5));
    expect(rig.truthWh()).toBeLessThan(540);
    expect(rig.payloads("StopTransaction")).toEqual([]);
    await rig.stop();
  });
});

describe("UnlockConnector on a station without a lock", () => {
  it.each([0, 1, 2])("7.12 connector %i is NotSupported, and a running transaction goes on", async (connectorId) => {
    const rig = await new VirtualRig().start();
    await rig.charge();
    expect(await ask(rig, "UnlockConnector", { connectorId })).toEqual({ status: "NotSupported" });
    expect(rig.status()).toBe("Charging");
    expect(rig.payloads("StopTransaction")).toEqual([]);
    await rig.stop();
  });
});

describe("MinimumStatusDuration", () => {
  it("6.4 a state that does not hold so long is not told, and the next is told", async () => {
    const rig = await new VirtualRig().start();
    await ask(rig, "ChangeConfiguration", { key: "MinimumStatusDuration", value: "20" });
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.clock.advance(seconds(3));
    rig.station.tapCard(CARD);
    await rig.until(() => rig.status() === "Charging");
    expect(rig.reports()).toEqual(["Available", "Charging"]);
    await rig.stop();
  });
});
