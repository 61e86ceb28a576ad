import { evseId } from "#hal/core/charging";
import type { CommandOutcome } from "#agent/domain/command";
import type { UnlockOutcome } from "#agent/control/station-locks";
import { answer, later, type Response } from "#agent/ocpp/dialects/v16/route-16";

const availability = {
  accepted: "Accepted",
  scheduled: "Scheduled",
  rejected: "Rejected",
  notSupported: "Rejected",
  unknownEvse: "Rejected",
} as const satisfies Record<CommandOutcome, Response<"ChangeAvailability">["status"]>;

/** OCPP 1.6 errata 3.87: a connector that does not exist is answered like one without a lock. */
const unlocking = {
  unlocked: "Unlocked",
  failed: "UnlockFailed",
  notSupported: "NotSupported",
} as const satisfies Record<UnlockOutcome, Response<"UnlockConnector">["status"]>;

/** A reset that waits for a transaction to end is accepted all the same: the answer has no word for later. */
const acceptance = {
  accepted: "Accepted",
  scheduled: "Accepted",
  rejected: "Rejected",
  notSupported: "Rejected",
  unknownEvse: "Rejected",
} as const satisfies Record<CommandOutcome, Response<"Reset">["status"]>;

export const stationCommandRoutes = [
  answer("ChangeAvailability", ({ connectorId, type }, { desk }) => {
    if (connectorId < 0) return { status: "Rejected" };
    const evse = connectorId === 0 ? {} : { evse: evseId(connectorId) };
    return {
      status: availability[desk.handle({ type: "changeAvailability", operative: type === "Operative", ...evse })],
    };
  }),
  later("UnlockConnector", async ({ connectorId }, { locks }) => ({
    status: connectorId > 0 ? unlocking[await locks.unlock(evseId(connectorId))] : "NotSupported",
  })),
  answer("ClearCache", (_request, { desk }) => ({ status: acceptance[desk.handle({ type: "clearCache" })] })),
  answer("Reset", ({ type }, { desk }) => ({
    status: acceptance[desk.handle({ type: "reset", kind: type === "Hard" ? "hard" : "soft" })],
  })),
];
