import type { MeterSample } from "#agent/domain/metering/meter-sample";

/** Samples of one kind, thinned out evenly once they become too many. */
export interface SampleSeries {
  readonly kept: readonly MeterSample[];
  /** One out of so many is kept. */
  readonly stride: number;
  readonly seen: number;
}

export const emptySeries: SampleSeries = { kept: [], stride: 1, seen: 0 };

/** Takes in a sample; of more than `limit` every second one is dropped, and of those to come as many (OCPP 1.6 errata 3.91). */
export function withSample(series: SampleSeries, sample: MeterSample, limit: number): SampleSeries {
  const { stride } = series;
  const seen = series.seen + 1;
  if (series.seen % stride !== 0) return { ...series, seen };
  const kept = [...series.kept, sample];
  if (kept.length <= limit) return { kept, stride, seen };
  return { kept: kept.filter((_each, place) => place % 2 === 0), stride: stride * 2, seen };
}

/** Several series in order of time. */
export function mergeSeries(...series: readonly SampleSeries[]): readonly MeterSample[] {
  return series.flatMap(({ kept }) => kept).sort((a, b) => a.at - b.at);
}
