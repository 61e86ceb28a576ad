import type { Clock } from "#hal/core/clock";
import { LifeCycleKeeper } from "#agent/control/life-cycle-keeper";
import type { ChargingBar } from "#agent/domain/evse/why-not-charging";
import type { CsmsStatus } from "#agent/ports/csms-client";
import type { StationStore } from "#agent/ports/station-store";

interface Ground {
  readonly lineClock: Clock;
  readonly store: Pick<StationStore, "lifeCycle">;
}

/** @throws AgentError `store.corrupt-row` */
export function composeLifeCycle(
  { lineClock, store }: Ground,
  policy: { readonly noChargeBeforeActivation?: boolean },
): LifeCycleKeeper {
  const isActivationNeeded = policy.noChargeBeforeActivation ?? false;
  return new LifeCycleKeeper({ store: store.lifeCycle, clock: lineClock, isActivationNeeded });
}

/** A back end that has answered and not accepted wants no charging; one that does not answer leaves it to the local rules. */
export function barOf(
  lifeCycle: Pick<LifeCycleKeeper, "isBarring" | "record">,
  { registration }: Pick<CsmsStatus, "registration">,
  isShut: boolean,
): ChargingBar | undefined {
  if (lifeCycle.isBarring()) return lifeCycle.record().stage === "decommissioned" ? "decommissioned" : "notActivated";
  if (registration === "pending" || registration === "rejected") return "backEnd";
  return isShut ? "closed" : undefined;
}
