import { describe, expect, it } from "vitest";
import { intBelow, SeededRandom } from "#hal/core/random";
import { millis, minutes, seconds } from "#hal/core/units";
import type { FaultName } from "#simulator/faults/catalogue";
import { calmLine } from "#simulator/faults/line-plan";
import { pick } from "#test/support/pick";
import { CARD, OTHER_CARD, VirtualRig } from "#test/support/virtual-rig";

const STEPS = 40;
const lines = ["controller", "meter"] as const;
const lineFaults: readonly FaultName[] = ["line-lossy", "line-corrupt", "line-late", "line-silent", "line-flapping"];

/** One hour of people, broken parts and crashes in an order that only the seed knows, and the oracles that hold after any of them. */
class Mishaps {
  readonly rig: VirtualRig;
  readonly #chance;
  readonly #acts: readonly (() => unknown)[];

  constructor(seed: number) {
    // A back end that refuses for long must not make dead letters here: they are the business of other tests.
    this.rig = new VirtualRig({ seed, variables: { TransactionMessageAttempts: "50" } });
    this.#chance = new SeededRandom(seed * 7919).stream("mishaps");
    this.#acts = [...this.#people(), ...this.#parts(), ...this.#network(), ...this.#deaths()];
  }

  async play(): Promise<void> {
    await this.rig.start();
    for (let step = 0; step < STEPS; step++) {
      await pick(this.#chance, this.#acts)();
      await this.rig.clock.advance(millis(intBelow(this.#chance, this.#chance.next() < 0.5 ? 3000 : 90_000)));
    }
    await this.#settle();
  }

  /** Everything is mended, the vehicle leaves, and what waits may leave too. */
  async #settle(): Promise<void> {
    const { rig } = this;
    rig.station.clearFaults();
    await this.#calm();
    rig.mendNetwork();
    rig.csms.script.clear();
    await rig.clock.advance(minutes(3));
    rig.station.unplug();
    await rig.clock.advance(minutes(15));
  }

  #people(): readonly (() => unknown)[] {
    const { station, csms } = this.rig;
    const remote = (action: string, payload: object) => csms.call(action, payload).catch(() => undefined);
    const plug = () => station.plugIn({ stateOfCharge: 0.1 });
    const tap = () => {
      station.tapCard(CARD);
    };
    return [
      ...[plug, plug, tap, tap, tap],
      () => station.unplug(),
      () => {
        station.tapCard(OTHER_CARD);
      },
      () => {
        station.pauseVehicle();
      },
      () => {
        station.resumeVehicle();
      },
      () => {
        // Answered while time goes on, and not waited for.
        remote("RemoteStartTransaction", { idTag: CARD, connectorId: 1 }).catch(() => undefined);
      },
      () => {
        const type = pick(this.#chance, ["Inoperative", "Operative", "Operative"]);
        remote("ChangeAvailability", { connectorId: pick(this.#chance, [0, 1]), type }).catch(() => undefined);
      },
    ];
  }

  #parts(): readonly (() => unknown)[] {
    const { station } = this.rig;
    const calm = () => this.#calm();
    const disturb = () => {
      station.provoke(pick(this.#chance, lineFaults), { line: pick(this.#chance, lines) });
    };
    const heal = () => {
      station.clearFaults();
    };
    return [
      ...[disturb, disturb, calm, calm, heal, heal],
      () => {
        station.raiseFault(pick(this.#chance, ["residual-current", "over-temperature"]));
      },
    ];
  }

  #network(): readonly (() => unknown)[] {
    const { rig } = this;
    const mend = () => {
      rig.mendNetwork();
    };
    return [
      ...[mend, mend],
      () => {
        rig.cutNetwork();
      },
      () => {
        rig.csms.script.once(pick(this.#chance, ["StartTransaction", "StopTransaction", "MeterValues"]), {
          kind: pick(this.#chance, ["lostAnswer", "hangUp", "deaf"]),
        });
      },
      () => {
        rig.csms.script.once(pick(this.#chance, ["StartTransaction", "Authorize"]), {
          kind: "usual",
          delay: seconds(40),
        });
      },
    ];
  }

  #deaths(): readonly (() => Promise<void>)[] {
    const { rig } = this;
    return [
      async () => {
        await rig.crashAgent();
        await this.#calm();
        await rig.clock.advance(seconds(10 + intBelow(this.#chance, 60)));
        await rig.startAgent();
      },
      async () => {
        await this.#calm();
        await rig.clock.advance(seconds(30));
        await rig.stopAgent();
        await rig.startAgent();
      },
    ];
  }

  async #calm(): Promise<void> {
    for (const line of lines) {
      this.rig.station.disturbLine(line, calmLine);
      await this.rig.station.mendLine(line);
    }
  }
}

describe("an hour of mishaps", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "loses, doubles and invents no energy (seed %i)",
    { timeout: 30_000 },
    async (seed) => {
      const mishaps = new Mishaps(seed);
      await mishaps.play();
      const { rig } = mishaps;
      const { sessions, facts } = rig.store;
      const transactions = [...rig.csms.state().transactions.values()];
      const stops = transactions.map(({ meterStart, stop }) => ({
        meterStart,
        meterStop: stop?.meterStop ?? Number.NaN,
      }));
      const billed = stops.reduce((sum, { meterStart, meterStop }) => sum + meterStop - meterStart, 0);

      expect(facts.depth()).toBe(0);
      expect(facts.deadLetters()).toEqual([]);
      expect(sessions.open()).toEqual([]);
      expect(transactions).toHaveLength(sessions.recent(1000).length);
      // Each message rounds down to a whole watt-hour. What could not be measured or stopped has left an alarm.
      if (sessions.unbilled().length === 0)
        expect(Math.abs(billed - rig.truthWh())).toBeLessThanOrEqual(transactions.length + 1);
      for (const [place, { meterStart }] of stops.entries())
        expect(meterStart).toBeGreaterThanOrEqual(stops[place - 1]?.meterStop ?? 0);
      expect(rig.status()).toMatch(/^(Available|Unavailable)$/);
      expect(rig.endWishes).toEqual([]);
      await rig.stop();
      expect(rig.clock.pending()).toBe(0);
    },
  );
});
