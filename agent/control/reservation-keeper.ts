import type { EvseId } from "#hal/core/charging";
import type { Cancel, Clock } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import { describeError, hasCode } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { millis, seconds } from "#hal/core/units";
import type { EvseController } from "#agent/control/evse-controller";
import type { EvseNews } from "#agent/control/evse-news";
import { projectStatus } from "#agent/domain/evse/project-status";
import {
  type Claim,
  type Claimant,
  claimOutlet,
  judgeReservation,
  type Places,
  type Reservation,
  type ReserveOutcome,
} from "#agent/domain/reservation/reservation";
import type { ReservationStore } from "#agent/ports/station-store";

/** An expiry is a time of the wall clock, which may be set meanwhile: it is looked at this often. */
const LOOK = seconds(30);

export interface ReservationKeeperOptions {
  readonly evses: readonly EvseController[];
  readonly store: ReservationStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** All reservations of the station: each outlet knows its own, that of any one outlet is kept here. They survive restarts. */
export class ReservationKeeper implements Component {
  readonly name = "reservations";
  readonly #options: ReservationKeeperOptions;
  readonly #held = new Map<EvseId | 0, Reservation>();
  readonly #expiries = new Map<EvseId | 0, Cancel>();
  /** Ended ones that the disk has not let go yet. */
  readonly #leftovers = new Map<EvseId | 0, Cancel>();
  #cancels: readonly Cancel[] = [];

  constructor(options: ReservationKeeperOptions) {
    this.#options = options;
  }

  start(): Promise<void> {
    const { evses, store } = this.#options;
    this.#cancels = evses.map((evse) =>
      evse.news.listen((news) => {
        this.#hear(evse, news);
      }),
    );
    for (const { evse, reservation } of store.all()) this.#place(evse, reservation);
    return Promise.resolve();
  }

  stop(): Promise<void> {
    for (const cancel of [...this.#cancels, ...this.#expiries.values(), ...this.#leftovers.values()]) cancel();
    this.#expiries.clear();
    this.#leftovers.clear();
    return Promise.resolve();
  }

  health(): Health {
    return { kind: "ok" };
  }

  /** OCPP 1.6 section 5.13; EVSE 0 is any one outlet. */
  reserve(where: EvseId | 0, reservation: Reservation): ReserveOutcome {
    const { clock, store, log } = this.#options;
    const outcome = judgeReservation(where, reservation, clock.now(), this.#places());
    log.info({ evse: where, reservationId: reservation.id, outcome }, "reservation.asked");
    if (outcome !== "accepted") return outcome;
    const before = this.#whereIs(reservation.id);
    if (before !== undefined && before !== where) this.#withdraw(before, "replaced");
    store.put(where, reservation);
    this.#dropLeftover(where);
    this.#place(where, reservation);
    return outcome;
  }

  /** False when there is no such reservation. */
  cancel(id: number): boolean {
    const where = this.#whereIs(id);
    if (where === undefined) return false;
    // Whoever cancels is told that it is gone: it must not be back after a restart.
    this.#options.store.remove(where);
    this.#withdraw(where, "cancelled");
    return true;
  }

  claim(evse: EvseId, who: Claimant): Claim {
    return claimOutlet(evse, who, this.#places());
  }

  /** Whether it may depend on the group of a token what it can do here. */
  dependsOnParent(evses: readonly { readonly id: EvseId }[]): boolean {
    return [...this.#held].some(
      ([where, { parent }]) => parent !== undefined && (where === 0 || evses.some(({ id }) => id === where)),
    );
  }

  #places(): Places {
    const station = this.#held.get(0);
    return {
      outlets: this.#options.evses.map((evse) => {
        const { reservation } = evse.state();
        const place = { evse: evse.id, status: projectStatus(evse.state()) };
        return reservation === undefined ? place : { ...place, reservation };
      }),
      ...(station === undefined ? {} : { station }),
    };
  }

  #whereIs(id: number): EvseId | 0 | undefined {
    return [...this.#held].find(([, reservation]) => reservation.id === id)?.[0];
  }

  #place(where: EvseId | 0, reservation: Reservation): void {
    const evse = this.#options.evses.find(({ id }) => id === where);
    if (where !== 0 && evse === undefined) {
      // The outlet was there when it was reserved, and is no more.
      this.#removeStored(where);
      return;
    }
    this.#held.set(where, reservation);
    evse?.post({ type: "reservation.placed", reservation });
    this.#awaitExpiry(where, reservation);
  }

  #awaitExpiry(where: EvseId | 0, reservation: Reservation): void {
    const { clock } = this.#options;
    this.#expiries.get(where)?.();
    const left = reservation.expiresAt - clock.now();
    if (left <= 0) {
      this.#withdraw(where, "expired");
      return;
    }
    const look = () => {
      this.#awaitExpiry(where, reservation);
    };
    this.#expiries.set(where, clock.after(millis(Math.min(left, LOOK)), look));
  }

  #withdraw(where: EvseId | 0, why: string): void {
    const reservation = this.#held.get(where);
    if (reservation === undefined) return;
    this.#forget(where, why);
    const evse = this.#options.evses.find(({ id }) => id === where);
    evse?.post({ type: "reservation.withdrawn", id: reservation.id });
  }

  #forget(where: EvseId | 0, why: string): void {
    this.#options.log.info({ evse: where, reservationId: this.#held.get(where)?.id, why }, "reservation.ended");
    this.#expiries.get(where)?.();
    this.#expiries.delete(where);
    this.#held.delete(where);
    this.#removeStored(where);
  }

  /** What has ended has ended, also while the disk refuses; it is asked again until it takes it. */
  #removeStored(where: EvseId | 0): void {
    const { store, clock, log } = this.#options;
    this.#dropLeftover(where);
    try {
      store.remove(where);
    } catch (error) {
      if (!hasCode(error, "store.failed")) throw error;
      log.warn({ evse: where, error: describeError(error) }, "reservation.not-removed");
      const again = () => {
        this.#removeStored(where);
      };
      this.#leftovers.set(where, clock.after(LOOK, again));
    }
  }

  #dropLeftover(where: EvseId | 0): void {
    this.#leftovers.get(where)?.();
    this.#leftovers.delete(where);
  }

  #hear(evse: EvseController, news: EvseNews): void {
    if (news.type === "reservation.ended" && this.#held.get(evse.id)?.id === news.id) this.#forget(evse.id, news.why);
    const station = this.#held.get(0);
    if (station === undefined) return;
    const isUsed = news.type === "fact" && news.fact.type === "transaction.started";
    if (isUsed && news.fact.reservationId === station.id) this.#forget(0, "used");
    else if (news.type === "changed" && this.#isOutOfOrder()) this.#forget(0, "outOfOrder");
  }

  #isOutOfOrder(): boolean {
    // An outlet that is out of service for an installation will be back.
    if (this.#options.evses.some((evse) => evse.state().maintenance !== undefined)) return false;
    return this.#places().outlets.every(({ status }) => status === "faulted" || status === "unavailable");
  }
}
