import type { EvseId } from "#hal/core/charging";
import type { EpochMillis } from "#hal/core/units";
import { type IdToken, isSameToken } from "#agent/domain/authorization/id-token";
import type { ConnectorStatus } from "#agent/domain/evse/connector-status";

/** An outlet, or any one of the station, kept free for somebody. */
export interface Reservation {
  readonly id: number;
  readonly token: IdToken;
  /** Every token of this group may use it. */
  readonly parent?: IdToken;
  readonly expiresAt: EpochMillis;
}

/** Somebody who wants to charge. */
export interface Claimant {
  readonly token: IdToken;
  readonly parent?: IdToken;
}

/** OCPP 1.6 section 3.10: parents are compared with parents, never with the token itself. */
export function isHolder(reservation: Reservation, { token, parent }: Claimant): boolean {
  if (isSameToken(reservation.token, token)) return true;
  return reservation.parent !== undefined && parent !== undefined && isSameToken(reservation.parent, parent);
}

/** What counts of an outlet when it is to be kept free. */
export interface Place {
  readonly evse: EvseId;
  readonly status: ConnectorStatus;
  readonly reservation?: Reservation;
}

export interface Places {
  readonly outlets: readonly Place[];
  /** Of any one outlet: connector 0 of OCPP 1.6. */
  readonly station?: Reservation;
}

export type ReserveOutcome = "accepted" | "faulted" | "occupied" | "rejected" | "unavailable";

/** Whether a reservation can be made; one with the same id is replaced and does not stand in its way (OCPP 1.6 section 5.13). */
export function judgeReservation(
  where: EvseId | 0,
  reservation: Reservation,
  now: EpochMillis,
  places: Places,
): ReserveOutcome {
  if (reservation.expiresAt <= now) return "rejected";
  const others = withoutReservation(places, reservation.id);
  return where === 0 ? judgeAnyOutlet(others) : judgeOutlet(where, others);
}

function judgeOutlet(where: EvseId, { outlets, station }: Places): ReserveOutcome {
  const place = outlets.find(({ evse }) => evse === where);
  if (place === undefined) return "rejected";
  if (place.status === "faulted" || place.status === "unavailable") return place.status;
  if (!isFree(place)) return "occupied";
  // The last free outlet is already promised to whoever reserved any one.
  return station !== undefined && !isAnyFree(outlets, where) ? "occupied" : "accepted";
}

function judgeAnyOutlet({ outlets, station }: Places): ReserveOutcome {
  if (station !== undefined) return "occupied";
  if (isAnyFree(outlets)) return "accepted";
  if (outlets.every(({ status }) => status === "faulted")) return "faulted";
  return outlets.every(({ status }) => status === "faulted" || status === "unavailable") ? "unavailable" : "occupied";
}

/** The outlet that only this reservation keeps is free. */
function withoutReservation({ outlets, station }: Places, id: number): Places {
  return {
    outlets: outlets.map((place) => {
      const { evse, status, reservation } = place;
      if (reservation?.id !== id) return place;
      return { evse, status: status === "reserved" ? "available" : status };
    }),
    ...(station === undefined || station.id === id ? {} : { station }),
  };
}

/** One that is reserved does not always look so: just after a start, say. */
function isFree({ status, reservation }: Place): boolean {
  return status === "available" && reservation === undefined;
}

function isAnyFree(outlets: readonly Place[], except?: EvseId): boolean {
  return outlets.some((place) => place.evse !== except && isFree(place));
}

/** What somebody may do with an outlet as far as reservations go. */
export type Claim =
  | { readonly kind: "free" }
  | { readonly kind: "holder"; readonly reservationId: number }
  | { readonly kind: "refused" };

/** A foreign start is refused on a reserved outlet, and on the last free one while any one is reserved (OCPP 1.6 section 5.13). */
export function claimOutlet(where: EvseId, who: Claimant, { outlets, station }: Places): Claim {
  const own = outlets.find(({ evse }) => evse === where)?.reservation;
  const reservation = own ?? station;
  if (reservation === undefined) return { kind: "free" };
  if (isHolder(reservation, who)) return { kind: "holder", reservationId: reservation.id };
  return own === undefined && isAnyFree(outlets, where) ? { kind: "free" } : { kind: "refused" };
}
