import { evseId } from "#hal/core/charging";
import { idToken } from "#agent/domain/authorization/id-token";
import type { StationCommand } from "#agent/domain/command";
import type { RouteContext } from "#agent/ocpp/dialects/dialect";
import { answer, type Request } from "#agent/ocpp/dialects/v16/route-16";

/** OCPP 1.6 sections 5.11 and 5.12. A charging profile in the request is ignored, as section 5.11 asks of a station without smart charging. */
export const remoteTransactionRoutes = [
  answer("RemoteStartTransaction", (request, context) => command(startOf(request), context)),
  answer("RemoteStopTransaction", (request, context) => command(stopOf(request, context), context)),
];

function command(wanted: StationCommand | undefined, { desk, isRegistered }: RouteContext) {
  const isAccepted = wanted !== undefined && isRegistered && desk.handle(wanted) === "accepted";
  return { status: isAccepted ? ("Accepted" as const) : ("Rejected" as const) };
}

/** Connector 0 is not a place to charge. */
function startOf({ idTag, connectorId }: Request<"RemoteStartTransaction">): StationCommand | undefined {
  if (connectorId === undefined) return { type: "remoteStart", token: idToken(idTag) };
  return connectorId > 0 ? { type: "remoteStart", token: idToken(idTag), evse: evseId(connectorId) } : undefined;
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
