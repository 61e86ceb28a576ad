import { intBelow, SeededRandom } from "#hal/core/random";
import { epochMillis, hours, type Millis, millis, minutes, seconds } from "#hal/core/units";
import type { FaultName } from "#simulator/faults/catalogue";
import { calmLine } from "#simulator/faults/line-plan";
import { pick } from "#test/support/pick";
import { CARD, OTHER_CARD, type VirtualRig } from "#test/support/virtual-rig";

const lines = ["controller", "meter"] as const;
const lineFaults: readonly FaultName[] = [
  ...(["line-lossy", "line-corrupt", "line-late", "line-silent", "line-mute-device"] as const),
  ...(["line-noisy", "line-echo", "line-ragged", "line-cut-short", "line-flapping"] as const),
];
const worldFaults: readonly FaultName[] = ["residual-current", "over-temperature", "no-ground", "over-current"];
const billingActions = ["StartTransaction", "StopTransaction", "MeterValues", "BootNotification", "*"] as const;

/** What may happen next, with its weight. */
type Act = readonly [weight: number, act: () => unknown];

/** How rough a life is; chosen by the seed, so that calm ones and wild ones both occur. */
interface Temper {
  /** Between two acts, in the mean. */
  readonly pause: Millis;
  readonly lineFaults: number;
  readonly worldFaults: number;
  readonly network: number;
  readonly backEnd: number;
  readonly deaths: number;
  readonly clock: number;
}

/**
 * Days of people, broken parts, bad networks, a moody back end, crashes, power cuts and a clock that is set: in an order that only the seed
 * knows. The same seed is the same life, to the last message.
 */
export class StormLife {
  readonly #rig: VirtualRig;
  readonly #chance;
  readonly #temper: Temper;
  readonly #acts: readonly Act[];
  #boots = 1;

  constructor(rig: VirtualRig, seed: number) {
    this.#rig = rig;
    this.#chance = new SeededRandom(seed * 7919).stream("storm");
    this.#temper = this.#makeTemper();
    this.#acts = [...this.#people(), ...this.#parts(), ...this.#network(), ...this.#deaths()];
  }

  async live(days: number): Promise<void> {
    const end = this.#rig.clock.uptime() + hours(24) * days;
    while (this.#rig.clock.uptime() < end) {
      await this.#choose()();
      await this.#rig.clock.advance(this.#pause());
    }
  }

  /** Everything is mended, the vehicle leaves, and what waits may leave too. */
  async settle(): Promise<void> {
    const { clock, csms, station } = this.#rig;
    station.clearFaults();
    await this.#calm();
    this.#rig.mendNetwork();
    csms.script.clear();
    await clock.advance(minutes(5));
    station.unplug();
    await clock.advance(hours(2));
  }

  #makeTemper(): Temper {
    const some = (most: number) => (this.#chance.next() < 0.25 ? 0 : this.#chance.next() * most);
    return {
      pause: pick(this.#chance, [minutes(2), minutes(10), minutes(30)]),
      lineFaults: some(4),
      worldFaults: some(1),
      network: some(4),
      backEnd: some(5),
      deaths: some(2),
      clock: some(1),
    };
  }

  #people(): readonly Act[] {
    const { station, csms } = this.#rig;
    const remote = (action: string, payload: object) => () => {
      // Answered while time goes on, and not waited for.
      csms.call(action, payload).catch(() => undefined);
    };
    return [
      [
        4,
        () => {
          station.plugIn({ stateOfCharge: this.#chance.next() * 0.9 });
        },
      ],
      [
        6,
        () => {
          station.tapCard(CARD);
        },
      ],
      [
        2,
        () => {
          station.tapCard(OTHER_CARD);
        },
      ],
      [
        2,
        () => {
          station.unplug();
        },
      ],
      [
        1,
        () => {
          station.pauseVehicle();
        },
      ],
      [
        1,
        () => {
          station.resumeVehicle();
        },
      ],
      [1, remote("RemoteStartTransaction", { idTag: CARD, connectorId: 1 })],
      [0.3, remote("ChangeAvailability", { connectorId: 1, type: "Inoperative" })],
      [1, remote("ChangeAvailability", { connectorId: 0, type: "Operative" })],
    ];
  }

  #parts(): readonly Act[] {
    const { station } = this.#rig;
    const { lineFaults: lineWeight, worldFaults: worldWeight } = this.#temper;
    return [
      [
        lineWeight,
        () => {
          station.provoke(pick(this.#chance, lineFaults), { line: pick(this.#chance, lines) });
        },
      ],
      [lineWeight + 0.5, () => this.#calm()],
      [
        worldWeight,
        () => {
          station.provoke(pick(this.#chance, worldFaults), {});
        },
      ],
      [
        worldWeight + 0.5,
        () => {
          station.clearFaults();
        },
      ],
    ];
  }

  #network(): readonly Act[] {
    const rig = this.#rig;
    const { network, backEnd } = this.#temper;
    return [
      [
        network,
        () => {
          rig.cutNetwork();
        },
      ],
      [
        network + 0.5,
        () => {
          rig.mendNetwork();
        },
      ],
      [
        backEnd,
        () => {
          rig.csms.script.times(1 + intBelow(this.#chance, 4), pick(this.#chance, billingActions), {
            kind: pick(this.#chance, ["lostAnswer", "hangUp", "deaf"]),
          });
        },
      ],
      [
        backEnd / 2,
        () => {
          const step = { kind: "error", code: "InternalError", description: "a bad day" } as const;
          rig.csms.script.times(1 + intBelow(this.#chance, 3), pick(this.#chance, billingActions), step);
        },
      ],
      [
        backEnd / 2,
        () => {
          rig.csms.script.times(3, pick(this.#chance, billingActions), {
            kind: "usual",
            delay: seconds(1 + intBelow(this.#chance, 60)),
          });
        },
      ],
    ];
  }

  #deaths(): readonly Act[] {
    const rig = this.#rig;
    const { deaths, clock } = this.#temper;
    const comeBack = async () => {
      await rig.clock.advance(seconds(10 + intBelow(this.#chance, 120)));
      await rig.startAgent(`boot-${this.#boots}`);
    };
    return [
      [
        deaths,
        async () => {
          await rig.crashAgent();
          await comeBack();
        },
      ],
      [
        deaths / 2,
        async () => {
          this.#boots += 1;
          await rig.crashAgent();
          await comeBack();
        },
      ],
      [
        deaths / 2,
        async () => {
          await rig.stopAgent();
          await comeBack();
        },
      ],
      [
        clock,
        () => {
          const step = (this.#chance.next() - 0.5) * pick(this.#chance, [minutes(2), hours(3), hours(24 * 40)]);
          rig.clock.setWallTime(epochMillis(Math.round(rig.clock.now() + step)));
        },
      ],
    ];
  }

  async #calm(): Promise<void> {
    for (const line of lines) {
      this.#rig.station.disturbLine(line, calmLine);
      await this.#rig.station.mendLine(line);
    }
  }

  /** Often short, so that acts meet; now and then so long that a charge ends by itself. */
  #pause(): Millis {
    const { pause } = this.#temper;
    const kind = this.#chance.next();
    if (kind < 0.4) return millis(intBelow(this.#chance, 5000));
    return millis(intBelow(this.#chance, kind < 0.95 ? 2 * pause : 20 * pause));
  }

  #choose(): () => unknown {
    const total = this.#acts.reduce((sum, [weight]) => sum + weight, 0);
    let left = this.#chance.next() * total;
    for (const [weight, act] of this.#acts) {
      left -= weight;
      if (left < 0) return act;
    }
    return () => undefined;
  }
}
