import { type EvseId, evseId } from "#hal/core/charging";
import { isoTime, seconds } from "#hal/core/units";
import type { ChargingProfile } from "#agent/domain/smart-charging/charging-profile";
import type { ProfileFilter } from "#agent/domain/smart-charging/installed-profiles";
import type { RouteContext, RouteRefusal } from "#agent/ocpp/dialects/dialect";
import { decodeProfile16, encodeSchedule16, purposes16 } from "#agent/ocpp/dialects/v16/charging-profile-16";
import { answer, type Request, type Response, route } from "#agent/ocpp/dialects/v16/route-16";

/** OCPP 1.6 sections 5.16, 5.5 and 5.7. */
export const chargingProfileRoutes = [
  route("SetChargingProfile", set),
  answer("ClearChargingProfile", (request, { desk }) => ({
    status: desk.handle({ type: "clearProfiles", filter: filterOf(request) }) === "accepted" ? "Accepted" : "Unknown",
  })),
  answer("GetCompositeSchedule", composite),
];

/** Errata 3.39: there is no status for a connector that does not exist. */
const noSuchConnector: RouteRefusal = { refusal: "property", description: "/connectorId: no such connector" };

function set(
  { connectorId, csChargingProfiles }: Request<"SetChargingProfile">,
  context: RouteContext,
): { readonly payload: Response<"SetChargingProfile"> } | RouteRefusal {
  if (connectorId < 0) return noSuchConnector;
  const profile = profileOf(csChargingProfiles, context);
  if (profile === undefined) return { payload: { status: "Rejected" } };
  const outcome = context.desk.handle({ type: "installProfile", evse: placeOf(connectorId), profile });
  if (outcome === "unknownEvse") return noSuchConnector;
  return { payload: { status: outcome === "accepted" ? "Accepted" : "Rejected" } };
}

/** Undefined when it is for a transaction that nobody knows; for other purposes than TxProfile a number means nothing (section 7.8). */
function profileOf(
  profile: Request<"SetChargingProfile">["csChargingProfiles"],
  { sessions }: RouteContext,
): ChargingProfile | undefined {
  const { transactionId, chargingProfilePurpose } = profile;
  if (transactionId === undefined || chargingProfilePurpose !== "TxProfile") return decodeProfile16(profile, undefined);
  // -1 is what transactions carry whose start was given up: several may share it, so that it names none.
  const session = transactionId === -1 ? undefined : sessions.findByCsmsNumber(transactionId);
  return session === undefined ? undefined : decodeProfile16(profile, session.transactionId);
}

function filterOf(request: Request<"ClearChargingProfile">): ProfileFilter {
  const { id, connectorId, chargingProfilePurpose, stackLevel } = request;
  return {
    ...(id === undefined ? {} : { id }),
    ...(connectorId === undefined ? {} : { evse: placeOf(connectorId) }),
    ...(chargingProfilePurpose === undefined ? {} : { purpose: purposes16[chargingProfilePurpose] }),
    ...(stackLevel === undefined ? {} : { stackLevel }),
  };
}

/** Amperes unless watts are asked for: they are what the pilot says to the vehicle. */
function composite(
  { connectorId, duration, chargingRateUnit = "A" }: Request<"GetCompositeSchedule">,
  { schedules }: RouteContext,
): Response<"GetCompositeSchedule"> {
  if (connectorId < 0 || duration < 0) return { status: "Rejected" };
  const query = { evse: placeOf(connectorId), duration: seconds(duration), unit: chargingRateUnit };
  const schedule = schedules.composite(query);
  if (schedule === undefined) return { status: "Rejected" };
  return {
    status: "Accepted",
    connectorId,
    scheduleStart: isoTime(schedule.from),
    chargingSchedule: encodeSchedule16(schedule),
  };
}

function placeOf(connectorId: number): EvseId | 0 {
  return connectorId === 0 ? 0 : evseId(connectorId);
}
