import { afterEach, describe, expect, it } from "vitest";
import { epochMillis, hours, minutes, seconds } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import { HostClock } from "#test/support/host-clock";
import { ask } from "#test/support/rig-calls";
import { CARD, VirtualRig } from "#test/support/virtual-rig";

describe("a charge point that does not know the time", { timeout: 60_000 }, () => {
  let host: HostClock;
  let rig: VirtualRig;

  afterEach(async () => {
    await rig.stop();
  });

  /** A machine without a battery, and no back end in reach. */
  async function startOffline(showing = 0): Promise<void> {
    host = new HostClock();
    host.set(epochMillis(showing));
    rig = new VirtualRig({ host, meterInterval: seconds(5) });
    await rig.station.start();
    rig.cutNetwork();
    await rig.startAgent();
  }

  const isCharging = () => rig.store.sessions.open().length === 1;

  /** The card is known from before; when the charge really began and ended, by the clock of the world. */
  async function chargeOffline(): Promise<{ began: number }> {
    rig.store.tokens.remember(idToken(CARD), { status: "accepted" }, rig.clock.now());
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.clock.advance(seconds(10));
    rig.station.tapCard(CARD);
    await rig.until(isCharging);
    return { began: rig.clock.now() };
  }

  async function endOffline(): Promise<number> {
    rig.station.tapCard(CARD);
    await rig.until(() => !isCharging());
    const ended = rig.clock.now();
    rig.station.unplug();
    await rig.clock.advance(seconds(10));
    return ended;
  }

  const timeOf = (payload: Readonly<Record<string, unknown>> | undefined) => Date.parse(String(payload?.["timestamp"]));
  const delivered = (last = "StopTransaction") => rig.store.facts.depth() === 0 && rig.payloads(last).length > 0;

  function sampleTimes(): readonly number[] {
    return rig
      .payloads("MeterValues")
      .flatMap(({ meterValue }) =>
        Array.isArray(meterValue) ? (meterValue as readonly Record<string, unknown>[]) : [],
      )
      .map(timeOf);
  }

  it("R11 tells what happened before the CSMS told it (BootNotification) with right times and lengths, MeterValues included", async () => {
    await startOffline();
    const { began } = await chargeOffline();
    await rig.clock.advance(minutes(30));
    const ended = await endOffline();
    await rig.clock.advance(hours(5));
    rig.mendNetwork();
    await rig.until(() => delivered(), hours(1));

    expect(Math.abs(timeOf(rig.payloads("StartTransaction")[0]) - began)).toBeLessThan(2000);
    expect(Math.abs(timeOf(rig.payloads("StopTransaction")[0]) - ended)).toBeLessThan(2000);
    expect(sampleTimes().length).toBeGreaterThan(100);
    for (const at of sampleTimes()) expect(at >= began - 2000 && at <= ended).toBe(true);
    const [session] = rig.store.sessions.recent(1);
    expect(Math.abs((session?.startedAt ?? 0) - began)).toBeLessThan(2000);
    expect(Math.abs((session?.ended?.at ?? 0) - ended)).toBeLessThan(2000);
  });

  it("R11 ends a transaction with right times that was running when the time became known", async () => {
    await startOffline();
    const { began } = await chargeOffline();
    await rig.clock.advance(minutes(30));
    rig.mendNetwork();
    await rig.until(() => rig.payloads("StartTransaction").length > 0, hours(1));
    await rig.clock.advance(minutes(10));
    const ended = await endOffline();
    await rig.until(() => delivered(), hours(1));

    expect(Math.abs(timeOf(rig.payloads("StartTransaction")[0]) - began)).toBeLessThan(2000);
    expect(Math.abs(timeOf(rig.payloads("StopTransaction")[0]) - ended)).toBeLessThan(2000);
    const times = sampleTimes();
    for (const [place, at] of times.entries()) expect(at).toBeGreaterThanOrEqual(times[place - 1] ?? began - 2000);
    await rig.charge();
    await rig.until(() => rig.payloads("StartTransaction").length === 2);
    expect(Math.abs(timeOf(rig.payloads("StartTransaction")[1]) - rig.clock.now())).toBeLessThan(5000);
  });

  it("R11 puts right what an earlier process of the same boot has stamped", async () => {
    await startOffline();
    const { began } = await chargeOffline();
    await rig.clock.advance(minutes(30));
    await rig.crashAgent();
    const died = rig.clock.now();
    await rig.clock.advance(minutes(1));
    await rig.startAgent();
    await rig.until(() => !isCharging(), minutes(5));
    rig.mendNetwork();
    await rig.until(() => delivered(), hours(1));

    expect(Math.abs(timeOf(rig.payloads("StartTransaction")[0]) - began)).toBeLessThan(2000);
    const stopped = timeOf(rig.payloads("StopTransaction")[0]);
    expect(stopped).toBeGreaterThan(died - 30_000);
    expect(stopped).toBeLessThan(died + 120_000);
  });

  it("R11 goes on from the latest moment that it knows after a power cut, so that nothing comes before what came before it", async () => {
    await startOffline();
    const { began } = await chargeOffline();
    await rig.clock.advance(minutes(30));
    await rig.crashAgent();
    host.set(epochMillis(0));
    await rig.clock.advance(hours(8));
    await rig.startAgent("boot-2");
    await rig.until(() => !isCharging(), minutes(5));
    const [session] = rig.store.sessions.recent(1);
    expect(session?.startedAt).toBeGreaterThanOrEqual(host.builtAt);
    expect((session?.ended?.at ?? 0) - (session?.startedAt ?? 0)).toBeGreaterThan(28 * 60_000);
    rig.mendNetwork();
    await rig.until(() => delivered(), hours(1));

    const [start, stop] = [timeOf(rig.payloads("StartTransaction")[0]), timeOf(rig.payloads("StopTransaction")[0])];
    expect(start).toBeGreaterThanOrEqual(host.builtAt);
    expect(start).toBeLessThanOrEqual(began);
    expect(stop).toBeGreaterThan(start);
    expect(stop).toBeLessThanOrEqual(rig.clock.now());
  });

  it("R11 keeps the length of a transaction that a power cut ended where the time is known only after it", async () => {
    await startOffline();
    await chargeOffline();
    await rig.clock.advance(minutes(30));
    await rig.crashAgent();
    await rig.clock.advance(minutes(1));
    host.synchronize();
    await rig.startAgent("boot-2");
    await rig.until(() => !isCharging(), minutes(5));
    const [session] = rig.store.sessions.recent(1);
    const length = (session?.ended?.at ?? 0) - (session?.startedAt ?? 0);

    expect(length).toBeGreaterThan(28 * 60_000);
    expect(length).toBeLessThanOrEqual(31 * 60_000);
    expect(Math.abs((session?.ended?.meterStop ?? 0) - rig.register())).toBeLessThan(2);
    expect(rig.store.sessions.unbilled()).toEqual([]);
  });

  it("R11 SecurityEventNotification, StatusNotification and the security log tell what was before the time was known with right times", async () => {
    await startOffline();
    const started = rig.clock.now();
    await rig.clock.advance(hours(2));
    rig.station.plugIn({ stateOfCharge: 0.1 });
    const waitedFor = rig.clock.now() + 60_000;
    await rig.clock.advance(hours(3));
    rig.mendNetwork();
    const ofStart = () => rig.payloads("SecurityEventNotification").find(({ type }) => type === "StartupOfTheDevice");
    await rig.until(() => ofStart() !== undefined, hours(1));

    expect(Math.abs(timeOf(ofStart()) - started)).toBeLessThan(5000);
    const state = rig.payloads("StatusNotification").find(({ connectorId }) => connectorId === 1);
    expect(Math.abs(timeOf(state) - waitedFor)).toBeLessThan(10_000);
    const [entry] = rig.store.securityLog.entries();
    expect(Math.abs((entry?.at ?? 0) - started)).toBeLessThan(5000);
  });

  it("R11 TriggerMessage for MeterValues and the page tell the right time of a transaction that began before it was known", async () => {
    await startOffline();
    const { began } = await chargeOffline();
    await rig.clock.advance(minutes(30));
    rig.mendNetwork();
    await rig.until(() => delivered("StartTransaction"), hours(1));
    expect(await ask(rig, "TriggerMessage", { requestedMessage: "MeterValues", connectorId: 1 })).toEqual({
      status: "Accepted",
    });
    const isTriggered = (text: string) => text.includes("Trigger");
    await rig.until(() => rig.payloads("MeterValues").some((each) => isTriggered(JSON.stringify(each))));
    const triggered = rig.payloads("MeterValues").find((each) => isTriggered(JSON.stringify(each)));
    const [value] = (triggered?.["meterValue"] ?? []) as readonly Record<string, unknown>[];

    expect(Math.abs(timeOf(value) - rig.clock.now())).toBeLessThan(10_000);
    const status = rig.agent.status() as { readonly evses: readonly { readonly session: { startedAt: string } }[] };
    expect(Math.abs(Date.parse(status.evses[0]?.session.startedAt ?? "") - began)).toBeLessThan(2000);
  });

  it("R11 believes the host once a time server has set its clock", async () => {
    await startOffline();
    const { began } = await chargeOffline();
    await rig.clock.advance(minutes(5));
    host.synchronize();
    await rig.clock.advance(minutes(1));
    const [session] = rig.store.sessions.recent(1);

    expect(Math.abs((session?.startedAt ?? 0) - began)).toBeLessThan(2000);
  });
});
