/** Quantities carry their unit in the type, so that watts never pass for amperes. Each is a plain number at run time. */
declare const unit: unique symbol;
export type Quantity<Unit extends string> = number & { readonly [unit]: Unit };

/** A length of time in milliseconds. */
export type Millis = Quantity<"ms">;
/** A point in wall time: milliseconds since 1970-01-01T00:00:00Z. It may step; never subtract two of them to measure a duration. */
export type EpochMillis = Quantity<"ms since epoch">;
/** Current per phase. */
export type Amperes = Quantity<"A">;
export type Volts = Quantity<"V">;
/** Active power over all phases unless a phase is named. */
export type Watts = Quantity<"W">;
/** Energy as the meter's register counts it. */
export type WattHours = Quantity<"Wh">;

export const millis = (value: number): Millis => value as Millis;
export const seconds = (value: number): Millis => (value * 1000) as Millis;
export const minutes = (value: number): Millis => (value * 60_000) as Millis;
export const hours = (value: number): Millis => (value * 3_600_000) as Millis;
export const epochMillis = (value: number): EpochMillis => value as EpochMillis;
export const amperes = (value: number): Amperes => value as Amperes;
export const volts = (value: number): Volts => value as Volts;
export const watts = (value: number): Watts => value as Watts;
export const wattHours = (value: number): WattHours => value as WattHours;

/** RFC 3339 in UTC with milliseconds, as OCPP wants it. */
export function isoTime(at: EpochMillis): string {
  return new Date(at).toISOString();
}
