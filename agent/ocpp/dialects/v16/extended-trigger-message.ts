import type { TriggeredMessage } from "#agent/ocpp/dialects/dialect";
import { type Request, route } from "#agent/ocpp/dialects/v16/route-16";
import { commonMessageOf, triggerAnswer } from "#agent/ocpp/dialects/v16/trigger-message";

type Wanted = Request<"ExtendedTriggerMessage">["requestedMessage"];

/** Security white paper section 5: as TriggerMessage, with what the white paper adds. FirmwareStatusNotification means the signed one here. */
export const extendedTriggerMessageRoute = route("ExtendedTriggerMessage", (request, { triggers, security }) => {
  const { requestedMessage, connectorId } = request;
  if (requestedMessage === "SignChargePointCertificate")
    return { payload: { status: "Accepted" }, afterwards: security.requestCertificate };
  return triggerAnswer(messageOf(requestedMessage, connectorId), triggers);
});

function messageOf(
  wanted: Exclude<Wanted, "SignChargePointCertificate">,
  connectorId: number | undefined,
): TriggeredMessage {
  switch (wanted) {
    case "LogStatusNotification":
      return { type: "log" };
    case "FirmwareStatusNotification":
      return { type: "signedFirmware" };
    default:
      return commonMessageOf(wanted, connectorId);
  }
}
