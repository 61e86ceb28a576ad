import type { Millis } from "#hal/core/units";
import type { MeasurandChoice } from "#agent/domain/metering/measurand-choice";
import type { EndedMeasurands } from "#agent/domain/metering/transaction-data";
import type { Variables } from "#agent/control/variables";

/** What is read of a meter, and when. */
export interface SamplingSettings {
  /** Between the samples of a transaction; 0 takes none. */
  readonly interval: Millis;
  readonly measurands: readonly MeasurandChoice[];
  /** Taken by the clock. */
  readonly aligned: readonly MeasurandChoice[];
  readonly ended: EndedMeasurands;
}

export function samplingSettings(variables: Pick<Variables, "get">): SamplingSettings {
  return {
    interval: variables.get("meterValueSampleInterval"),
    measurands: variables.get("meterValuesSampledData"),
    aligned: variables.get("meterValuesAlignedData"),
    ended: { sampled: variables.get("stopTxnSampledData"), aligned: variables.get("stopTxnAlignedData") },
  };
}
