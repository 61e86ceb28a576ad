import type { Amperes, EpochMillis, Volts, WattHours, Watts } from "#hal/core/units";

/** Control pilot level of IEC 61851-1: A no vehicle, B connected, C asks for energy, D asks and needs ventilation, E pilot shorted, F not available. */
export type PilotLevel = "A" | "B" | "C" | "D" | "E" | "F";

/** 1.. on a station; 1.6 calls it connectorId. */
export type EvseId = number & { readonly evseId: true };
export const evseId = (value: number): EvseId => value as EvseId;

export type Phase = "L1" | "L2" | "L3";

/** One look at the energy meter, all values of the same instant. What the model does not measure is absent. */
export interface MeterReading {
  readonly at: EpochMillis;
  /** The register as the meter counts it, never reset per session. May have fractions of a watt-hour. */
  readonly importEnergy: WattHours;
  readonly power?: Watts;
  readonly frequencyHz?: number;
  readonly phases: Readonly<Partial<Record<Phase, PhaseReading>>>;
}

export interface PhaseReading {
  readonly voltage?: Volts;
  /** Signed: negative when energy flows back. */
  readonly current?: Amperes;
  readonly power?: Watts;
}

/** What can be wrong with the hardware; severity and OCPP code are in the agent's fault catalogue. Names follow the ChargeX MREC list where it has one. */
export type FaultCode =
  | "board.silent"
  | "board.pilot"
  | "board.diode"
  | "board.ground"
  | "board.residual-current"
  | "board.self-test"
  | "board.contactor-welded"
  | "board.contactor-open"
  | "board.over-temperature"
  | "board.over-current"
  | "board.ventilation"
  | "outlet.stray-energy"
  | "lock.jammed"
  | "meter.silent"
  | "meter.implausible"
  | "reader.silent"
  | "reported.fault"
  | "reported.warning";

/** How a source with a list of faults of its own calls one of them; goes with the codes `reported.*`. */
export interface FaultWords {
  /** The word of a list that others share, such as `GroundFailure`. */
  readonly shared: string;
  /** The source's own code. */
  readonly own?: string;
}
