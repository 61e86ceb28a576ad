import type { Phase } from "#hal/core/charging";
import type { Millis } from "#hal/core/units";
import type { LineSettings } from "#hal/links/byte-link";
import type { ReadLimits, RegisterBlock, RegisterPoint } from "#hal/modbus/register-map";

/** All that the driver must know of a meter, as data. Points give Wh, W, Hz, V and A. */
export interface MeterModel {
  /** As board files name it. */
  readonly id: string;
  readonly vendor: string;
  readonly model: string;
  /** As delivered; the installer may have set the device otherwise. */
  readonly factory: LineSettings & { readonly unit: number };
  /** The longest that the meter takes to begin its answer. */
  readonly response: Millis;
  readonly limits: ReadLimits;
  /** A register that tells which model this is, and what it holds in this one. */
  readonly modelCode?: { readonly point: RegisterPoint; readonly accepted: readonly number[] };
  readonly serialNumber?: SerialNumber;
  /** The total import register. Where it lies in several registers their sum counts. */
  readonly importEnergy: readonly RegisterPoint[];
  /** Over all phases; positive is import. */
  readonly power: RegisterPoint;
  readonly frequency: RegisterPoint;
  readonly phases: Readonly<Partial<Record<Phase, PhasePoints>>>;
  /** `ofPower`: the current registers hold magnitudes, the sign is that of the phase's power. */
  readonly currentSign: "measured" | "ofPower";
}

export interface PhasePoints {
  readonly voltage: RegisterPoint;
  readonly current: RegisterPoint;
  readonly power: RegisterPoint;
}

export type SerialNumber =
  | { readonly kind: "number"; readonly point: RegisterPoint }
  /** ASCII, one character in the low byte of each register or two in each. */
  | { readonly kind: "text"; readonly block: RegisterBlock; readonly charactersPerRegister: 1 | 2 };

/** Three phases whose values lie at a fixed distance from each other, the way all meters have them. */
export function threePhases(at: (phase: number) => PhasePoints): Readonly<Record<Phase, PhasePoints>> {
  return { L1: at(0), L2: at(1), L3: at(2) };
}
