import type { EpochMillis } from "#hal/core/units";

/** Where a charger is between the factory and the scrap yard. */
export const lifeCycleStages = ["factory", "installed", "activated", "decommissioned"] as const;
export type LifeCycleStage = (typeof lifeCycleStages)[number];

/** What an installer looks at, in this order. */
export const deviceChecks = ["board", "meter", "reader", "light", "lock", "backEnd", "testCharge"] as const;
export type DeviceCheck = (typeof deviceChecks)[number];

/** `absent`: this charger has no such part. */
export const checkResults = ["open", "passed", "failed", "absent"] as const;
export type CheckResult = (typeof checkResults)[number];

/** Who did a step and when. */
export interface LifeCycleStep {
  readonly by: string;
  readonly at: EpochMillis;
}

/** What is put down of the life of this charger. */
export interface LifeCycleRecord {
  readonly stage: LifeCycleStage;
  readonly installed?: LifeCycleStep;
  readonly activated?: LifeCycleStep;
  /** What a person saw, where no instrument of the charger sees it. */
  readonly light?: LifeCycleStep & { readonly result: "passed" | "failed" };
}

export const fromTheFactory: LifeCycleRecord = { stage: "factory" };

/** Checks that may be neither open nor failed when a charger is put into service. The test charge comes last and may follow it. */
export const neededForActivation: readonly DeviceCheck[] = ["board", "meter", "reader", "light", "lock", "backEnd"];

export function missingForActivation(results: Readonly<Record<DeviceCheck, CheckResult>>): readonly DeviceCheck[] {
  return neededForActivation.filter((check) => results[check] === "open" || results[check] === "failed");
}

/** True where nobody may begin a charge. One that is out of use never charges; one that is not yet in use charges where the policy lets it. */
export function isBarredBy(
  { stage }: Pick<LifeCycleRecord, "stage">,
  isActivationNeeded: boolean,
  isTestCharge: boolean,
): boolean {
  if (stage === "decommissioned") return true;
  return stage !== "activated" && isActivationNeeded && !isTestCharge;
}
