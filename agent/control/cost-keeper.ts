import type { EvseId } from "#hal/core/charging";
import { assertNever } from "#hal/core/assert-never";
import { type Cancel, type Clock, every } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import type { Log } from "#hal/core/log";
import { type EpochMillis, epochMillis, type Millis, millis, seconds } from "#hal/core/units";
import type { EvseController } from "#agent/control/evse-controller";
import type { EvseNews } from "#agent/control/evse-news";
import type { StationMeters } from "#agent/control/station-meters";
import type { UnplugTeller } from "#agent/control/unplug-teller";
import type { UserPrices } from "#agent/control/user-prices";
import { isSameToken } from "#agent/domain/authorization/id-token";
import { type FinalCost, laterBy, type ToldCost, type UserPrice } from "#agent/domain/cost/cost-messages";
import { noTriggers } from "#agent/domain/cost/meter-triggers";
import {
  type CostEffect,
  type CostEvent,
  costStep,
  type OutletCost,
  withoutUnplugged,
} from "#agent/domain/cost/outlet-cost";
import type { ChargingPrice } from "#agent/domain/cost/price";
import type { CostPoint } from "#agent/domain/cost/running-cost";
import { projectStatus } from "#agent/domain/evse/project-status";
import { hasTransaction } from "#agent/domain/session/session-machine";
import { evenLead } from "#agent/domain/transaction/continued-time";
import type { TransactionFact, TransactionId } from "#agent/domain/transaction/station-fact";
import type { CostStore } from "#agent/ports/cost-store";
import type { SessionStore } from "#agent/ports/station-store";

/** Time goes on without a reading, too. */
const LOOK = seconds(1);

/** What the keeper needs of an outlet. */
export type PricedEvse = Pick<EvseController, "id" | "state" | "news" | "watch" | "metering"> & {
  readonly hardware: Pick<EvseController["hardware"], "pilot">;
};

export interface CostKeeperOptions {
  readonly evses: readonly PricedEvse[];
  readonly store: CostStore;
  readonly sessions: Pick<SessionStore, "find" | "findByCsmsNumber">;
  readonly bootId: string;
  readonly userPrices: UserPrices;
  readonly unplugs: Pick<UnplugTeller, "start" | "stop" | "add">;
  readonly meters: Pick<StationMeters, "tellForPrice">;
  readonly isOnline: () => boolean;
  readonly settings: () => { readonly isIdleBilled: boolean; readonly charging?: ChargingPrice };
  readonly clock: Clock;
  readonly log: Log;
  readonly onStorageFailure: (error: unknown) => void;
}

/** What every transaction costs, from what the back end tells and from what the outlets do. */
export class CostKeeper implements Component {
  readonly name = "costs";
  readonly #options: CostKeeperOptions;
  readonly #outlets = new Map<EvseId, OutletCost>();
  /** Wall time less uptime by which the newest transaction of an outlet goes, and its cost with it: setting the clock makes nothing dearer. */
  readonly #leads = new Map<EvseId, Millis>();
  #cancels: readonly Cancel[] = [];
  /** While time alone can change something. */
  #cancelTicks: Cancel | undefined;
  #isStarted = false;

  readonly #lookAll = (): void => {
    for (const evse of this.#options.evses) this.#look(evse);
  };

  constructor(options: CostKeeperOptions) {
    this.#options = options;
    for (const { id } of options.evses) this.#outlets.set(id, { triggers: noTriggers });
  }

  start(): Promise<void> {
    const { evses, store, unplugs, clock } = this.#options;
    for (const { id } of evses) {
      const cost = store.latest(id);
      this.#outlets.set(id, { triggers: noTriggers, ...(cost === undefined ? {} : { cost }) });
    }
    unplugs.start();
    this.#cancels = [
      ...evses.flatMap((evse) => [
        evse.news.listen((news) => {
          this.#hear(evse, news);
        }),
        evse.watch().readings.listen(() => {
          this.#look(evse);
        }),
      ]),
      // How the outlets are found; from then on they tell.
      clock.after(LOOK, this.#lookAll),
    ];
    this.#isStarted = true;
    this.#tickWhereNeeded();
    return Promise.resolve();
  }

