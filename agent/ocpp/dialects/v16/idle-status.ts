import type { OutgoingCall } from "#agent/ocpp/dialects/dialect";
import type { Request } from "#agent/ocpp/dialects/v16/route-16";

/** OCPP 1.6 sections 7.24 and 7.25: Idle is told only when it was asked for. */
const idle = { status: "Idle" } as const satisfies Request<"DiagnosticsStatusNotification"> &
  Request<"FirmwareStatusNotification">;

export const idleStatus16: { readonly diagnostics: OutgoingCall; readonly firmware: OutgoingCall } = {
  diagnostics: { action: "DiagnosticsStatusNotification", payload: idle },
  firmware: { action: "FirmwareStatusNotification", payload: idle },
};
