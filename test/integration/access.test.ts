import { describe, expect, it, onTestFinished } from "vitest";
import { amperes, epochMillis, hours, minutes, seconds } from "#hal/core/units";
import { type AccessRules, initialRules } from "#agent/domain/access/access-rules";
import type { OpeningHours } from "#agent/domain/access/opening-hours";
import type { EvseBranch } from "#agent/domain/site/state-tree";
import { idToken } from "#agent/domain/authorization/id-token";
import { localTag } from "#test/support/local-tag";
import { BLOCKED_CARD, CARD, OTHER_CARD, VirtualRig } from "#test/support/virtual-rig";

const STRANGER = "04DEADBEEF0001";

async function rigged(rules: Partial<AccessRules> = {}, startsAt?: number): Promise<VirtualRig> {
  const rig = await new VirtualRig(startsAt === undefined ? {} : { startsAt }).start();
  onTestFinished(() => rig.stop());
  rig.agent.onSite.access.setRules({ ...initialRules, ...rules });
  return rig;
}

function outletOf(rig: VirtualRig): EvseBranch {
  const outlet = rig.agent.onSite.state().evses["1"];
  if (outlet === undefined) throw new TypeError("there is no outlet");
  return outlet;
}

async function plugged(rig: VirtualRig): Promise<void> {
  rig.station.plugIn({ stateOfCharge: 0.1 });
  await rig.until(() => outletOf(rig).pilot === "B");
}

async function tapped(rig: VirtualRig, card: string): Promise<void> {
  await rig.clock.advance(seconds(5));
  rig.station.tapCard(card);
  await rig.clock.advance(seconds(20));
}

const offline = async (rig: VirtualRig) => {
  rig.cutNetwork();
  await rig.clock.advance(seconds(5));
};

describe("local tags", () => {
  it("charge without the back end where the owner has switched that on, and else not", async () => {
    const rig = await rigged();
    rig.agent.onSite.access.putTags([localTag(STRANGER)]);
    await offline(rig);
    await plugged(rig);
    await tapped(rig, STRANGER);
    expect(outletOf(rig).session).toBeNull();

    rig.agent.onSite.access.setRules({ ...initialRules, localAuthorization: true });
    await tapped(rig, STRANGER);
    await rig.until(() => outletOf(rig).status === "charging");
  });

  it("give nothing against the back end: its refusal wins while it can be asked, and its last word after that", async () => {
    const rig = await rigged({ localAuthorization: true });
    rig.agent.onSite.access.putTags([localTag(BLOCKED_CARD)]);
    await plugged(rig);
    await tapped(rig, BLOCKED_CARD);
    expect(rig.payloads("Authorize")).toMatchObject([{ idTag: BLOCKED_CARD }]);
    await offline(rig);
    await tapped(rig, BLOCKED_CARD);

    expect(outletOf(rig).session).toBeNull();
    expect(rig.payloads("StartTransaction")).toEqual([]);
  });

  it("begin nothing once they have expired or are switched off, also where the back end would accept them", async () => {
    const rig = await rigged({ localAuthorization: true });
    const { access } = rig.agent.onSite;
    access.putTags([localTag(CARD, { validTo: epochMillis(rig.clock.now() + hours(1)) })]);
    await rig.clock.advance(hours(1));
    await plugged(rig);
    await tapped(rig, CARD);
    access.putTags([localTag(CARD, { isEnabled: false })]);
    await tapped(rig, CARD);
    expect(rig.payloads("Authorize")).toEqual([]);
    expect(outletOf(rig).session).toBeNull();

    access.removeTag(idToken(CARD));
    await tapped(rig, CARD);
    await rig.until(() => rig.status() === "Charging");
  });

  it("limit the current of their charges and of no others, from the first ampere on", async () => {
    const rig = await rigged();
    rig.agent.onSite.access.putTags([localTag(CARD, { maxCurrent: amperes(10) })]);
    await rig.charge(CARD);
    await rig.until(() => outletOf(rig).offered === 10);
    expect(outletOf(rig).limit).toMatchObject({ owner: "tag", amperes: 10 });
    rig.agent.onSite.access.putTags([localTag(CARD, { maxCurrent: amperes(8) })]);
    await rig.until(() => outletOf(rig).offered === 8);

    rig.station.unplug();
    await rig.until(() => rig.status() === "Available");
    await rig.charge(OTHER_CARD);
    await rig.until(() => outletOf(rig).offered === 32);
    expect(outletOf(rig).limits.map(({ owner }) => owner)).not.toContain("tag");
  });

  it("end the charges of others when they have that right", async () => {
    const rig = await rigged({ localAuthorization: true });
    const { access } = rig.agent.onSite;
    await rig.charge(CARD);
    access.putTags([localTag(OTHER_CARD)]);
    await tapped(rig, OTHER_CARD);
    expect(rig.payloads("StopTransaction")).toEqual([]);

    access.putTags([localTag(OTHER_CARD, { mayStop: true })]);
    await tapped(rig, OTHER_CARD);
    expect(rig.payloads("StopTransaction")).toMatchObject([{ idTag: OTHER_CARD }]);
  });

  it("are learnt by holding a card to the reader within a minute, which begins nothing, and remember when they were seen", async () => {
    const rig = await rigged();
    const { access, learning } = rig.agent.onSite;
    access.putTags([localTag(OTHER_CARD)]);
    learning.open();
    await tapped(rig, OTHER_CARD);
    expect(learning.view()).toMatchObject({ isOpen: true });
    await tapped(rig, STRANGER);
    expect(learning.view()).toEqual({ isOpen: false, token: STRANGER });
    expect(rig.payloads("Authorize")).toMatchObject([{ idTag: OTHER_CARD }]);

    access.putTags([localTag(STRANGER)]);
    expect(learning.view()).toEqual({ isOpen: false });
    await tapped(rig, STRANGER);
    const seen = access.tags().find((each) => each.tag.token === STRANGER);
    expect(rig.clock.now() - (seen?.lastSeenAt ?? 0)).toBeLessThan(seconds(25));

    learning.open();
    await rig.clock.advance(seconds(61));
    expect(learning.view()).toEqual({ isOpen: false });
  });

  it("and rules outlive a restart", async () => {
    const rig = await rigged({ localAuthorization: true, hours: week([{ from: 0, to: 1440 }]) });
    const { access } = rig.agent.onSite;
    const full = localTag("A1", {
      validFrom: epochMillis(5),
      validTo: epochMillis(9),
      maxCurrent: amperes(7.5),
      isPaid: true,
    });
    access.putTags([full]);
    const rules = access.rules();
    await rig.stopAgent();
    await rig.startAgent();

    expect(rig.agent.onSite.access.tags()).toEqual([{ tag: full }]);
    expect(rig.agent.onSite.access.rules()).toEqual(rules);
  });
});

