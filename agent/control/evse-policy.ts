import { type Millis, seconds, wattHours } from "#hal/core/units";
import type { EvseHardware } from "#hal/ports/board";
import type { Variables } from "#agent/control/variables";
import type { EvsePolicy } from "#agent/domain/evse/evse-state";

/** What an outlet's machine goes by at this moment: variables change at run time, and so may the back end's word. */
export function evsePolicy(
  hardware: Pick<EvseHardware, "id" | "meter" | "lock">,
  variables: Pick<Variables, "get">,
  site: { readonly meterSilence: Millis; readonly isChargingForbidden: boolean },
): EvsePolicy {
  return {
    evse: hardware.id,
    connectionTimeOut: variables.get("connectionTimeOut"),
    stopOnEvDisconnect: variables.get("stopTransactionOnEVSideDisconnect"),
    stopOnInvalidToken: variables.get("stopTransactionOnInvalidId"),
    maxEnergyOnInvalidToken: wattHours(variables.get("maxEnergyOnInvalidId")),
    hasLock: hardware.lock !== undefined,
    unlocksOnEvDisconnect: variables.get("unlockConnectorOnEVSideDisconnect"),
    // The records of a signing meter are the bill: without them not a watt-hour.
    meterSilenceLimit: hardware.meter.isSigned ? seconds(0) : site.meterSilence,
    isChargingForbidden: site.isChargingForbidden,
  };
}
