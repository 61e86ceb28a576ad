import { evseId } from "#hal/core/charging";
import { epochMillis } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import type { Reservation, ReserveOutcome } from "#agent/domain/reservation/reservation";
import { answer, type Request, type Response } from "#agent/ocpp/dialects/v16/route-16";

const outcomes = {
  accepted: "Accepted",
  faulted: "Faulted",
  occupied: "Occupied",
  rejected: "Rejected",
  unavailable: "Unavailable",
} as const satisfies Record<ReserveOutcome, Response<"ReserveNow">["status"]>;

/** OCPP 1.6 sections 5.13 and 5.4. */
export const reservationRoutes = [
  answer("ReserveNow", (request, { reservations }) => {
    const { connectorId } = request;
    const where = connectorId === 0 ? 0 : evseId(connectorId);
    return { status: outcomes[reservations.reserve(where, decodeReservation(request))] };
  }),
  answer("CancelReservation", ({ reservationId }, { reservations }) => ({
    status: reservations.cancel(reservationId) ? "Accepted" : "Rejected",
  })),
];

function decodeReservation({ reservationId, idTag, parentIdTag, expiryDate }: Request<"ReserveNow">): Reservation {
  return {
    id: reservationId,
    token: idToken(idTag),
    expiresAt: epochMillis(Date.parse(expiryDate)),
    ...(parentIdTag === undefined || parentIdTag === "" ? {} : { parent: idToken(parentIdTag) }),
  };
}