describe("whose cards begin charges", () => {
  it("are not those of strangers in a private place, nor those of visitors where none are wanted", async () => {
    const rig = await rigged({ audience: "private" });
    await plugged(rig);
    await tapped(rig, CARD);
    rig.agent.onSite.access.setRules({ ...initialRules, audience: "noVisitors" });
    await tapped(rig, CARD);
    expect(rig.payloads("Authorize")).toEqual([]);

    rig.agent.onSite.access.putTags([localTag(CARD)]);
    await tapped(rig, CARD);
    await rig.until(() => rig.status() === "Charging");
    expect(rig.payloads("Authorize")).toMatchObject([{ idTag: CARD }]);
  });
});

describe("free charging", () => {
  it("begins when somebody plugs in, under the tag that is set, and not again for the same vehicle", async () => {
    const rig = await rigged({ freeCharging: true, openToken: CARD });
    await plugged(rig);
    await rig.until(() => rig.status() === "Charging");
    expect(rig.payloads("StartTransaction")).toMatchObject([{ idTag: CARD }]);
    expect(rig.payloads("Authorize")).toEqual([]);

    await tapped(rig, CARD);
    await rig.until(() => rig.payloads("StopTransaction").length === 1);
    await rig.clock.advance(minutes(2));
    expect(rig.payloads("StartTransaction")).toHaveLength(1);
    rig.station.unplug();
    await rig.until(() => rig.status() === "Available");
    await plugged(rig);
    await rig.until(() => rig.payloads("StartTransaction").length === 2);
  });

  it("is switched off at run time, and does not go on where the back end refuses its tag", async () => {
    const rig = await rigged({ freeCharging: true, openToken: BLOCKED_CARD });
    await plugged(rig);
    await rig.until(() => rig.payloads("StopTransaction").length === 1);
    expect(rig.payloads("StopTransaction")).toMatchObject([{ reason: "DeAuthorized" }]);

    rig.agent.onSite.access.setRules(initialRules);
    rig.station.unplug();
    await rig.until(() => rig.status() === "Available");
    await plugged(rig);
    await rig.clock.advance(minutes(1));
    expect(rig.payloads("StartTransaction")).toHaveLength(1);
  });
});

const week = (day: OpeningHours["week"][number], holidays: readonly string[] = []): OpeningHours => ({
  timeZone: "Europe/Brussels",
  week: Array.from({ length: 7 }, () => day),
  holidays,
});
/** 8 to 20 o'clock. */
const daytime = week([{ from: 480, to: 1200 }]);

async function waitUntil(rig: VirtualRig, at: number): Promise<void> {
  await rig.clock.advance(seconds(Math.max(0, at - rig.clock.now()) / 1000));
}