  stop(): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    this.#isStarted = false;
    this.#rest();
    this.#options.unplugs.stop();
    this.#options.userPrices.stop();
    return Promise.resolve();
  }

  health(): Health {
    return { kind: "ok" };
  }

  outlet(evse: EvseId): OutletCost {
    return this.#outlets.get(evse) ?? { triggers: noTriggers };
  }

  /** For a transaction that runs with this token, and else for one that will begin. */
  setUserPrice(price: UserPrice): void {
    const charging = this.#options.evses.filter((evse) => {
      const { session } = evse.state();
      return hasTransaction(session) && isSameToken(session.transaction.token, price.token);
    });
    for (const evse of charging) this.#post(evse, { type: "price.told", texts: price.texts });
    if (charging.length === 0) this.#options.userPrices.put(price);
  }

  /** False for a transaction that is unknown here, or not the newest of its outlet, or billed already. */
  setCost(csmsNumber: number, told: ToldCost): boolean {
    const evse = this.#newest(csmsNumber);
    if (evse === undefined || this.outlet(evse.id).cost?.final !== undefined) return false;
    this.#post(evse, { type: "cost.told", told: laterBy(told, this.#now(evse) - this.#options.clock.now()) });
    this.#look(evse);
    return true;
  }

  /** False for a transaction that is unknown here. */
  setFinalCost(csmsNumber: number, final: FinalCost): boolean {
    const session = this.#options.sessions.findByCsmsNumber(csmsNumber);
    if (session === undefined) return false;
    const newest = this.#newest(csmsNumber);
    if (newest !== undefined) {
      this.#post(newest, { type: "bill.told", final });
      return true;
    }
    const { transactionId, evse } = session;
    const cost = this.#options.store.find(transactionId) ?? { transactionId, evse, stage: "over" };
    this.#store(() => {
      this.#options.store.put({ ...cost, final });
    });
    return true;
  }

  /** The back end has heard that the cable came out. */
  unpluggedTold(id: TransactionId): void {
    const { evses, store } = this.#options;
    const newest = evses.find((evse) => this.outlet(evse.id).cost?.transactionId === id);
    if (newest !== undefined) {
      this.#post(newest, { type: "unplugged.told" });
      return;
    }
    const cost = store.find(id);
    if (cost === undefined) return;
    this.#store(() => {
      store.put(withoutUnplugged(cost));
    });
  }

  #newest(csmsNumber: number): PricedEvse | undefined {
    const { sessions, evses } = this.#options;
    const id = sessions.findByCsmsNumber(csmsNumber)?.transactionId;
    return id === undefined ? undefined : evses.find((evse) => this.outlet(evse.id).cost?.transactionId === id);
  }

  #hear(evse: PricedEvse, news: EvseNews): void {
    if (news.type === "fact") this.#learn(evse, news.fact);
    if (news.type === "changed") this.#look(evse);
  }

  #learn(evse: PricedEvse, fact: TransactionFact): void {
    const { userPrices, isOnline, settings } = this.#options;
    switch (fact.type) {
      case "transaction.started": {
        this.#leads.set(evse.id, evse.metering.leads().lead);
        const userPrice = userPrices.take(fact.token);
        const charging = isOnline() ? undefined : settings().charging;
        this.#post(evse, {
          type: "transaction.started",
          transactionId: fact.transactionId,
          evse: evse.id,
          start: { at: fact.at, energy: fact.meterStart },
          ...(userPrice === undefined ? {} : { userPrice }),
          ...(charging === undefined ? {} : { charging }),
        });
        return;
      }
      case "transaction.ended":
        this.#end(evse, { at: fact.at, energy: fact.meterStop });
        return;
      case "transaction.updated":
        return;
      default:
        assertNever(fact);
    }
  }

  #end(evse: PricedEvse, end: CostPoint): void {
    this.#post(evse, { type: "transaction.ended", end, isOccupying: this.#options.settings().isIdleBilled });
  }

  #look(evse: PricedEvse): void {
    this.#catchUp(evse);
    const reading = evse.watch().latest();
    const state = evse.state();
    const level = evse.hardware.pilot.latest()?.level;
    const isKnown = !state.isRecovering && (level === "A" || level === "B" || level === "C" || level === "D");
    this.#post(evse, {
      type: "outlet.seen",
      wall: this.#options.clock.now(),
      reading: {
        at: this.#now(evse),
        ...(reading === undefined ? {} : { energy: reading.importEnergy }),
        ...(reading?.power === undefined ? {} : { power: reading.power }),
      },
      status: projectStatus(state),
      isPlugged: isKnown ? level !== "A" : undefined,
    });
  }

  #now({ id }: PricedEvse): EpochMillis {
    const { clock, sessions, bootId } = this.#options;
    const { cost } = this.outlet(id);
    const wall = millis(clock.now() - clock.uptime());
    const lead = this.#leads.get(id) ?? evenLead(cost && sessions.find(cost.transactionId)?.clock, { bootId, wall });
    if (cost !== undefined) this.#leads.set(id, lead);
    return epochMillis(Math.round(clock.uptime() + lead));
  }

  /** A transaction that the last process left open has been ended by the recovery, which makes no news. */
  #catchUp(evse: PricedEvse): void {
    const { cost } = this.outlet(evse.id);
    const { session } = evse.state();
    if (cost?.stage !== "running" || hasTransaction(session)) return;
    const ended = this.#options.sessions.find(cost.transactionId)?.ended;
    if (ended !== undefined) this.#end(evse, { at: ended.at, energy: ended.meterStop });
  }

  #post(evse: PricedEvse, event: CostEvent): void {
    const step = costStep(this.outlet(evse.id), event);
    this.#outlets.set(evse.id, step.state);
    this.#tickWhereNeeded();
    for (const effect of step.effects) this.#perform(evse, effect);
  }

  #tickWhereNeeded(): void {
    const { evses, clock } = this.#options;
    if (!this.#isStarted || !evses.some((evse) => this.#dependsOnTime(evse))) {
      this.#rest();
      return;
    }
    this.#cancelTicks ??= every(clock, LOOK, this.#lookAll);
  }

  #rest(): void {
    this.#cancelTicks?.();
    this.#cancelTicks = undefined;
  }

  /** A cost that runs, a transaction whose end makes no news, a mark that may be reached: everything else comes with news or with a reading. */
  #dependsOnTime(evse: PricedEvse): boolean {
    const { cost, triggers } = this.outlet(evse.id);
    if (triggers.time !== undefined || cost?.stage === "occupying") return true;
    return cost?.stage === "running" && (cost.running !== undefined || !hasTransaction(evse.state().session));
  }

  #perform(evse: PricedEvse, effect: CostEffect): void {
    switch (effect.type) {
      case "cost.store":
        this.#store(() => {
          this.#options.store.put(effect.cost);
        });
        return;
      case "unplugged.tell":
        this.#options.unplugs.add(effect.cost);
        return;
      case "meter.tell":
        this.#options.log.info({ evse: evse.id, causes: effect.causes }, "price.trigger");
        this.#options.meters.tellForPrice(evse);
        return;
      default:
        assertNever(effect);
    }
  }

  #store(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#options.onStorageFailure(error);
    }
  }
}
