import type { EpochMillis } from "#hal/core/units";
import type { Measurand, MeterSample } from "#agent/domain/metering/meter-sample";

/** One instant of a session's curve. */
export interface CurvePoint {
  readonly at: EpochMillis;
  readonly powerW: number | undefined;
  readonly importWh: number | undefined;
}

/** A picture has no use for more. */
export const MOST_POINTS = 500;

/** The curve of a session from its samples, in order of time. Where the power was not sampled it is what the register says in between. */
export function sessionCurve(samples: readonly MeterSample[]): readonly CurvePoint[] {
  const sorted = [...samples].sort((a, b) => a.at - b.at);
  const points: CurvePoint[] = [];
  for (const sample of sorted) {
    const before = points.at(-1);
    const point = pointOf(sample, before);
    if (point === undefined) continue;
    // What the end of a transaction repeats was told while it ran.
    if (before?.at === point.at) points.pop();
    points.push(before?.at === point.at ? joined(before, point) : point);
  }
  return thinned(points);
}

function pointOf(sample: MeterSample, before: CurvePoint | undefined): CurvePoint | undefined {
  const importWh = valueOf(sample, "Energy.Active.Import.Register");
  const powerW = valueOf(sample, "Power.Active.Import") ?? meanPower(sample.at, importWh, before);
  if (importWh === undefined && powerW === undefined) return undefined;
  return { at: sample.at, powerW, importWh };
}

/** Over all phases, or the sum of those that were told. */
function valueOf({ values }: MeterSample, measurand: Measurand): number | undefined {
  const own = values.filter((each) => each.measurand === measurand);
  const whole = own.find(({ phase }) => phase === undefined);
  if (whole !== undefined) return whole.value;
  return own.length === 0 ? undefined : own.reduce((sum, { value }) => sum + value, 0);
}

function meanPower(at: EpochMillis, importWh: number | undefined, before: CurvePoint | undefined): number | undefined {
  if (importWh === undefined || before?.importWh === undefined || at <= before.at) return undefined;
  return Math.max(0, ((importWh - before.importWh) * 3_600_000) / (at - before.at));
}

function joined(before: CurvePoint, point: CurvePoint): CurvePoint {
  return { at: point.at, powerW: point.powerW ?? before.powerW, importWh: point.importWh ?? before.importWh };
}

/** Every so manyth, and the last. */
function thinned(points: readonly CurvePoint[]): readonly CurvePoint[] {
  const step = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_point, i) => i % step === 0 || i === points.length - 1);
}
