import { evseId } from "#hal/core/charging";
import { idToken } from "#agent/domain/authorization/id-token";
import type { StationCommand } from "#agent/domain/command";
import type { RouteContext } from "#agent/ocpp/dialects/dialect";
import { decodeProfile16 } from "#agent/ocpp/dialects/v16/charging-profile-16";
import { answer, type Request } from "#agent/ocpp/dialects/v16/route-16";

/** OCPP 1.6 sections 5.11 and 5.12. */
export const remoteTransactionRoutes = [
  answer("RemoteStartTransaction", (request, context) => command(startOf(request), context)),
  answer("RemoteStopTransaction", (request, context) => command(stopOf(request, context), context)),
];

function command(wanted: StationCommand | undefined, { desk, isRegistered }: RouteContext) {
  const isAccepted = wanted !== undefined && isRegistered && desk.handle(wanted) === "accepted";
  return { status: isAccepted ? ("Accepted" as const) : ("Rejected" as const) };
}

/** Connector 0 is not a place to charge. */
function startOf({
  idTag,
  connectorId,
  chargingProfile,
}: Request<"RemoteStartTransaction">): StationCommand | undefined {
  if (connectorId !== undefined && connectorId <= 0) return undefined;
  // Errata 3.41: the profile is for a transaction that has no number yet.
  if (chargingProfile?.transactionId !== undefined) return undefined;
  return {
    type: "remoteStart",
    token: idToken(idTag),
    ...(connectorId === undefined ? {} : { evse: evseId(connectorId) }),
    ...(chargingProfile === undefined ? {} : { profile: decodeProfile16(chargingProfile, undefined) }),
  };
}

/** -1 is what transactions carry whose start was given up: several may share it, so that it names none. */
function stopOf(
  { transactionId }: Request<"RemoteStopTransaction">,
  context: RouteContext,
): StationCommand | undefined {
  const session = transactionId === -1 ? undefined : context.sessions.findByCsmsNumber(transactionId);
  if (session === undefined || session.ended !== undefined) return undefined;
  return { type: "remoteStop", transactionId: session.transactionId };
}
