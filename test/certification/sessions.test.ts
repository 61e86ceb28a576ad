import { describe, expect, it } from "vitest";
import { Laboratory, status } from "#test/support/laboratory";

describe("certification of charging sessions", () => {
  it("TC_003 a session that begins with the plug", async () => {
    const lab = await Laboratory.ready();
    await lab.plugIn();
    await lab.comes(...status("Preparing"));
    await lab.present("CARD-1");
    await lab.comes("Authorize", { idTag: "CARD-1" });
    await lab.comeAll(["StartTransaction", { connectorId: 1, idTag: "CARD-1" }], status("Charging"));
    await lab.present("CARD-1");
    await lab.comeAll(["StopTransaction", { idTag: "CARD-1" }], status("Finishing"));
    await lab.plugOut();
    await lab.comes(...status("Available"));
  });

  it("TC_004_1 a session that begins with the token", async () => {
    const lab = await Laboratory.ready();
    await lab.present("CARD-1");
    await lab.comes("Authorize", { idTag: "CARD-1" });
    await lab.comes(...status("Preparing"));
    await lab.plugIn();
    await lab.comeAll(["StartTransaction", { connectorId: 1, idTag: "CARD-1" }], status("Charging"));
    await lab.present("CARD-1");
    await lab.comes("StopTransaction", { idTag: "CARD-1" });
  });

  it("TC_004_2 5.18 a token without a plug is forgotten after ConnectionTimeOut", async () => {
    const lab = await Laboratory.ready();
    await lab.configure("ConnectionTimeOut", "20");
    await lab.present("CARD-1");
    await lab.comes(...status("Preparing"));
    await lab.comes(...status("Available"));
    await lab.plugIn();
    await lab.comes(...status("Preparing"));
    expect(lab.count("StartTransaction")).toBe(0);
  });

  it("TC_005_1 6.7 a cable pulled at the vehicle ends the transaction where StopTransactionOnEVSideDisconnect says so", async () => {
    const lab = await Laboratory.ready();
    expect(await lab.configure("StopTransactionOnEVSideDisconnect", "true")).toEqual({ status: "Accepted" });
    const transactionId = await lab.charge();
    await lab.plugOut();
    await lab.comeAll(["StopTransaction", { transactionId, reason: "EVDisconnected" }], status("Available"));
  });

  it("TC_005_3 6.7 a cable pulled at the vehicle only suspends the transaction where it says otherwise", async () => {
    const lab = await Laboratory.ready();
    await lab.configure("StopTransactionOnEVSideDisconnect", "false");
    const transactionId = await lab.charge();
    await lab.plugOut();
    await lab.comes(...status("SuspendedEV"));
    await lab.plugIn();
    await lab.comes(...status("Charging"));
    await lab.present("CARD-1");
    await lab.comes("StopTransaction", { transactionId, idTag: "CARD-1" });
    expect(lab.count("StartTransaction")).toBe(1);
  });

  it("TC_007 5.2 a token in the cache starts without Authorize where LocalPreAuthorize says so", async () => {
    const lab = await Laboratory.ready({ configurationKeys: { LocalPreAuthorize: "true" } });
    await lab.charge("CARD-3");
    await lab.present("CARD-3");
    await lab.comes("StopTransaction");
    await lab.plugOut();
    await lab.comes(...status("Available"));
    const asked = lab.count("Authorize");
    await lab.charge("CARD-3");
    expect(lab.count("Authorize")).toBe(asked);
  });

  it("TC_061 a cleared cache asks again", async () => {
    const lab = await Laboratory.ready({ configurationKeys: { LocalPreAuthorize: "true" } });
    await lab.charge("CARD-3");
    await lab.present("CARD-3");
    await lab.comes("StopTransaction");
    await lab.plugOut();
    await lab.comes(...status("Available"));
    expect(await lab.call("ClearCache")).toEqual({ status: "Accepted" });
    await lab.plugIn();
    await lab.present("CARD-3");
    await lab.comes("Authorize", { idTag: "CARD-3" });
    await lab.comes("StartTransaction");
  });

  it.each([
    { name: "TC_023_1", idTag: "UNKNOWN" },
    { name: "TC_023_2", idTag: "EXPIRED" },
    { name: "TC_023_3", idTag: "BLOCKED" },
  ])("$name $idTag does not start", async ({ idTag }) => {
    const lab = await Laboratory.ready();
    await lab.plugIn();
    await lab.comes(...status("Preparing"));
    await lab.present(idTag);
    await lab.comes("Authorize", { idTag });
    // A token that may is the proof that the other is done with.
    await lab.present("CARD-3");
    await lab.comes("StartTransaction", { idTag: "CARD-3" });
    expect(lab.count("StartTransaction")).toBe(1);
  });

  it("TC_068 5.6 only the token that began or one of its group ends a transaction", async () => {
    const lab = await Laboratory.ready();
    const transactionId = await lab.charge("CARD-1");
    await lab.present("CARD-3");
    await lab.comes("Authorize", { idTag: "CARD-3" });
    await lab.present("CARD-2");
    await lab.comes("Authorize", { idTag: "CARD-2" });
    await lab.comes("StopTransaction", { transactionId, idTag: "CARD-2" });
    expect(lab.count("StopTransaction")).toBe(1);
  });

  it("TC_010 7.10 a remote start where the cable is there", async () => {
    const lab = await Laboratory.ready({ configurationKeys: { AuthorizeRemoteTxRequests: "true" } });
    await lab.plugIn();
    await lab.comes(...status("Preparing"));
    expect(await lab.call("RemoteStartTransaction", { connectorId: 1, idTag: "CARD-3" })).toEqual({
      status: "Accepted",
    });
    await lab.comes("Authorize", { idTag: "CARD-3" });
    await lab.comeAll(["StartTransaction", { idTag: "CARD-3" }], status("Charging"));
  });

  it("TC_011_1 a remote start before the cable", async () => {
    const lab = await Laboratory.ready();
    expect(await lab.call("RemoteStartTransaction", { connectorId: 1, idTag: "CARD-3" })).toEqual({
      status: "Accepted",
    });
    await lab.comes(...status("Preparing"));
    await lab.plugIn();
    await lab.comes("StartTransaction", { idTag: "CARD-3" });
    lab.expectNone("Authorize");
  });

  it("TC_011_2 5.18 a remote start without a cable is forgotten after ConnectionTimeOut", async () => {
    const lab = await Laboratory.ready();
    await lab.configure("ConnectionTimeOut", "20");
    await lab.call("RemoteStartTransaction", { connectorId: 1, idTag: "CARD-3" });
    await lab.comes(...status("Preparing"));
    await lab.comes(...status("Available"));
    expect(lab.count("StartTransaction")).toBe(0);
  });

  it("TC_012 a remote stop", async () => {
    const lab = await Laboratory.ready();
    const transactionId = await lab.charge();
    expect(await lab.call("RemoteStopTransaction", { transactionId })).toEqual({ status: "Accepted" });
    await lab.comeAll(["StopTransaction", { transactionId, reason: "Remote" }], status("Finishing"));
  });

  it("TC_026 7.10 a remote start where a transaction runs is rejected", async () => {
    const lab = await Laboratory.ready();
    await lab.charge();
    expect(await lab.call("RemoteStartTransaction", { connectorId: 1, idTag: "CARD-3" })).toEqual({
      status: "Rejected",
    });
  });

  it("TC_027 7.10 a remote start for connector 0 is rejected", async () => {
    const lab = await Laboratory.ready();
    expect(await lab.call("RemoteStartTransaction", { connectorId: 0, idTag: "CARD-3" })).toEqual({
      status: "Rejected",
    });
  });

  it("7.10 a remote start without a connector picks one", async () => {
    const lab = await Laboratory.ready();
    expect(await lab.call("RemoteStartTransaction", { idTag: "CARD-3" })).toEqual({ status: "Accepted" });
    await lab.comes(...status("Preparing"));
  });

  it("TC_028 3.8 a remote stop of a transaction that does not run is rejected", async () => {
    const lab = await Laboratory.ready();
    const transactionId = await lab.charge();
    expect(await lab.call("RemoteStopTransaction", { transactionId: transactionId + 1 })).toEqual({
      status: "Rejected",
    });
    lab.expectNone("StopTransaction");
  });

  it("TC_031 an unlock of a connector that does not exist is NotSupported", async () => {
    const lab = await Laboratory.ready();
    expect(await lab.call("UnlockConnector", { connectorId: 9 })).toEqual({ status: "NotSupported" });
  });

  it("6.8 an unavailable connector waits for the end of its transaction", async () => {
    const lab = await Laboratory.ready();
    await lab.charge();
    expect(await lab.call("ChangeAvailability", { connectorId: 1, type: "Inoperative" })).toEqual({
      status: "Scheduled",
    });
    await lab.present("CARD-1");
    await lab.comeAll(["StopTransaction"], status("Unavailable"));
  });
});
