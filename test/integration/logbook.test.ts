import { describe, expect, it, onTestFinished } from "vitest";
import { evseId } from "#hal/core/charging";
import { epochMillis, hours, minutes, seconds } from "#hal/core/units";
import { initialRules } from "#agent/domain/access/access-rules";
import type { LocalTag } from "#agent/domain/access/local-tag";
import type { EntryAuthor } from "#agent/domain/logbook/logbook-entry";
import { plateOf } from "#agent/domain/logbook/plate";
import type { EvseBranch } from "#agent/domain/site/state-tree";
import { transactionId, type TransactionId } from "#agent/domain/transaction/station-fact";
import { localTag } from "#test/support/local-tag";
import { ask } from "#test/support/rig-calls";
import { CARD, OTHER_CARD, VirtualRig } from "#test/support/virtual-rig";

const VENDOR = "org.borne.logbook";
const anna: EntryAuthor = { source: "page", name: "anna" };
const quiet = { MeterValueSampleInterval: "0" };

async function rigged(variables: Readonly<Record<string, string>> = {}): Promise<VirtualRig> {
  const rig = await new VirtualRig({
    variables: { ...quiet, LogbookScope: "All", LogbookGrace: "300", ...variables },
  }).start();
  onTestFinished(() => rig.stop());
  return rig;
}

const tag = (token: string, logbook: LocalTag["logbook"]): LocalTag =>
  localTag(token, logbook === undefined ? {} : { logbook });

function outlet(rig: VirtualRig): EvseBranch {
  const found = rig.agent.onSite.state().evses["1"];
  if (found === undefined) throw new TypeError("there is no outlet");
  return found;
}

function session(rig: VirtualRig): TransactionId {
  const [newest] = rig.store.sessions.recent(1);
  return newest?.transactionId ?? transactionId("none");
}

const light = (rig: VirtualRig) => /"light":(\{[^}]*\})/.exec(JSON.stringify(rig.agent.status()))?.[1];
const held = (rig: VirtualRig) => rig.until(() => outlet(rig).notCharging?.code === "logbook.missing", minutes(10));
const plate = (text: string) => plateOf(text) ?? expect.fail("no plate");

/** What the back end was told, newest last. */
function told(rig: VirtualRig): readonly unknown[] {
  return rig
    .payloads("DataTransfer")
    .flatMap(({ vendorId, messageId, data }) =>
      vendorId === VENDOR && messageId === "Logbook" && typeof data === "string" ? [JSON.parse(data) as unknown] : [],
    );
}

const send = (rig: VirtualRig, messageId: string, message: object) =>
  ask(rig, "DataTransfer", { vendorId: VENDOR, messageId, data: JSON.stringify(message) });

async function ended(rig: VirtualRig): Promise<void> {
  rig.station.unplug();
  await rig.until(() => rig.status() === "Available");
}

