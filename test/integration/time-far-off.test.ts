import { describe, expect, it } from "vitest";
import { minutes, seconds } from "#hal/core/units";
import { ask } from "#test/support/rig-calls";
import { CARD, OTHER_CARD, VirtualRig } from "#test/support/virtual-rig";

const iso = (at: number) => new Date(at).toISOString();
const timeOf = (payload: Readonly<Record<string, unknown>> | undefined) => Date.parse(String(payload?.["timestamp"]));

function sampleTimes(rig: VirtualRig): readonly number[] {
  const values = rig.payloads("MeterValues").map(({ meterValue }) => meterValue);
  return values.flatMap((list) =>
    Array.isArray(list) ? list.map((each: Record<string, unknown>) => timeOf(each)) : [],
  );
}

const offered = (rig: VirtualRig) =>
  (rig.agent.status() as { readonly evses: readonly { readonly offeredA: number }[] }).evses[0]?.offeredA;

describe.each([
  ["2038, where 31 bits of seconds end", 2 ** 31 * 1000],
  ["2106, where 32 bits of seconds end", 2 ** 32 * 1000],
])("a charge point in the year %s", (_name, edge) => {
  it("R11 charges across that moment: times, length, energy, MeterValues, a profile and a reservation", async () => {
    const rig = await new VirtualRig({ startsAt: edge - minutes(11) }).start();
    await rig.charge();
    const began = rig.clock.now();
    const before = rig.register();
    // Halves the current a minute after the edge.
    const chargingSchedulePeriod = [
      { startPeriod: 0, limit: 16 },
      { startPeriod: 660, limit: 8 },
    ];
    const csChargingProfiles = {
      chargingProfileId: 1,
      stackLevel: 0,
      chargingProfilePurpose: "TxDefaultProfile",
      chargingProfileKind: "Absolute",
      chargingSchedule: { startSchedule: iso(edge - minutes(10)), chargingRateUnit: "A", chargingSchedulePeriod },
    };
    await ask(rig, "SetChargingProfile", { connectorId: 1, csChargingProfiles });
    await rig.clock.advance(minutes(9));
    expect(offered(rig)).toBe(16);
    await rig.clock.advance(minutes(5));
    expect(offered(rig)).toBe(8);
    await rig.clock.advance(minutes(7));
    rig.station.unplug();
    await rig.until(() => rig.payloads("StopTransaction").length === 1);

    const [start] = rig.payloads("StartTransaction");
    const [stop] = rig.payloads("StopTransaction");
    expect(Math.abs(timeOf(start) - began)).toBeLessThan(5000);
    expect(Math.abs(timeOf(stop) - rig.clock.now())).toBeLessThan(10_000);
    expect(timeOf(start)).toBeLessThan(edge);
    expect(timeOf(stop)).toBeGreaterThan(edge);
    const times = [timeOf(start), ...sampleTimes(rig), timeOf(stop)];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.filter((at) => at >= edge).length).toBeGreaterThan(5);
    expect(
      Math.abs(Number(stop?.["meterStop"]) - Number(start?.["meterStart"]) - (rig.register() - before)),
    ).toBeLessThan(50);
    const { sessions, duration } = rig.store.history.totals({});
    expect(sessions).toBe(1);
    expect(Math.abs(duration - minutes(21))).toBeLessThan(20_000);

    const expiryDate = iso(rig.clock.now() + minutes(10));
    const reservation = { connectorId: 1, expiryDate, idTag: OTHER_CARD, reservationId: 7 };
    await rig.until(() => rig.status() === "Available");
    expect(await ask(rig, "ReserveNow", reservation)).toEqual({ status: "Accepted" });
    expect(rig.status()).toBe("Reserved");
    await rig.clock.advance(minutes(11));
    expect(rig.status()).toBe("Available");
    await rig.stop();
  });

  it("R11 ends a transaction rightly whose process died before that moment and was started after it", async () => {
    const rig = await new VirtualRig({ startsAt: edge - minutes(3) }).start();
    await rig.charge(CARD);
    const began = rig.clock.uptime();
    await rig.clock.advance(minutes(2));
    await rig.crashAgent();
    await rig.clock.advance(seconds(90));
    await rig.startAgent();
    await rig.until(() => rig.payloads("StopTransaction").length === 1);
    const length = rig.clock.uptime() - began;

    const told = timeOf(rig.payloads("StopTransaction")[0]) - timeOf(rig.payloads("StartTransaction")[0]);
    expect(timeOf(rig.payloads("StopTransaction")[0])).toBeGreaterThan(edge);
    expect(Math.abs(told - length)).toBeLessThan(10_000);
    expect(rig.store.sessions.unbilled()).toEqual([]);
    await rig.stop();
  });
});
