import type { FaultCode } from "#hal/core/charging";
import type { EvseState } from "#agent/domain/evse/evse-state";
import { mayCarryEnergy } from "#agent/domain/evse/pilot-machine";

/** A plug behind these may be live, whatever the board says of its contactor. */
const liveFaults: readonly FaultCode[] = ["board.contactor-welded", "outlet.stray-energy"];

/**
 * Whether the plug has to stay in: from the authorisation to the end of the transaction, whatever the vehicle does meanwhile (OCPP 1.6 section
 * 4.10); as long as the contactor may be closed; and while it is kept for whoever charged. Undefined: leave it as it is.
 */
export function wantsLock({ session, pilot, faults, isRecovering }: EvseState): boolean | undefined {
  if (isRecovering || faults.some(({ code }) => liveFaults.includes(code))) return undefined;
  if (mayCarryEnergy(pilot)) return true;
  switch (session.kind) {
    case "starting":
    case "active":
    case "ending":
      return true;
    case "finishing":
      return session.kept !== undefined;
    default:
      return false;
  }
}
