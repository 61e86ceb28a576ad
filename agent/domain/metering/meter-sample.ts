import type { Phase } from "#hal/core/charging";
import type { EpochMillis } from "#hal/core/units";

/** The measurands of OCPP that this station can give; the names are the norm's in every version. */
export const measurands = [
  "Energy.Active.Import.Register",
  "Power.Active.Import",
  "Current.Import",
  "Voltage",
  "Frequency",
  "Current.Offered",
  "Power.Offered",
] as const;
export type Measurand = (typeof measurands)[number];

/** Why the sample was taken; `other`: the price depends on it now. */
export type SampleContext = "periodic" | "clock" | "begin" | "end" | "trigger" | "other";

export interface MeasuredValue {
  readonly measurand: Measurand;
  /** "N" forms are phase to neutral. Absent for a value over all phases. */
  readonly phase?: Phase | `${Phase}-N`;
  readonly value: number;
  readonly unit: "Wh" | "W" | "A" | "V" | "Hz";
}

/** Values of one instant. */
export interface MeterSample {
  readonly at: EpochMillis;
  readonly context: SampleContext;
  readonly values: readonly MeasuredValue[];
}
