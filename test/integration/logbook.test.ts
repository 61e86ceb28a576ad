import { describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { AgentError } from "#hal/core/errors";
import { hours, minutes, seconds } from "#hal/core/units";
import { anna, ended, held, light, logbookRig, outlet, session, told } from "#test/support/logbook-rig";
import { ask } from "#test/support/rig-calls";
import { CARD } from "#test/support/virtual-rig";

describe("a charge that needs odometer and plate", () => {
  it("is held after the time of grace as SuspendedEVSE, says why on page and light, and goes on with the entry", async () => {
    const rig = await logbookRig();
    await rig.charge();
    expect(outlet(rig).logbook).toMatchObject({ needs: ["odometer", "plate"], isHeld: false });
    expect(Date.parse(outlet(rig).logbook?.holdsAt ?? "") - rig.clock.now()).toBeGreaterThan(minutes(4));
    await held(rig);
    await rig.until(() => rig.status() === "SuspendedEVSE");

    expect(light(rig)).toBe('{"colour":"yellow","rhythm":"fast","intensity":100}');
    expect(outlet(rig)).toMatchObject({
      status: "suspendedEVSE",
      limit: { owner: "logbook", reason: "odometer and number plate are missing", amperes: 0 },
      logbook: { isHeld: true, holdsAt: null },
    });
    expect(outlet(rig).limit?.expiresAt).toMatch(/^2026-03-02T06:0/);
    // The contactor opens once the vehicle has let go.
    await rig.clock.advance(seconds(10));
    const still = rig.register();
    await rig.clock.advance(minutes(5));
    expect(rig.register()).toBe(still);
    expect(rig.payloads("StopTransaction")).toEqual([]);

    const { logbook } = rig.agent.onSite;
    expect(logbook.enter(session(rig), { odometer: 12_000, plate: "ab 123 cd" }, anna)).toMatchObject({ ok: true });
    await rig.until(() => rig.status() === "Charging");
    expect(light(rig)).toBe('{"colour":"blue","rhythm":"breathing","intensity":100}');
    expect(outlet(rig).logbook).toBeNull();
    expect(outlet(rig).limits.map(({ owner }) => owner)).not.toContain("logbook");
    expect(rig.payloads("StartTransaction")).toHaveLength(1);
  });

  it("is not held when the entry comes in time, nor where the logbook is off", async () => {
    const rig = await logbookRig();
    await rig.charge();
    rig.agent.onSite.logbook.enter(session(rig), { odometer: 1, plate: "A1" }, anna);
    await rig.clock.advance(minutes(10));
    expect(rig.reports()).not.toContain("SuspendedEVSE");
    await ended(rig);

    await ask(rig, "ChangeConfiguration", { key: "LogbookScope", value: "Off" });
    await rig.charge();
    await rig.clock.advance(minutes(10));
    expect(rig.status()).toBe("Charging");
    expect(rig.agent.onSite.logbook.find(session(rig))).toBeUndefined();
  });

  it("gives not a watt-hour first where there is no grace, also after RemoteStartTransaction", async () => {
    const rig = await logbookRig({ LogbookGrace: "0", AuthorizeRemoteTxRequests: "false" });
    const before = rig.register();
    await ask(rig, "RemoteStartTransaction", { connectorId: 1, idTag: CARD });
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.until(() => rig.status() === "SuspendedEVSE");
    await rig.clock.advance(minutes(10));
    expect(rig.register()).toBe(before);
    expect(rig.reports()).not.toContain("Charging");

    rig.agent.onSite.logbook.enter(session(rig), { odometer: 1, plate: "A1" }, anna);
    await rig.until(() => rig.status() === "Charging");
  });

  it("goes on when the longest hold is over, and when the logbook is switched off, and stays marked", async () => {
    const rig = await logbookRig({ LogbookHold: "600" });
    await rig.charge();
    await held(rig);
    await rig.clock.advance(minutes(9));
    expect(rig.status()).toBe("SuspendedEVSE");
    await rig.until(() => rig.status() === "Charging", minutes(3));
    await ended(rig);

    await rig.charge();
    await held(rig);
    rig.agent.onSite.variables.set("LogbookScope", "Off");
    await rig.until(() => rig.status() === "Charging");
    await ended(rig);
    expect(rig.agent.onSite.logbook.find(session(rig))).toMatchObject({ isNeeded: true });
    expect(rig.agent.onSite.logbook.find(session(rig))).not.toHaveProperty("entry");
  });

  it("can be stopped while it is held; the session is kept and marked, and can be completed later", async () => {
    const rig = await logbookRig();
    await rig.charge();
    await held(rig);
    rig.agent.onSite.handle({ type: "localStop", evse: evseId(1) });
    await rig.until(() => rig.payloads("StopTransaction").length === 1);
    expect(outlet(rig).limits.map(({ owner }) => owner)).not.toContain("logbook");
    await rig.until(() => told(rig).length === 2);
    expect(told(rig)).toMatchObject([{ state: "Waiting" }, { state: "Missing", transactionId: 1000, connectorId: 1 }]);

    const { logbook } = rig.agent.onSite;
    const id = session(rig);
    logbook.enter(id, { odometer: 500, plate: "A1" }, anna);
    logbook.enter(id, { odometer: 510 }, { source: "page", name: "bob" });
    expect(logbook.history(id)).toMatchObject([
      { author: anna, entry: { odometer: 500 } },
      { author: { name: "bob" }, entry: { odometer: 510, plate: "A1" } },
    ]);
    await rig.until(() => told(rig).length === 3);
    expect(told(rig).at(-1)).toMatchObject({ state: "Complete", odometer: 510, plate: "A1", source: "Page" });
  });

  it("ends with the cable, and with a fault that ends charges, as every other; the next one is not held for it", async () => {
    const rig = await logbookRig();
    await rig.charge();
    await held(rig);
    await ended(rig);
    expect(rig.payloads("StopTransaction").at(-1)).toMatchObject({ reason: "EVDisconnected" });
    const unplugged = session(rig);

    await rig.charge();
    expect(outlet(rig).logbook).toMatchObject({ isHeld: false });
    await held(rig);
    await rig.station.cutLine("meter");
    await rig.until(() => rig.payloads("StopTransaction").length === 2, minutes(5));
    expect(rig.payloads("StopTransaction").at(-1)).toMatchObject({ reason: "Other" });
    expect(outlet(rig).limits.map(({ owner }) => owner)).not.toContain("logbook");
    const missing = [unplugged, session(rig)].map((id) => rig.agent.onSite.logbook.find(id));
    expect(missing.map((record) => [record?.isNeeded, record?.entry])).toEqual([
      [true, undefined],
      [true, undefined],
    ]);
    await rig.station.mendLine("meter");
  });

  it("is a fault while one holds, and is held again when that is over", async () => {
    const rig = await logbookRig();
    await rig.charge();
    await held(rig);
    await rig.station.cutLine("controller");
    await rig.until(() => rig.status() === "Faulted");
    await rig.station.mendLine("controller");
    await rig.until(() => rig.status() === "SuspendedEVSE");
    expect(outlet(rig).notCharging?.code).toBe("logbook.missing");
    expect(light(rig)).toContain('"rhythm":"fast"');

    rig.agent.onSite.logbook.enter(session(rig), { odometer: 1, plate: "A1" }, anna);
    await rig.until(() => rig.status() === "Charging");
  });

  it("is ended by a restart and not held again; what was missing stays so and the back end hears of it", async () => {
    const rig = await logbookRig();
    await rig.charge();
    await held(rig);
    const id = session(rig);
    rig.cutNetwork();
    await rig.crashAgent();
    await rig.startAgent("boot-2");
    rig.mendNetwork();
    await rig.until(() => rig.payloads("StopTransaction").length === 1);

    expect(outlet(rig).limits.map(({ owner }) => owner)).not.toContain("logbook");
    expect(rig.agent.onSite.logbook.find(id)).toMatchObject({ isNeeded: true });
    await rig.until(() => told(rig).length === 2);
    expect(told(rig).at(-1)).toMatchObject({ state: "Missing" });
    await rig.clock.advance(minutes(5));
    expect(told(rig)).toHaveLength(2);
  });

  it("is asked for also when the disk refuses at its start, as soon as it takes things again", async () => {
    const rig = await logbookRig();
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.until(() => rig.status() === "Preparing");
    rig.diskFailure = new AgentError("store.failed", "no space", { sqlite: "SQLITE_FULL" });
    const answer = rig.csms.call("RemoteStartTransaction", { idTag: CARD, connectorId: 1 });
    await rig.clock.advance(minutes(2));
    await answer;
    rig.diskFailure = undefined;
    await held(rig);
    expect(rig.agent.onSite.logbook.find(session(rig))).toMatchObject({ isNeeded: true });
    expect(rig.endWishes).toEqual([]);

    rig.agent.onSite.logbook.enter(session(rig), { odometer: 1, plate: "A1" }, anna);
    await rig.until(() => rig.status() === "Charging");
  });

  it("works without the back end, which is told afterwards", async () => {
    const rig = await logbookRig({ LocalPreAuthorize: "true" });
    await rig.charge();
    await ended(rig);
    rig.cutNetwork();
    await rig.clock.advance(seconds(5));
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.clock.advance(seconds(5));
    rig.station.tapCard(CARD);
    await held(rig);
    rig.agent.onSite.logbook.enter(session(rig), { odometer: 7, plate: "A1" }, anna);
    await rig.until(() => outlet(rig).status === "charging");

    rig.mendNetwork();
    await rig.until(() => JSON.stringify(told(rig).at(-1)).includes("Complete"), minutes(5));
    expect(told(rig).at(-1)).toMatchObject({ transactionId: 1001, state: "Complete", odometer: 7 });
  });

  it("is held beside other limits, of which each ends by itself", async () => {
    const rig = await logbookRig();
    await rig.charge();
    rig.agent.onSite.handle({ type: "pause", evse: evseId(1), duration: hours(1) });
    await rig.until(() => rig.status() === "SuspendedEVSE");
    expect(light(rig)).toContain('"rhythm":"slow"');
    await rig.clock.advance(minutes(6));
    rig.agent.onSite.handle({ type: "resume", evse: evseId(1) });
    await rig.clock.advance(seconds(2));
    expect(outlet(rig).notCharging?.code).toBe("logbook.missing");
    expect(light(rig)).toContain('"rhythm":"fast"');
    expect(rig.reports().filter((status) => status === "SuspendedEVSE")).toHaveLength(1);

    rig.agent.onSite.logbook.enter(session(rig), { odometer: 7, plate: "A1" }, anna);
    await rig.until(() => rig.status() === "Charging");
  });
});
