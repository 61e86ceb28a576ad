import { hours, type Millis, millis, minutes } from "#hal/core/units";
import { backEndActs } from "#test/reliability/acts/back-end";
import { endActs, Lives } from "#test/reliability/acts/ends";
import { orderActs } from "#test/reliability/acts/orders";
import type { Chronicle } from "#test/reliability/chronicle";
import { calmLines, partActs } from "#test/reliability/acts/parts";
import { peopleActs } from "#test/reliability/acts/people";
import { type Act, type Stage, StormChance, temperOf } from "#test/reliability/storm-stage";
import { CARD, type VirtualRig } from "#test/support/virtual-rig";

/** How long a wish of the agent's to end may go unheard. */
const ATTENTION = minutes(1);

/** After which a station has tried to connect again, however long it has been alone. */
const LONGEST_BACKOFF = minutes(15);

/** What a back end sets right before it calls a station mended. */
const amends: readonly (readonly [action: string, payload: object])[] = [
  ["ChangeConfiguration", { key: "StopTransactionOnEVSideDisconnect", value: "true" }],
  ["ChangeAvailability", { connectorId: 0, type: "Operative" }],
  ["ClearChargingProfile", {}],
  ["SendLocalList", { listVersion: 100_000, updateType: "Full" }],
  ["ClearCache", {}],
  ...[0, 1, 2].map((reservationId) => ["CancelReservation", { reservationId }] as const),
];

/**
 * Days of people, broken parts, bad networks, a moody back end with its orders, a disk that refuses, crashes, power cuts and a clock that is set:
 * in an order that only the seed knows. The same seed is the same life, to the last message.
 */
export class StormLife {
  readonly #stage: Stage;
  readonly #lives: Lives;
  readonly #acts: readonly Act[];
  readonly #played = new Map<string, number>();

  constructor(rig: VirtualRig, seed: number, chronicle: Chronicle) {
    const chance = new StormChance(seed);
    const outlets = rig.station.snapshot().evses.map(({ evse }) => evse);
    this.#stage = { rig, chance, temper: temperOf(chance), outlets, chronicle };
    this.#lives = new Lives(this.#stage);
    this.#acts = [peopleActs, partActs, backEndActs, orderActs]
      .flatMap((acts) => acts(this.#stage))
      .concat(endActs(this.#stage, this.#lives));
    for (const { name } of this.#acts) this.#played.set(name, 0);
  }

  /** How often each act was played, and how often there was something for those that wait for it. */
  acts(): Readonly<Record<string, number>> {
    const { frames, disk } = this.#stage.rig;
    return {
      ...Object.fromEntries([...this.#played, ...frames.happened]),
      ...this.#lives.deaths(),
      "stood still for a slow flush": disk.stalls,
      "power cut took what was not flushed": disk.losses,
    };
  }

  async live(days: number): Promise<void> {
    const { rig, chance } = this.#stage;
    const end = rig.clock.uptime() + hours(24) * days;
    while (rig.clock.uptime() < end) {
      const { name, play } = chance.choose(this.#acts);
      this.#played.set(name, (this.#played.get(name) ?? 0) + 1);
      await play();
      await this.#wait(this.#pause());
    }
  }

  /** Everything is mended, the vehicles leave, and what waits may leave too. */
  async settle(): Promise<void> {
    const { rig, outlets } = this.#stage;
    rig.diskFailure = undefined;
    rig.disk.delay = millis(0);
    rig.fate.diesAt = () => false;
    for (const evse of outlets) rig.station.clearFaults(evse);
    await calmLines(rig, outlets);
    rig.mendNetwork();
    rig.csms.script.clear();
    rig.frames.forget();
    await this.#wait(LONGEST_BACKOFF);
    for (const [action, payload] of amends) await this.#order(action, payload);
    for (const evse of outlets) {
      await this.#order("ChangeAvailability", { connectorId: evse, type: "Operative" });
      rig.station.unplug(evse);
    }
    await this.#wait(hours(1));
    // Held open for a cable that came out while nobody wanted that to be an end.
    for (const { id, stop } of rig.csms.state().transactions.values())
      if (stop === undefined) await this.#order("RemoteStopTransaction", { transactionId: id });
    await this.#wait(hours(1));
  }

  /** Undefined when a mended station charges again as if nothing had been, else what it does instead. */
  async chargesAgain(evse: number): Promise<string | undefined> {
    const { rig } = this.#stage;
    rig.station.plugIn({ stateOfCharge: 0.1, requestDelay: millis(1000) }, evse);
    await this.#wait(minutes(1));
    rig.station.tapCard(CARD);
    const before = rig.truthWh(evse);
    await this.#wait(minutes(10));
    const energy = rig.truthWh(evse) - before;
    const status = rig.status(evse) ?? "unknown";
    rig.station.unplug(evse);
    await this.#wait(minutes(10));
    const after = rig.status(evse) ?? "unknown";
    if (energy < 100) return `outlet ${evse} of a mended station does not charge: ${status}`;
    return after === "Available" ? undefined : `after a charge outlet ${evse} is ${after}`;
  }

  async #order(action: string, payload: object): Promise<void> {
    this.#stage.rig.csms.call(action, payload).catch(() => undefined);
    await this.#wait(millis(1000));
  }

  async #wait(span: Millis): Promise<void> {
    const { clock } = this.#stage.rig;
    const end = clock.uptime() + span;
    await this.#lives.obey();
    while (clock.uptime() < end) {
      await clock.advance(millis(Math.min(ATTENTION, end - clock.uptime())));
      await this.#lives.obey();
    }
  }

  /** Often short, so that acts meet; now and then so long that a charge ends by itself. */
  #pause(): Millis {
    const { chance, temper } = this.#stage;
    const kind = chance.next();
    if (kind < 0.4) return millis(chance.upTo(5000));
    return millis(chance.upTo(kind < 0.95 ? 2 * temper.pause : 20 * temper.pause));
  }
}
