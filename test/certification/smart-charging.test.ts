import { describe, expect, it } from "vitest";
import type { Json } from "#test/support/charger-driver";
import { Laboratory, status } from "#test/support/laboratory";

interface ProfileWish {
  readonly id?: number;
  readonly purpose: "ChargePointMaxProfile" | "TxDefaultProfile" | "TxProfile";
  readonly limit: number;
  readonly stackLevel?: number;
  readonly transactionId?: number;
}

function profile({ id = 1, purpose, limit, stackLevel = 0, transactionId }: ProfileWish): object {
  const isOfTransaction = purpose === "TxProfile";
  return {
    chargingProfileId: id,
    stackLevel,
    chargingProfilePurpose: purpose,
    chargingProfileKind: isOfTransaction ? "Relative" : "Absolute",
    ...(transactionId === undefined ? {} : { transactionId }),
    chargingSchedule: {
      chargingRateUnit: "A",
      ...(isOfTransaction ? {} : { startSchedule: new Date(Date.now() - 60_000).toISOString() }),
      chargingSchedulePeriod: [{ startPeriod: 0, limit }],
    },
  };
}

const set = (lab: Laboratory, connectorId: number, wish: ProfileWish): Promise<Json> =>
  lab.call("SetChargingProfile", { connectorId, csChargingProfiles: profile(wish) });

async function composite(lab: Laboratory, connectorId = 1): Promise<number | undefined> {
  const answer = await lab.call("GetCompositeSchedule", { connectorId, duration: 300, chargingRateUnit: "A" });
  expect(answer).toMatchObject({ status: "Accepted", connectorId });
  const schedule = answer["chargingSchedule"] as { readonly chargingSchedulePeriod: readonly { limit: number }[] };
  return schedule.chargingSchedulePeriod[0]?.limit;
}

describe("certification of smart charging", () => {
  it("TC_056 a TxDefaultProfile limits the transactions to come", async () => {
    const lab = await Laboratory.ready();
    expect(await set(lab, 0, { purpose: "TxDefaultProfile", limit: 10 })).toEqual({ status: "Accepted" });
    await lab.charge();
    expect(await composite(lab)).toBe(10);
  });

  it("TC_057 a TxProfile limits the transaction that runs, and no other", async () => {
    const lab = await Laboratory.ready();
    const transactionId = await lab.charge();
    expect(await set(lab, 1, { purpose: "TxProfile", limit: 8, transactionId })).toEqual({ status: "Accepted" });
    expect(await composite(lab)).toBe(8);
    await lab.present("CARD-1");
    await lab.comes("StopTransaction");
    await lab.plugOut();
    await lab.comes(...status("Available"));
    await lab.charge("CARD-3");
    expect(await composite(lab)).toBeGreaterThan(8);
  });

  it("TC_058 a TxProfile without its transaction is rejected", async () => {
    const lab = await Laboratory.ready();
    expect(await set(lab, 1, { purpose: "TxProfile", limit: 8 })).toEqual({ status: "Rejected" });
    const transactionId = await lab.charge();
    expect(await set(lab, 1, { purpose: "TxProfile", limit: 8, transactionId: transactionId + 1 })).toEqual({
      status: "Rejected",
    });
  });

  it("TC_059 a remote start brings its own TxProfile", async () => {
    const lab = await Laboratory.ready();
    await lab.plugIn();
    await lab.comes(...status("Preparing"));
    expect(
      await lab.call("RemoteStartTransaction", {
        connectorId: 1,
        idTag: "CARD-3",
        chargingProfile: profile({ purpose: "TxProfile", limit: 7 }),
      }),
    ).toEqual({ status: "Accepted" });
    await lab.comes("StartTransaction");
    expect(await composite(lab)).toBe(7);
  });

  it("TC_060 a remote start with another profile is rejected", async () => {
    const lab = await Laboratory.ready();
    const chargingProfile = profile({ purpose: "TxDefaultProfile", limit: 7 });
    expect(await lab.call("RemoteStartTransaction", { connectorId: 1, idTag: "CARD-3", chargingProfile })).toEqual({
      status: "Rejected",
    });
  });

  it("TC_066 TC_072 the composite schedule is the least of station and transaction, by the highest level", async () => {
    const lab = await Laboratory.ready();
    await set(lab, 0, { id: 1, purpose: "ChargePointMaxProfile", limit: 20 });
    await set(lab, 0, { id: 2, purpose: "TxDefaultProfile", limit: 6, stackLevel: 0 });
    await set(lab, 0, { id: 3, purpose: "TxDefaultProfile", limit: 12, stackLevel: 1 });
    await lab.charge();
    expect(await composite(lab)).toBe(12);
    await set(lab, 0, { id: 1, purpose: "ChargePointMaxProfile", limit: 9 });
    expect(await composite(lab)).toBe(9);
  });

  it("TC_067 profiles are cleared by id and by filter, and what is not there is Unknown", async () => {
    const lab = await Laboratory.ready();
    await set(lab, 0, { id: 1, purpose: "TxDefaultProfile", limit: 10 });
    expect(await lab.call("ClearChargingProfile", { id: 2 })).toEqual({ status: "Unknown" });
    expect(await lab.call("ClearChargingProfile", { id: 1 })).toEqual({ status: "Accepted" });
    await set(lab, 0, { id: 1, purpose: "TxDefaultProfile", limit: 10 });
    expect(
      await lab.call("ClearChargingProfile", { connectorId: 0, chargingProfilePurpose: "TxDefaultProfile" }),
    ).toEqual({ status: "Accepted" });
    await lab.charge();
    expect(await composite(lab)).toBeGreaterThan(10);
  });

  it("0 A holds the charge as SuspendedEVSE, and more lets it go on", async () => {
    const lab = await Laboratory.ready();
    const transactionId = await lab.charge();
    await set(lab, 1, { purpose: "TxProfile", limit: 0, transactionId });
    await lab.comes(...status("SuspendedEVSE"));
    await set(lab, 1, { purpose: "TxProfile", limit: 16, transactionId });
    await lab.comes(...status("Charging"));
    lab.expectNone("StopTransaction");
  });

  it("profiles outlive a power cut and hold offline", async () => {
    const lab = await Laboratory.ready();
    await set(lab, 0, { purpose: "ChargePointMaxProfile", limit: 0 });
    await lab.powerOff();
    await lab.powerOn();
    await lab.comes("BootNotification");
    await lab.comes(...status("Available"));
    await lab.call("SendLocalList", {
      listVersion: 1,
      updateType: "Full",
      localAuthorizationList: [{ idTag: "CARD-3", idTagInfo: { status: "Accepted" } }],
    });
    await lab.goOffline();
    await lab.plugIn();
    await lab.present("CARD-3");
    await lab.untilEvse("suspendedEVSE");
  });
});
