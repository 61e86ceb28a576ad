import { describe, expect, it } from "vitest";
import { Laboratory, status } from "#test/support/laboratory";

/** The card is known to the cache and the charger is back to rest. */
async function known(lab: Laboratory, idTag: string): Promise<void> {
  await lab.charge(idTag);
  await lab.present(idTag);
  await lab.comes("StopTransaction");
  await lab.plugOut();
  await lab.comes(...status("Available"));
}

describe("certification of offline behaviour", () => {
  it("TC_036 a connection lost in a transaction: it goes on, and what was measured follows", async () => {
    const lab = await Laboratory.ready();
    const transactionId = await lab.charge();
    await lab.goOffline();
    await lab.untilEvse("charging");
    await lab.goOnline();
    await lab.comes("MeterValues", { transactionId });
    await lab.present("CARD-1");
    await lab.comes("StopTransaction", { transactionId });
    expect(lab.count("StartTransaction")).toBe(1);
    expect(lab.count("BootNotification")).toBe(1);
  });

  it("TC_037_1 3.7 5.4 an offline start with a token that may: told afterwards, with the times of the event", async () => {
    const lab = await Laboratory.ready();
    await known(lab, "CARD-1");
    await lab.goOffline();
    const before = Date.now();
    await lab.plugIn();
    await lab.present("CARD-1");
    await lab.untilEvse("charging");
    await lab.goOnline();
    const start = await lab.comes("StartTransaction", { idTag: "CARD-1" });
    await lab.comes("MeterValues");
    expect(Date.parse(String(start["timestamp"]))).toBeGreaterThan(before - 86_400_000);
    await lab.present("CARD-1");
    await lab.comes("StopTransaction");
  });

  it("TC_037_2 5.13 an offline start with a token that turns out invalid ends where StopTransactionOnInvalidId says so", async () => {
    const lab = await Laboratory.ready({ configurationKeys: { AllowOfflineTxForUnknownId: "true" } });
    await lab.configure("StopTransactionOnInvalidId", "true");
    await lab.goOffline();
    await lab.plugIn();
    await lab.present("UNKNOWN");
    await lab.untilEvse("charging");
    await lab.goOnline();
    await lab.comes("StartTransaction", { idTag: "UNKNOWN" });
    await lab.comes("StopTransaction", { reason: "DeAuthorized" });
  });

  it("TC_037_3 5.13 … and only loses its energy where it says otherwise", async () => {
    const lab = await Laboratory.ready({ configurationKeys: { AllowOfflineTxForUnknownId: "true" } });
    await lab.configure("StopTransactionOnInvalidId", "false");
    await lab.goOffline();
    await lab.plugIn();
    await lab.present("UNKNOWN");
    await lab.untilEvse("charging");
    await lab.goOnline();
    await lab.comes("StartTransaction", { idTag: "UNKNOWN" });
    await lab.comes(...status("SuspendedEVSE"));
    lab.expectNone("StopTransaction");
  });

  it("TC_038 3.2 an offline stop is told when the connection is back", async () => {
    const lab = await Laboratory.ready();
    const transactionId = await lab.charge();
    await lab.goOffline();
    await lab.present("CARD-1");
    await lab.untilEvse("finishing");
    await lab.goOnline();
    await lab.comeAll(["StopTransaction", { transactionId, idTag: "CARD-1" }], status("Finishing"));
  });

  it("TC_039 3.2 3.7 an offline transaction is told whole and in order", async () => {
    const lab = await Laboratory.ready();
    await known(lab, "CARD-1");
    await lab.goOffline();
    await lab.plugIn();
    await lab.present("CARD-1");
    await lab.untilEvse("charging");
    await lab.present("CARD-1");
    await lab.untilEvse("finishing");
    await lab.plugOut();
    await lab.goOnline();
    await lab.comes("StartTransaction", { idTag: "CARD-1" });
    await lab.comes("StopTransaction", { idTag: "CARD-1" });
    expect([lab.count("StartTransaction"), lab.count("StopTransaction")]).toEqual([2, 2]);
  });

  it("5.4 5.5 nobody starts offline by a token that nobody knows", async () => {
    const lab = await Laboratory.ready();
    await lab.goOffline();
    await lab.plugIn();
    await lab.untilEvse("preparing");
    await lab.present("UNKNOWN");
    await lab.goOnline();
    await lab.comes(...status("Preparing"));
    await lab.present("CARD-3");
    await lab.comes("StartTransaction", { idTag: "CARD-3" });
    expect(lab.count("StartTransaction")).toBe(1);
  });

  it("3.4 3.5 a StartTransaction that is answered by an error is tried again", async () => {
    const lab = await Laboratory.ready({
      configurationKeys: { TransactionMessageRetryInterval: "20", TransactionMessageAttempts: "3" },
    });
    lab.csms.on("StartTransaction", () => {
      lab.csms.normal("StartTransaction");
      return { error: "InternalError" };
    });
    await lab.plugIn();
    await lab.present("CARD-1");
    await lab.comes("StartTransaction");
    await lab.comes("StartTransaction");
    await lab.present("CARD-1");
    await lab.comes("StopTransaction");
    expect(lab.count("StartTransaction")).toBe(2);
  });
});
