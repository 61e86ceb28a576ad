import { describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { epochMillis, hours, minutes, seconds } from "#hal/core/units";
import { initialRules } from "#agent/domain/access/access-rules";
import { anna, ended, held, logbookRig, outlet, plate, send, session, tag, told } from "#test/support/logbook-rig";
import { CARD, OTHER_CARD } from "#test/support/virtual-rig";

describe("what is known of a tag", () => {
  it("is the entry where plate and no odometer are asked for, and nobody has to do anything", async () => {
    const rig = await logbookRig();
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
    const rig = await logbookRig();
    const { access } = rig.agent.onSite;
    access.putTags([tag(CARD, { duty: "byRule", plate: plate("AB-123-CD"), asksOdometer: true })]);
    await rig.charge();
    expect(outlet(rig).logbook?.needs).toEqual(["odometer"]);
    await held(rig);
    access.putTags([tag(CARD, { duty: "byRule", plate: plate("AB-123-CD"), asksOdometer: false })]);
    await rig.until(() => rig.status() === "Charging");
  });

  it("decides whose charges need an entry, as the scope says", async () => {
    const rig = await logbookRig({ LogbookScope: "Tagged" });
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
    const rig = await logbookRig();
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
    const rig = await logbookRig();
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
    const rig = await logbookRig();
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
    const rig = await logbookRig();
    await rig.charge();
    await rig.until(() => told(rig).length === 1);
    expect(await send(rig, "GetLogbook", { transactionId: 1000 })).toMatchObject({
      status: "Accepted",
      data: '{"transactionId":1000,"connectorId":1,"state":"Waiting","asksOdometer":true}',
    });
    expect(await send(rig, "GetLogbook", { transactionId: 1 })).toEqual({ status: "Rejected" });
  });

  it("DataTransfer Logbook: is not sent where the back end shall not be told", async () => {
    const rig = await logbookRig({ LogbookToBackEnd: "false" });
    await rig.charge();
    rig.agent.onSite.logbook.enter(session(rig), { odometer: 1, plate: "A1" }, anna);
    await ended(rig);
    await rig.clock.advance(minutes(5));
    expect(told(rig)).toEqual([]);
  });
});
