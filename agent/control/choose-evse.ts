import type { EvseController } from "#agent/control/evse-controller";
import type { ReservationKeeper } from "#agent/control/reservation-keeper";
import type { Claimant } from "#agent/domain/reservation/reservation";
import type { Authorization, SessionState } from "#agent/domain/session/session-state";

export interface ChosenEvse {
  readonly evse: EvseController;
  readonly authorization: Authorization;
}

const waiting: readonly SessionState["kind"][] = ["plugged", "finishing"];
const empty: readonly SessionState["kind"][] = ["idle", "authorized"];

/**
 * Where somebody begins: on the outlet that is reserved for them, else where a vehicle waits, else on an empty one; the reader does not tell
 * which one was meant. Undefined when all are taken, out of order or kept for others.
 */
export function chooseEvse(
  evses: readonly EvseController[],
  who: Claimant,
  reservations: Pick<ReservationKeeper, "claim">,
): ChosenEvse | undefined {
  const open = evses
    .filter((evse) => evse.mayBegin())
    .map((evse) => ({ evse, claim: reservations.claim(evse.id, who), kind: evse.state().session.kind }))
    .filter(({ claim, kind }) => claim.kind !== "refused" && [...waiting, ...empty].includes(kind));
  const chosen =
    open.find(({ evse, claim }) => claim.kind === "holder" && evse.state().reservation?.id === claim.reservationId) ??
    open.find(({ kind }) => waiting.includes(kind)) ??
    open[0];
  if (chosen === undefined) return undefined;
  const { evse, claim } = chosen;
  const { token, parent } = who;
  return {
    evse,
    authorization: {
      token,
      ...(parent === undefined ? {} : { parent }),
      ...(claim.kind === "holder" ? { reservationId: claim.reservationId } : {}),
    },
  };
}
