import { assertNever } from "#hal/core/assert-never";
import { type EvseId, evseId } from "#hal/core/charging";
import type { TriggeredMessage, Triggers } from "#agent/ocpp/dialects/dialect";
import { type Request, route } from "#agent/ocpp/dialects/v16/route-16";

/** OCPP 1.6 section 5.17: the answer first, the message after it. A connector that does not exist is Rejected like all that cannot be told. */
export const triggerMessageRoute = route("TriggerMessage", (request, { triggers }) =>
  triggerAnswer(messageOf(request), triggers),
);

/** Rejected where the message cannot be told. */
export function triggerAnswer(
  wanted: TriggeredMessage,
  triggers: Triggers,
): { readonly payload: { readonly status: "Accepted" | "Rejected" }; readonly afterwards?: () => void } {
  if (!triggers.mayTrigger(wanted)) return { payload: { status: "Rejected" } };
  return {
    payload: { status: "Accepted" },
    afterwards: () => {
      triggers.trigger(wanted);
    },
  };
}

function messageOf({ requestedMessage, connectorId }: Request<"TriggerMessage">): TriggeredMessage {
  switch (requestedMessage) {
    case "DiagnosticsStatusNotification":
      return { type: "diagnostics" };
    case "FirmwareStatusNotification":
      return { type: "firmware" };
    default:
      return commonMessageOf(requestedMessage, connectorId);
  }
}

/** What both kinds of trigger call by the same name and mean alike. */
export function commonMessageOf(
  wanted: "BootNotification" | "Heartbeat" | "StatusNotification" | "MeterValues",
  connectorId: number | undefined,
): TriggeredMessage {
  switch (wanted) {
    case "BootNotification":
      return { type: "boot" };
    case "Heartbeat":
      return { type: "heartbeat" };
    case "StatusNotification":
      return { type: "status", ...connectorOf(connectorId) };
    case "MeterValues":
      return { type: "meterValues", ...connectorOf(connectorId) };
    default:
      return assertNever(wanted);
  }
}

function connectorOf(connectorId: number | undefined): { readonly evse?: EvseId | 0 } {
  if (connectorId === undefined) return {};
  return { evse: connectorId === 0 ? 0 : evseId(connectorId) };
}
