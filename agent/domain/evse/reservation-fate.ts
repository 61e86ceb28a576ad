import { type EvseEffect, type EvseState, isDisabled } from "#agent/domain/evse/evse-state";

type ReservationEffect = Extract<EvseEffect, { type: "reservation.ended" | "reservation.due" }>;

/**
 * What becomes of an outlet's reservation in this state; undefined: it stays as it is. OCPP 1.6 section 5.13: over with the start of its transaction, and with
 * an outlet that nobody can use. Out of service for an installation is no reason: that passes.
 */
export function reservationFate(state: EvseState): ReservationEffect | undefined {
  const { reservation, session, isOperative, maintenance, isRecovering } = state;
  if (reservation === undefined) return undefined;
  const { id, isShown } = reservation;
  if (session.kind === "active" && session.transaction.reservationId === id)
    return { type: "reservation.ended", id, why: "used" };
  if (isDisabled(state) || (!isOperative && maintenance === undefined))
    return { type: "reservation.ended", id, why: "outOfOrder" };
  return !isShown && session.kind === "idle" && !isRecovering ? { type: "reservation.due" } : undefined;
}
