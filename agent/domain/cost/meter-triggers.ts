import type { EpochMillis, WattHours, Watts } from "#hal/core/units";
import type { ConnectorStatus } from "#agent/domain/evse/connector-status";

/** When the back end wants to have the meter's values, because the price changes there. */
export interface MeterTriggers {
  /** Once. */
  readonly time?: EpochMillis;
  /** Once, when the register shows it. */
  readonly energy?: WattHours;
  /** Each time that the power crosses the limit. `side` is where it was last; absent until there is a reading. */
  readonly power?: { readonly limit: Watts; readonly side?: "above" | "below" };
  /** Each time that the connector gets into one of these. */
  readonly statuses: readonly ConnectorStatus[];
}

export const noTriggers: MeterTriggers = { statuses: [] };

export interface OutletReading {
  readonly at: EpochMillis;
  readonly energy?: WattHours;
  readonly power?: Watts;
}

export type TriggerCause = "time" | "energy" | "power" | "status";

/** A power that trembles round the limit would tell it again and again: it counts as crossed this much beyond. */
const HYSTERESIS = 0.05;

/** What has happened since the last look, and what is still to be watched. `entered` is a status that the connector has just got into. */
export function watchTriggers(
  triggers: MeterTriggers,
  reading: OutletReading,
  entered?: ConnectorStatus,
): { readonly triggers: MeterTriggers; readonly causes: readonly TriggerCause[] } {
  const reached = reachedMarks(triggers, reading);
  const crossing = crossed(triggers, reading);
  const causes: readonly TriggerCause[] = [
    ...reached,
    ...(crossing?.isCrossed === true ? (["power"] as const) : []),
    ...(entered !== undefined && triggers.statuses.includes(entered) ? (["status"] as const) : []),
  ];
  const left = crossing === undefined ? triggers : { ...triggers, power: crossing.power };
  return { triggers: reached.reduce(without, left), causes };
}

function reachedMarks({ time, energy }: MeterTriggers, now: OutletReading): readonly ("time" | "energy")[] {
  const isTime = time !== undefined && now.at >= time;
  const isEnergy = energy !== undefined && now.energy !== undefined && now.energy >= energy;
  return [...(isTime ? (["time"] as const) : []), ...(isEnergy ? (["energy"] as const) : [])];
}

function without(triggers: MeterTriggers, mark: "time" | "energy"): MeterTriggers {
  const { [mark]: _reached, ...rest } = triggers;
  return rest;
}

function crossed(triggers: MeterTriggers, { power }: OutletReading): ReturnType<typeof cross> | undefined {
  return triggers.power === undefined || power === undefined ? undefined : cross(triggers.power, power);
}

type PowerTrigger = NonNullable<MeterTriggers["power"]>;

/** The first reading only says on which side it is: the back end has just been told of the power, or would ask in a circle. */
function cross(
  { limit, side }: PowerTrigger,
  power: Watts,
): { readonly power: PowerTrigger; readonly isCrossed: boolean } {
  if (side === undefined) return { power: { limit, side: power >= limit ? "above" : "below" }, isCrossed: false };
  // A limit of zero has no room for a hysteresis.
  const isUp = power > limit && power >= limit * (1 + HYSTERESIS);
  const isCrossed = side === "below" ? isUp : power <= limit * (1 - HYSTERESIS);
  return { power: { limit, side: isCrossed === (side === "below") ? "above" : "below" }, isCrossed };
}
