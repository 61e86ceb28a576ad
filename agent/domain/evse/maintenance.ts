import { isBusyForAvailability } from "#agent/domain/evse/evse-readiness";
import type { EvseState } from "#agent/domain/evse/evse-state";
import { mayCarryEnergy } from "#agent/domain/evse/pilot-machine";

/** The state, and the availability that it has to be brought to. */
export interface MaintenanceChange {
  readonly state: EvseState;
  readonly operative: boolean;
}

/**
 * The outlet is wanted for an installation: it goes out of service as soon as nobody uses it, and comes back to what ChangeAvailability has last asked
 * for. Unlike that it is never stored: who holds it says so again after a restart.
 */
export function withMaintenance(state: EvseState): MaintenanceChange {
  const operativeAfter = state.maintenance?.operativeAfter ?? state.scheduledOperative ?? state.isOperative;
  return { state: { ...state, maintenance: { operativeAfter } }, operative: false };
}

export function withoutMaintenance(state: EvseState): MaintenanceChange {
  const { maintenance, ...rest } = state;
  return { state: rest, operative: maintenance?.operativeAfter ?? rest.scheduledOperative ?? rest.isOperative };
}

/** Nobody uses it, nobody can begin, and no energy can flow. */
export function isCleared(state: EvseState): boolean {
  const { maintenance, isOperative, isRecovering, pilot } = state;
  if (maintenance === undefined || isOperative || isRecovering) return false;
  return !isBusyForAvailability(state) && !mayCarryEnergy(pilot);
}
