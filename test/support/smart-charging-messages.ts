import { expect } from "vitest";
import { hasCode } from "#hal/core/errors";
import { isoTime, millis, seconds } from "#hal/core/units";
import { VirtualRig } from "#test/support/virtual-rig";

export interface Profile16 {
  readonly id?: number;
  readonly level?: number;
  readonly purpose?: "ChargePointMaxProfile" | "TxDefaultProfile" | "TxProfile";
  readonly kind?: "Absolute" | "Recurring" | "Relative";
  readonly more?: object;
  readonly schedule?: object;
}

/** csChargingProfiles with one limit for as long as it lasts, or several as [second, limit]. */
export function profile16(
  rig: Pick<VirtualRig, "clock">,
  limits: number | readonly (readonly [number, number])[],
  { id = 1, level = 0, purpose = "TxDefaultProfile", kind = "Absolute", more, schedule }: Profile16 = {},
): object {
  const steps = typeof limits === "number" ? [[0, limits] as const] : limits;
  return {
    chargingProfileId: id,
    stackLevel: level,
    chargingProfilePurpose: purpose,
    chargingProfileKind: kind,
    ...more,
    chargingSchedule: {
      chargingRateUnit: "A",
      ...(kind === "Relative" ? {} : { startSchedule: isoTime(rig.clock.now()) }),
      chargingSchedulePeriod: steps.map(([startPeriod, limit]) => ({ startPeriod, limit })),
      ...schedule,
    },
  };
}

/** The answer's payload; the error code where it was a CALLERROR. */
export async function ask(
  rig: VirtualRig,
  action: string,
  payload: object,
): Promise<Readonly<Record<string, unknown>>> {
  const answer = rig.csms.call(action, payload).catch((error: unknown) => {
    if (hasCode(error, "csms.call-error")) return { error: error.details["errorCode"] };
    throw error;
  });
  await rig.clock.advance(millis(100));
  return (await answer) as Readonly<Record<string, unknown>>;
}

/** Sets a profile on a connector; the status of the answer. */
export async function set(rig: VirtualRig, csChargingProfiles: object, connectorId = 1): Promise<unknown> {
  return (await ask(rig, "SetChargingProfile", { connectorId, csChargingProfiles }))["status"];
}

/** [second, limit] of the composite schedule. */
export async function composite(
  rig: VirtualRig,
  duration = 3600,
  connectorId = 1,
): Promise<readonly (readonly [number, number])[]> {
  const answer = await ask(rig, "GetCompositeSchedule", { connectorId, duration });
  const { chargingSchedulePeriod } = answer["chargingSchedule"] as {
    readonly chargingSchedulePeriod: readonly { readonly startPeriod: number; readonly limit: number }[];
  };
  return chargingSchedulePeriod.map(({ startPeriod, limit }) => [startPeriod, limit] as const);
}

/** What the pilot says to the vehicle, in amperes. */
export function pilot(rig: VirtualRig): number | null | undefined {
  return rig.station.snapshot().evses[0]?.offered;
}

export function isClosed(rig: VirtualRig): boolean {
  return rig.station.snapshot().evses[0]?.contactorClosed ?? false;
}

/** The most that flows on a phase. */
export function current(rig: VirtualRig): number {
  return Math.max(...(rig.station.snapshot().evses[0]?.currents ?? [Number.NaN]));
}

/** The outlet on the page for people. */
export function evseView(rig: VirtualRig): Readonly<Record<string, unknown>> {
  const { evses } = rig.agent.status() as { readonly evses: readonly Readonly<Record<string, unknown>>[] };
  return evses[0] ?? {};
}

/** Longer than a vehicle and the pace of raising need. */
export const SETTLING = seconds(15);

/** A charge that has settled. */
export async function charging(): Promise<VirtualRig> {
  const rig = await new VirtualRig().start();
  await rig.charge();
  await rig.clock.advance(SETTLING);
  return rig;
}

/** The rig is over and has left nothing behind. */
export async function ended(rig: VirtualRig): Promise<void> {
  await rig.stop();
  expect(rig.clock.pending()).toBe(0);
}

/** The back end's number of the newest transaction. */
export function transactionIdOf(rig: VirtualRig): number | undefined {
  return [...rig.csms.state().transactions.values()].at(-1)?.id;
}
