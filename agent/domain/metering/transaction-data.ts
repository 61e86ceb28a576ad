import type { EpochMillis, WattHours } from "#hal/core/units";
import type { MeasurandChoice } from "#agent/domain/metering/measurand-choice";
import type { Measurand, MeterSample, SampleContext } from "#agent/domain/metering/meter-sample";

/** The most entries of StopTransaction.transactionData: some 20 kB with every measurand of three phases would be a tenth of them. */
export const TRANSACTION_DATA_LIMIT = 100;

const REGISTER: Measurand = "Energy.Active.Import.Register";

/** What the operator wants to have with the end of a transaction. */
export interface EndedMeasurands {
  /** StopTxnSampledData. */
  readonly sampled: readonly MeasurandChoice[];
  /** StopTxnAlignedData. */
  readonly aligned: readonly MeasurandChoice[];
}

/** What the first and the last entry show: everything of both lists (OCPP 1.6 errata 3.14). */
export function boundaryMeasurands({ sampled, aligned }: EndedMeasurands): readonly MeasurandChoice[] {
  return [...new Set([...sampled, ...aligned])];
}

/** Where nothing but the register is known: the meter was silent, or the agent died meanwhile. */
export function registerSample(
  wanted: readonly MeasurandChoice[],
  context: SampleContext,
  register: { readonly energy: WattHours; readonly at: EpochMillis },
): readonly MeterSample[] {
  if (!wanted.includes(REGISTER)) return [];
  return [{ at: register.at, context, values: [{ measurand: REGISTER, value: register.energy, unit: "Wh" }] }];
}
