import { describe, expect, it, onTestFinished } from "vitest";
import { epochMillis, hours, minutes } from "#hal/core/units";
import { type AccessRules, initialRules } from "#agent/domain/access/access-rules";
import { detailsFrom, type SessionDetails } from "#agent/local/reports/session-details";
import { localTag } from "#test/support/local-tag";
import { CARD, VirtualRig } from "#test/support/virtual-rig";

async function rigged(rules: Partial<AccessRules> = {}): Promise<VirtualRig> {
  const rig = await new VirtualRig().start();
  onTestFinished(() => rig.stop());
  rig.agent.onSite.access.setRules({ ...initialRules, ...rules });
  return rig;
}

/** Of the newest session, as page and reports tell it. */
function newest({ store }: VirtualRig): SessionDetails | undefined {
  const [session] = store.sessions.recent(1);
  return session && detailsFrom(store)(session);
}

const ann = localTag(CARD);

describe("what is told of a session", () => {
  it("is what held when it began, whatever is put down afterwards", async () => {
    const rig = await rigged();
    const { access } = rig.agent.onSite;
    const { settings } = rig.store.site;
    settings.set("site.name", "Left");
    settings.set("site.place", "Garage");
    settings.set("site.space", "3");
    settings.set("site.address", "1 rue de la Paix");
    access.putTags([ann]);
    await rig.charge();
    settings.set("site.name", "Right");
    settings.set("site.place", "Yard");
    access.putTags([{ ...ann, alias: "Bea", isPaid: true }]);
    await rig.clock.advance(minutes(5));
    rig.station.unplug();
    await rig.until(() => rig.status() === "Available");
    access.removeTag(ann.token);

    expect(newest(rig)).toEqual({
      charger: "Left",
      serialNumber: "V-1",
      place: "Garage 3",
      address: "1 rue de la Paix",
      alias: "Ann",
      access: "private",
      payment: "free",
    });
  });

  it("is there after a crash in the middle of it", async () => {
    const rig = await rigged({ visitorsPay: true });
    await rig.charge();
    await rig.crashAgent();
    await rig.startAgent("boot-2");
    await rig.until(() => rig.store.sessions.open().length === 0);
    expect(newest(rig)).toMatchObject({ charger: "V-1", access: "public", payment: "paid" });
  });

  it("names a guest who charges with a PIN", async () => {
    const rig = await rigged({ openToken: CARD });
    const { guests } = rig.agent.onSite;
    const { pin } = guests.invite("Bob", epochMillis(rig.clock.now() + hours(2)), 120) ?? { pin: "" };
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.until(() => rig.status() === "Preparing");
    guests.start(pin);
    await rig.until(() => rig.status() === "Charging");
    expect(newest(rig)).toMatchObject({ alias: "Bob", access: "private", payment: "free" });
  });

  it("has the bill of the back end and the currency of the day, and was not free then", async () => {
    const rig = await rigged();
    rig.store.site.settings.set("site.currency", "CHF");
    await rig.charge();
    rig.store.site.settings.set("site.currency", "EUR");
    expect(newest(rig)?.payment).toBe("free");
    const [session] = rig.store.sessions.recent(1);
    if (session === undefined) throw new TypeError("there is no session");
    const cost = {
      transactionId: session.transactionId,
      evse: session.evse,
      stage: "over",
      final: { cost: 3.2 },
    } as const;
    rig.store.costs.put(cost);
    expect(newest(rig)).toMatchObject({ payment: "paid", cost: { amount: 3.2, currency: "CHF", isFinal: true } });
  });
});
