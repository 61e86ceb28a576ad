import type { ChargingProfile, InstalledProfile } from "#agent/domain/smart-charging/charging-profile";
import type { Outlet } from "#agent/domain/smart-charging/limit-at";

/** What one second allows. */
export interface Second {
  readonly amperes: number;
  readonly phases: number;
}

interface Stroke {
  readonly amperes: number;
  readonly phases: number;
  readonly minimum: number;
}

type Canvas = (Stroke | undefined)[];

/**
 * The same question as `compositeSchedule`, answered by brute force and by another method: each profile is painted second by second on a canvas,
 * the lowest stack level first so that the higher ones cover it, and the canvases are laid over each other at the end.
 */
export function naiveComposite(
  profiles: readonly InstalledProfile[],
  outlet: Outlet,
  from: number,
  length: number,
): readonly Second[] {
  const paint = (wanted: (each: InstalledProfile) => boolean): Canvas => {
    const canvas: Canvas = Array.from({ length }, () => undefined);
    const inOrder = profiles.filter(wanted).sort((a, b) => a.profile.stackLevel - b.profile.stackLevel);
    for (const { profile } of inOrder)
      for (let second = 0; second < length; second++) {
        const stroke = strokeOf(profile, outlet, from + second * 1000);
        if (stroke !== undefined) canvas[second] = stroke;
      }
    return canvas;
  };
  const whole = paint(({ profile }) => profile.purpose === "stationMax");
  const own = paint(
    ({ evse, profile }) =>
      profile.purpose === "tx" && evse === outlet.evse && profile.transaction === outlet.transaction,
  );
  const here = paint(({ evse, profile }) => profile.purpose === "txDefault" && evse === outlet.evse);
  const everywhere = paint(({ evse, profile }) => profile.purpose === "txDefault" && evse === 0);
  return Array.from({ length }, (_, second) => {
    const layers = [whole[second], own[second] ?? here[second] ?? everywhere[second]];
    const strokes = layers.filter((stroke) => stroke !== undefined);
    if (strokes.length === 0) return { amperes: outlet.ceiling, phases: outlet.phases };
    const lowest = Math.min(...strokes.map((stroke) => stroke.amperes));
    const isTooLittle = strokes.some((stroke) => lowest < stroke.minimum);
    return {
      amperes: isTooLittle ? 0 : Math.min(lowest, outlet.ceiling),
      phases: Math.min(outlet.phases, ...strokes.map((stroke) => stroke.phases)),
    };
  });
}

function strokeOf(profile: ChargingProfile, outlet: Outlet, at: number): Stroke | undefined {
  if (profile.validFrom !== undefined && at < profile.validFrom) return undefined;
  if (profile.validTo !== undefined && at >= profile.validTo) return undefined;
  const elapsed = elapsedIn(profile, outlet, at);
  if (elapsed === undefined) return undefined;
  const { unit, periods, minimumRate } = profile.schedule;
  let current = periods[0];
  for (const period of periods) if (period.start <= elapsed) current = period;
  if (current === undefined) return undefined;
  const phases = current.phases ?? outlet.phases;
  const divisor = unit === "W" ? 230 * phases : 1;
  return { amperes: current.limit / divisor, minimum: (minimumRate ?? 0) / divisor, phases };
}

/** Milliseconds into the schedule, found by walking from one start to the next. */
function elapsedIn(profile: ChargingProfile, outlet: Outlet, at: number): number | undefined {
  const { startsAt, duration } = profile.schedule;
  let start: number = profile.kind === "relative" ? outlet.startedAt : (startsAt ?? Number.NaN);
  const day = 86_400_000;
  const length = profile.recurrency === "weekly" ? 7 * day : day;
  if (profile.kind === "recurring") while (start + length <= at) start += length;
  const elapsed = at - start;
  if (!(elapsed >= 0)) return undefined;
  return duration === undefined || elapsed < duration ? elapsed : undefined;
}
