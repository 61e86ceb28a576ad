import type { AgentSettings } from "#agent/compose-settings";
import type { StationIdentity } from "#agent/ocpp/dialects/dialect";

/** Who the station says it is. What runs there may change while it lives. */
export function stationIdentity(
  { vendor, model, serialNumber, chargeBoxSerialNumber, firmwareVersion }: AgentSettings["station"],
  version: { readonly installed: () => string | undefined; readonly program: string },
): StationIdentity {
  return {
    vendor,
    model,
    serialNumber,
    ...(chargeBoxSerialNumber === undefined ? {} : { chargeBoxSerialNumber }),
    get firmwareVersion() {
      return version.installed() ?? firmwareVersion ?? version.program;
    },
  };
}
