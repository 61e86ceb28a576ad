import { describe, expect, it } from "vitest";
import { type RandomStream, SeededRandom } from "#hal/core/random";
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

/** A reading as it is told may be off by half of one, and the register goes on until the contactor is open. */
const WHOLE_WATT_HOURS = 2;

/** What became of a charge, by what no clock says. */
interface Charged {
  /** By uptime, from its start to its end or to when it was found. */
  readonly length: number;
  /** The register when its end had been told. */
  readonly register: number;
  readonly end: "unplugged" | "killed" | "cut off";
}

class Steps {
  readonly rig: VirtualRig;
  readonly charged: Charged[] = [];
  readonly #random: RandomStream;
  #boots = 1;
  #began = 0;

  constructor(seed: number) {
    this.rig = new VirtualRig({ seed });
    this.#random = new SeededRandom(seed).stream("steps");
  }

  async begin(): Promise<void> {
    await this.rig.charge();
    this.#began = this.rig.clock.uptime();
    for (let step = 0; step < STEPS_IN_EACH; step++) {
      await this.rig.clock.advance(millis(20_000 + this.#random.next() * 60_000));
      this.setClock();
    }
  }

  setClock(): void {
    const { clock } = this.rig;
    const by = (this.#random.next() - 0.5) * 2 * 48 * 3_600_000;
    const place = places[Math.floor(this.#random.next() * places.length * 2)];
    clock.setWallTime(epochMillis(place ?? Math.max(0, clock.now() + by)));
  }

  async unplug(): Promise<void> {
    await this.rig.clock.advance(minutes(1));
    this.rig.station.unplug();
    await this.#ended("unplugged");
  }

  /**
   * In the same boot the clock is set even while nobody lives. Before a power cut it is set early enough for another reading to reach the disk:
   * nobody can tell a long cut from a clock that was set in it.
   */
  async die(end: "killed" | "cut off"): Promise<void> {
    const { rig } = this;
    await rig.clock.advance(millis((end === "killed" ? 0 : 70_000) + this.#random.next() * 70_000));
    await rig.crashAgent();
    await rig.clock.advance(millis(1000 + this.#random.next() * 600_000));
    if (end === "killed") this.setClock();
    else this.#boots += 1;
    await rig.startAgent(`boot-${String(this.#boots)}`);
    await this.#ended(end);
    rig.station.unplug();
  }

  async #ended(end: Charged["end"]): Promise<void> {
    const { rig } = this;
    await rig.until(() => rig.payloads("StopTransaction").length === this.charged.length + 1, minutes(5));
    this.charged.push({ length: rig.clock.uptime() - this.#began, register: rig.register(), end });
    await rig.clock.advance(seconds(10));
  }

  /** Lengths, energies, and the order of all that was told of each charge. */
  expectRight(): void {
    const { rig } = this;
    const starts = rig.payloads("StartTransaction");
    const stops = rig.payloads("StopTransaction");
    const values = rig.payloads("MeterValues");
    expect(starts).toHaveLength(this.charged.length);
    for (const [place, { length, register }] of this.charged.entries()) {
      const [start, stop] = [starts[place], stops[place]];
      expect(Math.abs(timeOf(stop) - timeOf(start) - length)).toBeLessThan(10_000);
      expect(Number(stop?.["meterStop"])).toBeGreaterThan(Number(start?.["meterStart"]));
      expect(Math.abs(Number(stop?.["meterStop"]) - register)).toBeLessThan(WHOLE_WATT_HOURS);
      const own = values.filter(({ transactionId }) => transactionId === stop?.["transactionId"]).flatMap(samplesOf);
      const times = [timeOf(start), ...own, timeOf(stop)];
      expect(own.length).toBeGreaterThan(5);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }
    const { sessions, duration, energy } = rig.store.history.totals({});
    expect(sessions).toBe(this.charged.length);
    expect(energy).toBeGreaterThan(0);
    const lengths = this.charged.reduce((sum, { length }) => sum + length, 0);
    expect(Math.abs(duration - lengths)).toBeLessThan(this.charged.length * 10_000);
    expect(rig.store.sessions.unbilled()).toEqual([]);
  }
}

describe.each(seeds)("the wall clock is set a hundred times within transactions (seed %i)", (seed) => {
  it("R11 keeps every length, order and energy right", { timeout: 60_000 }, async () => {
    const steps = new Steps(seed);
    await steps.rig.start();
    for (let charge = 0; charge < CHARGES; charge++) {
      await steps.begin();
      await steps.unplug();
    }

    steps.expectRight();
    await steps.rig.stop();
  });

  it("R11 keeps them right where the process is killed or the power is cut besides", { timeout: 60_000 }, async () => {
    const steps = new Steps(seed);
    await steps.rig.start();
    for (let charge = 0; charge < CHARGES; charge++) {
      await steps.begin();
      await steps.die(charge % 2 === 0 ? "killed" : "cut off");
    }

    steps.expectRight();
    await steps.rig.stop();
  });
});

it("R11 ends no transaction before its last reading or days later, and bills all of it, where the clock is set while the power is gone", async () => {
  const steps = new Steps(7);
  const { rig } = steps;
  await rig.start();
  for (let charge = 0; charge < CHARGES; charge++) {
    await steps.begin();
    await rig.clock.advance(seconds(30 + charge));
    await rig.crashAgent();
    const last = rig.store.sessions.open()[0]?.lastReading.at ?? Number.NaN;
    await rig.clock.advance(minutes(1));
    steps.setClock();
    await rig.startAgent(`boot-${String(charge + 2)}`);
    await rig.until(() => rig.payloads("StopTransaction").length === charge + 1, minutes(5));
    const stop = rig.payloads("StopTransaction").at(-1);
    expect(timeOf(stop)).toBeGreaterThanOrEqual(last);
    expect(timeOf(stop) - last).toBeLessThan(minutes(30));
    expect(Math.abs(Number(stop?.["meterStop"]) - rig.register())).toBeLessThan(WHOLE_WATT_HOURS);
    rig.station.unplug();
    await rig.clock.advance(seconds(10));
  }
  expect(rig.store.sessions.unbilled()).toEqual([]);
  await rig.stop();
});

function timeOf(payload: Readonly<Record<string, unknown>> | undefined): number {
  return Date.parse(String(payload?.["timestamp"]));
}

/** The times of its values, in the order in which they were told. */
function samplesOf({ meterValue }: Readonly<Record<string, unknown>>): readonly number[] {
  return Array.isArray(meterValue)
    ? meterValue.map((value: unknown) =>
        Date.parse(String(typeof value === "object" && value !== null ? Reflect.get(value, "timestamp") : "")),
      )
    : [];
}
