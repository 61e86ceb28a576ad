import { describe, expect, it, onTestFinished } from "vitest";
import { evseId } from "#hal/core/charging";
import { amperes, epochMillis, hours, minutes, seconds } from "#hal/core/units";
import { MOST_CURVE_POINTS, pointsOf } from "#agent/domain/site/power-curve";
import type { SessionRecord } from "#agent/ports/session-record";
import { VirtualRig } from "#test/support/virtual-rig";

async function rigged(): Promise<VirtualRig> {
  const rig = await new VirtualRig().start();
  onTestFinished(() => rig.stop());
  return rig;
}

function newest({ store }: VirtualRig): SessionRecord {
  const [session] = store.sessions.recent(1);
  if (session === undefined) throw new TypeError("there is no session");
  return session;
}

describe("the curve of a session", () => {
  it("is there while it runs, is kept when it ends, and outlives the messages to the back end", async () => {
    const rig = await rigged();
    await rig.charge();
    await rig.clock.advance(minutes(30));
    const { curves } = rig.agent.onSite;
    const running = curves.running(newest(rig).transactionId);
    expect(running?.watts.length).toBeGreaterThan(60);

    rig.station.unplug();
    await rig.until(() => rig.status() === "Available");
    const session = newest(rig);
    const kept = rig.store.history.curve(session.transactionId);
    expect(curves.running(session.transactionId)).toBeUndefined();
    expect(kept?.watts.length).toBeLessThanOrEqual(MOST_CURVE_POINTS);
    const points = pointsOf(kept ?? { step: 1, watts: [], wattHours: [], limits: [] }, {
      at: session.startedAt,
      energy: session.meterStart,
    });
    // The last of the register is that of the bill, up to what flowed while it was read.
    const last = points.findLast(({ importWh }) => importWh !== undefined)?.importWh ?? 0;
    expect(Math.abs(last - (session.ended?.meterStop ?? 0))).toBeLessThan(20);
    expect(Math.max(...points.map(({ powerW }) => powerW ?? 0))).toBeGreaterThan(6000);
  });

  it("tells which limits held, with the one that was set meanwhile", async () => {
    const rig = await rigged();
    await rig.charge();
    await rig.clock.advance(minutes(5));
    rig.agent.onSite.handle({ type: "limitCurrent", evse: evseId(1), limit: amperes(8), duration: hours(1) });
    await rig.clock.advance(minutes(5));
    rig.station.unplug();
    await rig.until(() => rig.status() === "Available");

    const limits = rig.store.history.curve(newest(rig).transactionId)?.limits ?? [];
    expect(limits[0]?.after).toBe(0);
    const own = limits.find(({ owner }) => owner === "localUser");
    expect(own).toMatchObject({ amperes: 8 });
    expect(Math.abs((own?.after ?? 0) - 300)).toBeLessThan(30);
  });

  it.each(["followed by the back end", "offline"])(
    "is kept up to the last minute, limits and all, when the process died in the middle of a charge %s",
    async (how) => {
      const rig = await rigged();
      await rig.charge();
      if (how === "offline") rig.cutNetwork();
      await rig.clock.advance(minutes(8));
      const whole = rig.agent.onSite.curves.running(newest(rig).transactionId);
      await rig.crashAgent();
      await rig.startAgent("boot-2");
      await rig.until(() => rig.store.sessions.open().length === 0);

      const curve = rig.store.history.curve(newest(rig).transactionId);
      const kept = curve?.watts.length ?? 0;
      expect(curve?.limits).toEqual(whole?.limits);
      expect(curve?.wattHours.slice(0, -1)).toEqual(whole?.wattHours.slice(0, kept - 1));
      expect(((whole?.watts.length ?? 0) - kept) * (curve?.step ?? 0)).toBeLessThanOrEqual(65);
    },
  );

  it("is kept up to its last minute when the process died after its end", async () => {
    const rig = await rigged();
    await rig.charge();
    await rig.clock.advance(minutes(8));
    rig.station.unplug();
    await rig.until(() => rig.store.sessions.open().length === 0);
    await rig.crashAgent();
    await rig.startAgent("boot-2");
    expect(rig.store.history.curve(newest(rig).transactionId)?.watts.length).toBeGreaterThan(80);
  });

  it("is kept also when the program ends in order", async () => {
    const rig = await new VirtualRig().start();
    await rig.charge();
    await rig.clock.advance(minutes(5));
    await rig.stop();
    expect(rig.store.history.curve(newest(rig).transactionId)?.watts.length).toBeGreaterThan(20);
  });
});

describe("the power of the last minutes", () => {
  it("is remembered at every outlet, whether somebody charges or not", async () => {
    const rig = await rigged();
    await rig.clock.advance(minutes(1));
    await rig.charge();
    await rig.clock.advance(minutes(5));
    const points = rig.agent.onSite.curves.recent(evseId(1)) ?? [];
    expect(points.length).toBeGreaterThan(60);
    expect(points.at(-1)?.powerW).toBeGreaterThan(6000);
    expect(points[0]?.powerW).toBe(0);
    expect(rig.clock.now() - (points.at(-1)?.at ?? epochMillis(0))).toBeLessThan(seconds(10));
    expect(rig.agent.onSite.curves.recent(evseId(2))).toBeUndefined();
  });
});
