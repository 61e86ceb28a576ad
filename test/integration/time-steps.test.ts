import { expect, it } from "vitest";
import { SeededRandom } from "#hal/core/random";
import { epochMillis, millis, minutes, seconds } from "#hal/core/units";
import { VirtualRig } from "#test/support/virtual-rig";

const CHARGES = 20;
const STEPS_IN_EACH = 5;
/** A hundred steps each. */
const ROUNDS = Math.ceil(Number(process.env["BORNE_TIME_STEPS"] ?? 100) / (CHARGES * STEPS_IN_EACH));
const seeds = Array.from({ length: ROUNDS }, (_none, round) => 20_260_301 + round);

/** To summer time and back, beyond what 32 bits hold, to 1970, and by anything up to two days. */
const places = [
  Date.UTC(2026, 2, 29, 0, 59, 55),
  Date.UTC(2026, 9, 25, 0, 59, 55),
  Date.UTC(2038, 0, 19, 3, 14, 5),
  Date.UTC(2016, 11, 31, 23, 59, 58),
  0,
];

it.each(seeds)(
  "R11 keeps every length, order and energy right over 100 steps of the wall clock within transactions (seed %i)",
  { timeout: 60_000 },
  async (seed) => {
    const rig = await new VirtualRig({ seed }).start();
    const random = new SeededRandom(seed).stream("steps");
    const lengths: number[] = [];
    for (let charge = 0; charge < CHARGES; charge++) {
      await rig.charge();
      const began = rig.clock.uptime();
      for (let step = 0; step < STEPS_IN_EACH; step++) {
        await rig.clock.advance(millis(20_000 + random.next() * 60_000));
        const by = (random.next() - 0.5) * 2 * 48 * 3_600_000;
        const place = places[Math.floor(random.next() * places.length * 2)];
        rig.clock.setWallTime(epochMillis(place ?? Math.max(0, rig.clock.now() + by)));
      }
      await rig.clock.advance(minutes(1));
      rig.station.unplug();
      await rig.until(() => rig.payloads("StopTransaction").length === charge + 1);
      lengths.push(rig.clock.uptime() - began);
      await rig.clock.advance(seconds(10));
    }

    const starts = rig.payloads("StartTransaction");
    const stops = rig.payloads("StopTransaction");
    expect(starts).toHaveLength(CHARGES);
    for (const [place, stop] of stops.entries()) {
      const start = starts[place];
      const told = Date.parse(String(stop["timestamp"])) - Date.parse(String(start?.["timestamp"]));
      expect(Math.abs(told - (lengths[place] ?? 0))).toBeLessThan(10_000);
      expect(Number(stop["meterStop"])).toBeGreaterThanOrEqual(Number(start?.["meterStart"]));
    }
    const values = rig.payloads("MeterValues");
    for (const [place, start] of starts.entries()) {
      const own = values
        .filter(({ transactionId }) => transactionId === stops[place]?.["transactionId"])
        .flatMap(samplesOf);
      const times = [Date.parse(String(start["timestamp"])), ...own, Date.parse(String(stops[place]?.["timestamp"]))];
      expect(own.length).toBeGreaterThan(5);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }
    const { sessions, duration, energy } = rig.store.history.totals({});
    expect(sessions).toBe(CHARGES);
    expect(energy).toBeGreaterThan(0);
    expect(Math.abs(duration - lengths.reduce((sum, length) => sum + length, 0))).toBeLessThan(CHARGES * 10_000);
    await rig.stop();
  },
);

/** The times of its values, in the order in which they were told. */
function samplesOf({ meterValue }: Readonly<Record<string, unknown>>): readonly number[] {
  return Array.isArray(meterValue)
    ? meterValue.map((value: unknown) =>
        Date.parse(String(typeof value === "object" && value !== null ? Reflect.get(value, "timestamp") : "")),
      )
    : [];
}
