import { evseId } from "#hal/core/charging";
import type { TriggeredMessage } from "#agent/ocpp/dialects/dialect";
import { type Request, route } from "#agent/ocpp/dialects/v16/route-16";

/** OCPP 1.6 section 5.17: the answer first, the message after it. */
export const triggerMessageRoute = route("TriggerMessage", (request, { triggers }) => {
  const wanted = messageOf(request);
  if (wanted === undefined) return { payload: { status: "NotImplemented" } };
  if (!triggers.mayTrigger(wanted)) return { payload: { status: "Rejected" } };
  return {
    payload: { status: "Accepted" },
    afterwards: () => {
      triggers.trigger(wanted);
    },
  };
});

function messageOf({ requestedMessage, connectorId }: Request<"TriggerMessage">): TriggeredMessage | undefined {
  switch (requestedMessage) {
    case "BootNotification":
      return { type: "boot" };
    case "Heartbeat":
      return { type: "heartbeat" };
    case "StatusNotification":
      if (connectorId === undefined) return { type: "status" };
      return { type: "status", evse: connectorId === 0 ? 0 : evseId(connectorId) };
    case "MeterValues":
    case "DiagnosticsStatusNotification":
    case "FirmwareStatusNotification":
      return undefined;
    default:
      return undefined;
  }
}
