import { describe, expect, it } from "vitest";
import { Laboratory, status } from "#test/support/laboratory";

const entry = (idTag: string, word = "Accepted") => ({ idTag, idTagInfo: { status: word } });

describe("certification of the local authorization list", () => {
  it("TC_042 5.12 the version of an empty list is 0", async () => {
    const lab = await Laboratory.ready();
    expect(await lab.call("GetLocalListVersion")).toEqual({ listVersion: 0 });
  });

  it("TC_043_1 5.11 a full list takes the place of the one before and sets the version", async () => {
    const lab = await Laboratory.ready();
    const full = (listVersion: number, ...tags: readonly string[]) => ({
      listVersion,
      updateType: "Full",
      localAuthorizationList: tags.map((tag) => entry(tag)),
    });
    expect(await lab.call("SendLocalList", full(1, "A", "B"))).toEqual({ status: "Accepted" });
    expect(await lab.call("SendLocalList", full(3, "C"))).toEqual({ status: "Accepted" });
    expect(await lab.call("GetLocalListVersion")).toEqual({ listVersion: 3 });
    await lab.goOffline();
    await lab.plugIn();
    await lab.present("A");
    await lab.present("C");
    await lab.untilEvse("charging");
    await lab.goOnline();
    await lab.comes("StartTransaction", { idTag: "C" });
    expect(lab.count("StartTransaction")).toBe(1);
  });

  it("TC_043_2 5.11 a difference that is older than the list is a VersionMismatch", async () => {
    const lab = await Laboratory.ready();
    await lab.call("SendLocalList", { listVersion: 5, updateType: "Full", localAuthorizationList: [entry("A")] });
    const old = { listVersion: 5, updateType: "Differential", localAuthorizationList: [entry("B")] };
    expect(await lab.call("SendLocalList", old)).toEqual({ status: "VersionMismatch" });
    expect(await lab.call("GetLocalListVersion")).toEqual({ listVersion: 5 });
  });

  it("TC_043_3 5.11 a difference adds and takes away", async () => {
    const lab = await Laboratory.ready();
    await lab.call("SendLocalList", { listVersion: 1, updateType: "Full", localAuthorizationList: [entry("A")] });
    const difference = [{ idTag: "A" }, entry("B")];
    expect(
      await lab.call("SendLocalList", {
        listVersion: 2,
        updateType: "Differential",
        localAuthorizationList: difference,
      }),
    ).toEqual({ status: "Accepted" });
    await lab.goOffline();
    await lab.plugIn();
    await lab.present("A");
    await lab.present("B");
    await lab.untilEvse("charging");
    await lab.goOnline();
    await lab.comes("StartTransaction", { idTag: "B" });
  });

  it("TC_008 5.2 a token of the list starts without Authorize where LocalPreAuthorize says so", async () => {
    const lab = await Laboratory.ready({ configurationKeys: { LocalPreAuthorize: "true" } });
    await lab.call("SendLocalList", { listVersion: 1, updateType: "Full", localAuthorizationList: [entry("CARD-3")] });
    await lab.charge("CARD-3");
    expect(lab.count("Authorize")).toBe(0);
  });

  it("5.1 5.10 the list wins over the cache, and a contradiction is told", async () => {
    const lab = await Laboratory.ready();
    await lab.call("SendLocalList", { listVersion: 1, updateType: "Full", localAuthorizationList: [entry("BLOCKED")] });
    await lab.plugIn();
    await lab.present("BLOCKED");
    await lab.comes("Authorize", { idTag: "BLOCKED" });
    await lab.comes("StatusNotification", { connectorId: 0, errorCode: "LocalListConflict" });
    expect(lab.count("StartTransaction")).toBe(0);
  });

  it("the list outlives a power cut", async () => {
    const lab = await Laboratory.ready();
    await lab.call("SendLocalList", { listVersion: 9, updateType: "Full", localAuthorizationList: [entry("A")] });
    await lab.powerOff();
    await lab.powerOn();
    await lab.comes("BootNotification");
    await lab.comes(...status("Available"));
    expect(await lab.call("GetLocalListVersion")).toEqual({ listVersion: 9 });
  });
});
