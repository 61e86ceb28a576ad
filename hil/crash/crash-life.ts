import { intBelow, type RandomStream } from "#hal/core/random";
import { seconds } from "#hal/core/units";
import type { Load } from "#hil/crash/life-plan";
import { cards, type Rehearsal } from "#simulator/rehearsal";

/** What may happen next, with its weight. */
type Act = readonly [weight: number, act: () => unknown];

const billingActions = ["StartTransaction", "StopTransaction", "MeterValues"] as const;

/** People, the network and the back end, whatever the agent does meanwhile: mixed load, and everybody at their worst. */
export class CrashLife implements Load {
  /** People do not know when the agent starts. */
  readonly begin = (): void => undefined;
  readonly #rehearsal: Rehearsal;
  readonly #chance: RandomStream;
  readonly #acts: readonly Act[];

  /** @param moods how often the back end misbehaves, as a multiple of the usual */
  constructor(rehearsal: Rehearsal, chance: RandomStream, moods: number) {
    this.#rehearsal = rehearsal;
    this.#chance = chance;
    const backEnd = this.#backEnd().map(([weight, act]): Act => [weight * moods, act]);
    this.#acts = [...this.#people(), ...this.#network(), ...backEnd];
  }

  /** One thing happens. */
  readonly act = (): void => {
    let left = this.#chance.next() * this.#acts.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, act] of this.#acts) {
      left -= weight;
      if (left >= 0) continue;
      act();
      return;
    }
  };

  /** Everything is mended and the vehicle leaves. */
  calm(): void {
    const { network, csms, station } = this.#rehearsal;
    network.mend();
    csms.script.clear();
    station.clearFaults();
    station.resumeVehicle();
    station.unplug();
  }

  #people(): readonly Act[] {
    const { station, csms } = this.#rehearsal;
    return [
      [6, () => station.plugIn({ stateOfCharge: this.#chance.next() * 0.9 })],
      [
        8,
        () => {
          station.tapCard(cards.valid);
        },
      ],
      [1.5, () => station.unplug()],
      [
        0.5,
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
      [
        2,
        () => {
          // Answered while time goes on, and not waited for.
          csms.call("RemoteStartTransaction", { idTag: cards.valid, connectorId: 1 }).catch(() => undefined);
        },
      ],
    ];
  }

  #network(): readonly Act[] {
    const { network } = this.#rehearsal;
    return [
      [
        0.7,
        () => {
          network.cut();
        },
      ],
      [
        3,
        () => {
          network.mend();
        },
      ],
      [
        1,
        () => {
          network.tamperOnce("resetInMidFrame");
        },
      ],
      [
        1,
        () => {
          network.tamperOnce("repeat");
        },
      ],
    ];
  }

  #backEnd(): readonly Act[] {
    const { script } = this.#rehearsal.csms;
    const some = () => this.#pick(billingActions);
    return [
      [
        1,
        () => {
          script.times(1 + intBelow(this.#chance, 2), some(), { kind: this.#pick(["lostAnswer", "hangUp", "deaf"]) });
        },
      ],
      [
        1,
        () => {
          script.times(1 + intBelow(this.#chance, 3), some(), {
            kind: "error",
            code: "InternalError",
            description: "a bad day",
          });
        },
      ],
      [
        0.2,
        () => {
          script.once("BootNotification", { kind: this.#pick(["lostAnswer", "hangUp", "deaf"]) });
        },
      ],
      [
        1,
        () => {
          script.times(2, some(), { kind: "usual", delay: seconds(1 + intBelow(this.#chance, 60)) });
        },
      ],
    ];
  }

  #pick<Item>(list: readonly [Item, ...Item[]]): Item {
    return list[intBelow(this.#chance, list.length)] ?? list[0];
  }
}
