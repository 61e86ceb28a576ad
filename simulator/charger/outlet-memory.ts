import { chmodSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fieldsOf, numberField } from "#simulator/csms/payload-fields";

/** What an outlet looks like while nobody has power. */
export interface OutletMemory {
  readonly registerWh: number;
  readonly vehicle?: RememberedVehicle;
}

export interface RememberedVehicle {
  readonly connector: number;
  readonly currentA: number;
  readonly phases: 1 | 3;
  readonly capacityWh: number;
  /** 0 to 1. */
  readonly stateOfCharge: number;
  readonly isPaused: boolean;
}

/** The outlets of the last life, by EVSE; empty when there was none or its file is not readable. */
export function recallOutlets(file: string): ReadonlyMap<number, OutletMemory> {
  try {
    const content: unknown = JSON.parse(readFileSync(file, "utf8"));
    return new Map(Object.entries(fieldsOf(content)).flatMap(([evse, value]) => outletIn(Number(evse), value)));
  } catch {
    return new Map();
  }
}

/** Replaces the file as a whole, so that a kill at any moment leaves a readable one. */
export function rememberOutlets(file: string, outlets: ReadonlyMap<number, OutletMemory>): void {
  const fresh = `${file}.new`;
  writeFileSync(fresh, JSON.stringify(Object.fromEntries(outlets)));
  chmodSync(fresh, 0o600);
  renameSync(fresh, file);
}

function outletIn(evse: number, value: unknown): readonly (readonly [number, OutletMemory])[] {
  const registerWh = numberField(value, "registerWh");
  if (registerWh === undefined || !Number.isInteger(evse)) return [];
  const vehicle = vehicleIn(fieldsOf(value)["vehicle"]);
  return [[evse, { registerWh, ...(vehicle === undefined ? {} : { vehicle }) }]];
}

function vehicleIn(value: unknown): RememberedVehicle | undefined {
  const connector = numberField(value, "connector");
  const currentA = numberField(value, "currentA");
  const phases = numberField(value, "phases");
  const capacityWh = numberField(value, "capacityWh");
  const stateOfCharge = numberField(value, "stateOfCharge");
  if (connector === undefined || currentA === undefined || capacityWh === undefined || stateOfCharge === undefined)
    return undefined;
  const isPaused = fieldsOf(value)["isPaused"] === true;
  return { connector, currentA, phases: phases === 1 ? 1 : 3, capacityWh, stateOfCharge, isPaused };
}
