import type { Amperes } from "#hal/core/units";

/**
 * What the board puts on the control pilot: steady +12 V (present, nothing offered), 1 kHz PWM (an offer in amperes per phase) or
 * steady -12 V (not available).
 */
export type PilotSignal =
  { readonly kind: "steady" } | { readonly kind: "pwm"; readonly amps: Amperes } | { readonly kind: "negative" };

export const steady: PilotSignal = { kind: "steady" };
export const negative: PilotSignal = { kind: "negative" };
export const pwm = (amps: Amperes): PilotSignal => ({ kind: "pwm", amps });

export function sameSignal(a: PilotSignal, b: PilotSignal): boolean {
  return a.kind === b.kind && (a.kind !== "pwm" || b.kind !== "pwm" || a.amps === b.amps);
}