describe("a charge that needs odometer and plate", () => {
  it("is held after the time of grace as SuspendedEVSE, says why on page and light, and goes on with the entry", async () => {
    const rig = await rigged();
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
    await rig.clock.advance(minutes(30));
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
    const rig = await rigged();
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
    const rig = await rigged({ LogbookGrace: "0", AuthorizeRemoteTxRequests: "false" });
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
    const rig = await rigged({ LogbookHold: "600" });
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
    const rig = await rigged();
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
    const rig = await rigged();
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
    const rig = await rigged();
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
    const rig = await rigged();
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

  it("works without the back end, which is told afterwards", async () => {
    const rig = await rigged({ LocalPreAuthorize: "true" });
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
    const rig = await rigged();
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

describe("what is known of a tag", () => {
  it("is the entry where plate and no odometer are asked for, and nobody has to do anything", async () => {
    const rig = await rigged();
    rig.agent.onSite.access.putTags([tag(CARD, { duty: "byRule", plate: plate("AB-123-CD"), asksOdometer: false })]);
    await rig.charge();
    expect(outlet(rig).logbook).toBeNull();
    expect(rig.agent.onSite.logbook.history(session(rig))).toMatchObject([
      { author: { source: "tag", name: "Ann" }, entry: { plate: "AB-123-CD" } },
    ]);
    await rig.clock.advance(minutes(10));
    expect(rig.status()).toBe("Charging");
  });

  it("leaves only the odometer to be told, and what is put down during a hold ends it", async () => {
    const rig = await rigged();
    const { access } = rig.agent.onSite;
    access.putTags([tag(CARD, { duty: "byRule", plate: plate("AB-123-CD"), asksOdometer: true })]);
    await rig.charge();
    expect(outlet(rig).logbook?.needs).toEqual(["odometer"]);
    await held(rig);
    access.putTags([tag(CARD, { duty: "byRule", plate: plate("AB-123-CD"), asksOdometer: false })]);
    await rig.until(() => rig.status() === "Charging");
  });

  it("decides whose charges need an entry, as the scope says", async () => {
    const rig = await rigged({ LogbookScope: "Tagged" });
    const { access, variables } = rig.agent.onSite;
    const isAsked = async (card: string) => {
      await rig.charge(card);
      const asked = outlet(rig).logbook !== null;
      await ended(rig);
      await rig.clock.advance(seconds(5));
      return asked;
    };
    access.putTags([tag(CARD, { duty: "always", asksOdometer: true })]);
    expect([await isAsked(CARD), await isAsked(OTHER_CARD)]).toEqual([true, false]);
    variables.set("LogbookScope", "Private");
    access.putTags([tag(CARD, undefined)]);
    expect([await isAsked(CARD), await isAsked(OTHER_CARD)]).toEqual([true, false]);
    variables.set("LogbookScope", "All");
    access.putTags([tag(CARD, { duty: "never", asksOdometer: true })]);
    expect([await isAsked(CARD), await isAsked(OTHER_CARD)]).toEqual([false, true]);
  });
});

describe("a driver without an account", () => {
  it("enters once, with the last characters of the card, for the charge that waits", async () => {
    const rig = await rigged();
    const { logbook } = rig.agent.onSite;
    const given = { odometer: 5, plate: "A1" };
    expect(logbook.enterAsDriver(CARD.slice(-4), given)).toEqual({ ok: false, reason: "wrong" });
    await rig.charge();
    expect(logbook.enterAsDriver("0000", given)).toEqual({ ok: false, reason: "wrong" });
    expect(logbook.enterAsDriver("", given)).toEqual({ ok: false, reason: "wrong" });
    expect(logbook.enterAsDriver(CARD.slice(-4), given, evseId(2))).toEqual({ ok: false, reason: "wrong" });
    expect(logbook.enterAsDriver(CARD.slice(-4).toLowerCase(), { plate: "A1" })).toEqual({
      ok: false,
      reason: "odometerMissing",
    });
    expect(logbook.enterAsDriver(CARD.slice(-4).toLowerCase(), given)).toEqual({ ok: true, value: 1 });
    expect(logbook.enterAsDriver(CARD.slice(-4), { odometer: 6, plate: "A1" })).toEqual({ ok: false, reason: "wrong" });
    expect(logbook.history(session(rig))).toMatchObject([{ author: { source: "driver" }, entry: { odometer: 5 } }]);
  });

  it("enters with the PIN of a guest, and without a code where whoever plugs in charges", async () => {
    const rig = await rigged();
    const { logbook, guests, access } = rig.agent.onSite;
    access.setRules({ ...initialRules, openToken: CARD });
    const { pin = "" } = guests.invite("Bob", epochMillis(rig.clock.now() + hours(5)), 240) ?? {};
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.until(() => rig.status() === "Preparing");
    guests.start(pin);
    await held(rig);
    expect(logbook.enterAsDriver(CARD.slice(-4), { odometer: 5, plate: "A1" })).toMatchObject({ reason: "wrong" });
    expect(logbook.enterAsDriver("", { odometer: 5, plate: "A1" })).toMatchObject({ reason: "wrong" });
    expect(logbook.enterAsDriver(pin, { odometer: 5, plate: "A1" })).toMatchObject({ ok: true });
    await ended(rig);

    access.setRules({ ...initialRules, openToken: CARD, freeCharging: true });
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await held(rig);
    expect(logbook.enterAsDriver("", { odometer: 6, plate: "A1" })).toMatchObject({ ok: true });
    await rig.until(() => rig.status() === "Charging");
  });
});

describe("DataTransfer of the logbook", () => {
  it("DataTransfer Logbook: the back end enters odometer and plate, and hears why it cannot", async () => {
    const rig = await rigged();
    await rig.charge();
    await held(rig);
    expect(await send(rig, "Logbook", { transactionId: 999, odometer: 1, plate: "A1" })).toEqual({
      status: "Rejected",
      data: '{"problem":"unknown"}',
    });
    expect(await send(rig, "Logbook", { transactionId: 1000, odometer: 1.5, plate: "A1" })).toEqual({
      status: "Rejected",
      data: '{"problem":"odometerInvalid"}',
    });
    expect(await send(rig, "Logbook", { transactionId: 1000, odometer: "1" })).toEqual({ status: "Rejected" });
    expect(await send(rig, "Logbook", { transactionId: 1000, odometer: 900, plate: "A1" })).toEqual({
      status: "Accepted",
    });
    await rig.until(() => rig.status() === "Charging");
    await ended(rig);

    await rig.charge();
    expect(await send(rig, "Logbook", { transactionId: 1001, odometer: 899, plate: "A-1" })).toEqual({
      status: "Rejected",
      data: '{"problem":"belowLast"}',
    });
    const confirmed = { transactionId: 1001, odometer: 899, plate: "A-1", confirmed: true };
    expect(await send(rig, "Logbook", confirmed)).toEqual({ status: "Accepted" });
    expect(rig.agent.onSite.logbook.history(session(rig))).toMatchObject([
      { author: { source: "backEnd" }, overrode: "belowLast" },
    ]);
  });

  it("DataTransfer GetLogbook: the back end asks for what is known", async () => {
    const rig = await rigged();
    await rig.charge();
    await rig.until(() => told(rig).length === 1);
    expect(await send(rig, "GetLogbook", { transactionId: 1000 })).toMatchObject({
      status: "Accepted",
      data: '{"transactionId":1000,"connectorId":1,"state":"Waiting","asksOdometer":true}',
    });
    expect(await send(rig, "GetLogbook", { transactionId: 1 })).toEqual({ status: "Rejected" });
  });

  it("DataTransfer Logbook: is not sent where the back end shall not be told", async () => {
    const rig = await rigged({ LogbookToBackEnd: "false" });
    await rig.charge();
    rig.agent.onSite.logbook.enter(session(rig), { odometer: 1, plate: "A1" }, anna);
    await ended(rig);
    await rig.clock.advance(minutes(5));
    expect(told(rig)).toEqual([]);
  });
});