describe("opening hours", () => {
  it("refuse a charge while the place is closed and say so, and open by the clock on the wall after it was changed", async () => {
    // On the Sunday on which clocks are put forward 8 o'clock in Brussels is 6 o'clock in Greenwich, and no longer 7.
    const rig = await rigged({ hours: daytime }, Date.UTC(2026, 2, 29, 5, 55));
    await plugged(rig);
    await tapped(rig, CARD);
    expect(outletOf(rig)).toMatchObject({ session: null, notCharging: { code: "site.closed" } });

    await waitUntil(rig, Date.UTC(2026, 2, 29, 6, 0, 11));
    expect(outletOf(rig).notCharging?.code).not.toBe("site.closed");
    await tapped(rig, CARD);
    await rig.until(() => rig.status() === "Charging");
  });

  it("hold a charge as SuspendedEVSE until the place opens, with their name on the limit", async () => {
    const rig = await rigged({ hours: daytime, outsideHours: "hold" });
    // The rig begins at 7 o'clock in Brussels.
    const before = rig.truthWh();
    await plugged(rig);
    await tapped(rig, CARD);
    await rig.until(() => rig.status() === "SuspendedEVSE");
    expect(outletOf(rig)).toMatchObject({
      limit: { owner: "openingHours", amperes: 0 },
      notCharging: { code: "limit.openingHours" },
    });
    await waitUntil(rig, Date.UTC(2026, 2, 1, 6, 59));
    expect(rig.truthWh()).toBe(before);

    await rig.until(() => rig.status() === "Charging", minutes(3));
  });

  it("let a running charge go on, or end it, as is set", async () => {
    const closing = week([{ from: 0, to: 425 }]);
    const rig = await rigged({ hours: closing, outsideHours: "hold" });
    await rig.charge();
    await waitUntil(rig, Date.UTC(2026, 2, 1, 6, 7));
    expect(outletOf(rig).status).toBe("charging");

    rig.agent.onSite.access.setRules({ ...initialRules, hours: closing, atClosing: "end" });
    await rig.until(() => rig.payloads("StopTransaction").length === 1);
    expect(rig.payloads("StopTransaction")).toMatchObject([{ reason: "Other" }]);
  });

  it("begin a free charge that waited for them", async () => {
    const rig = await rigged({ hours: daytime, freeCharging: true, openToken: CARD });
    await plugged(rig);
    await rig.clock.advance(minutes(30));
    expect(rig.payloads("StartTransaction")).toEqual([]);

    await rig.until(() => rig.status() === "Charging", minutes(40));
  });
});

describe("a guest", () => {
  const invited = (rig: VirtualRig, longest = 60) => {
    const expiresAt = epochMillis(rig.clock.now() + hours(2));
    const invitation = rig.agent.onSite.guests.invite("Bob", expiresAt, longest);
    if (invitation === undefined) throw new TypeError("no room for a guest");
    return invitation;
  };

  it("charges with a PIN for as long as was allowed, at one outlet", async () => {
    const rig = await rigged({ openToken: CARD });
    const { guests } = rig.agent.onSite;
    const { pin } = invited(rig, 30);
    await plugged(rig);
    expect(guests.start("0000000000")).toEqual({ ok: false, reason: "wrong" });
    expect(guests.start(`${pin.slice(0, 5)} ${pin.slice(5)}`)).toMatchObject({ ok: true });
    await rig.until(() => rig.status() === "Charging");
    expect(guests.start(pin)).toEqual({ ok: false, reason: "busy" });
    await rig.clock.advance(minutes(28));
    expect(rig.payloads("StopTransaction")).toEqual([]);

    await rig.until(() => rig.payloads("StopTransaction").length === 1, minutes(3));
    expect(rig.payloads("StartTransaction")).toMatchObject([{ idTag: CARD }]);
  });

  it("ends the charge, and has no access once the PIN has expired or was withdrawn", async () => {
    const rig = await rigged({ openToken: CARD });
    const { guests } = rig.agent.onSite;
    const first = invited(rig);
    await plugged(rig);
    expect(guests.stop(first.pin)).toEqual({ ok: false, reason: "nothing" });
    guests.start(first.pin);
    await rig.until(() => rig.status() === "Charging");
    expect(guests.stop(first.pin)).toMatchObject({ ok: true });
    await rig.until(() => rig.payloads("StopTransaction").length === 1);

    guests.start(first.pin);
    await rig.until(() => rig.payloads("StartTransaction").length === 2);
    expect(guests.withdraw(first.id)).toBe(true);
    await rig.until(() => rig.payloads("StopTransaction").length === 2);
    expect(guests.start(first.pin)).toEqual({ ok: false, reason: "wrong" });
    const second = invited(rig);
    await rig.clock.advance(hours(2));
    expect(guests.start(second.pin)).toEqual({ ok: false, reason: "wrong" });
    expect(guests.guests()).toEqual([]);
  });

  it("cannot charge where no tag is set for it", async () => {
    const rig = await rigged();

    expect(rig.agent.onSite.guests.start(invited(rig).pin)).toEqual({ ok: false, reason: "noToken" });
  });
});
