import { isoTime } from "#hal/core/units";
import type { MeasuredValue, MeterSample, SampleContext } from "#agent/domain/metering/meter-sample";
import type { Request } from "#agent/ocpp/dialects/v16/route-16";

type MeterValue = Request<"MeterValues">["meterValue"][number];
type SampledValue = MeterValue["sampledValue"][number];

const contexts = {
  periodic: "Sample.Periodic",
  clock: "Sample.Clock",
  begin: "Transaction.Begin",
  end: "Transaction.End",
  trigger: "Trigger",
  other: "Other",
} as const satisfies Record<SampleContext, SampledValue["context"]>;

/** 1.001 kWh times 1000 is 1000.9999999999999 in binary; that is not a watt-hour less. */
const BINARY_DUST = 1e-6;

/**
 * Whole watt-hours, always rounded down: energy that has not fully flowed is never billed, and because start, samples and stop are rounded
 * the same way they rise together and add up over transactions.
 */
export function wholeWattHours(energy: number): number {
  return Math.floor(energy + BINARY_DUST);
}

/** Samples without values are left out, because a MeterValue may not be empty. */
export function encodeSamples(samples: readonly MeterSample[]): MeterValue[] {
  return samples.flatMap((sample) => encodeSample(sample) ?? []);
}

function encodeSample(sample: MeterSample): MeterValue | undefined {
  if (sample.values.length === 0) return undefined;
  return {
    timestamp: isoTime(sample.at),
    sampledValue: sample.values.map((value) => encodeValue(value, sample.context)),
  };
}

/** Context, format, measurand and location are written even where they are the default, because servers differ in what they assume. */
function encodeValue(value: MeasuredValue, context: SampleContext): SampledValue {
  return {
    value: decimal(value.unit === "Wh" ? wholeWattHours(value.value) : value.value),
    context: contexts[context],
    format: "Raw",
    measurand: value.measurand,
    location: "Outlet",
    ...(value.phase === undefined ? {} : { phase: value.phase }),
    ...(value.unit === "Hz" ? {} : { unit: value.unit }),
  };
}

/** At most three decimals, never an exponent, never "-0". */
function decimal(value: number): string {
  const text = value.toFixed(3).replace(/\.?0+$/, "");
  return text === "-0" ? "0" : text;
}
