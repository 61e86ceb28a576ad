import type { MeterReading, Phase, PhaseReading } from "#hal/core/charging";
import { type Amperes, amperes } from "#hal/core/units";
import { type MeasurandChoice, readChoices } from "#agent/domain/metering/measurand-choice";
import type { MeasuredValue, Measurand, MeterSample, SampleContext } from "#agent/domain/metering/meter-sample";

const phaseNames = ["L1", "L2", "L3"] as const satisfies readonly Phase[];

/** What the station itself contributes to a sample. */
export interface Offer {
  /** Per phase; 0 while nothing is offered. */
  readonly current: Amperes;
  readonly phases: 1 | 3;
}

/** The wanted measurands of one reading, in the order of the list. What the meter does not measure is left out. */
export function sampleReading(
  reading: MeterReading,
  wanted: readonly MeasurandChoice[],
  context: SampleContext,
  offer: Offer,
): MeterSample {
  const values = readChoices(wanted).flatMap(({ measurand, line }) =>
    line === undefined ? valuesOf(reading, measurand, offer) : valuesOfLine(reading, measurand, line),
  );
  return { at: reading.at, context, values: values.filter(isFirst) };
}

/** A list may name a phase beside the whole, which tells it already. */
function isFirst({ measurand, phase }: MeasuredValue, place: number, values: readonly MeasuredValue[]): boolean {
  return values.findIndex((value) => value.measurand === measurand && value.phase === phase) === place;
}

function valuesOfLine(reading: MeterReading, measurand: Measurand, line: Phase): readonly MeasuredValue[] {
  const power = reading.phases[line]?.power;
  if (measurand === "Power.Active.Import")
    return power === undefined ? [] : [{ measurand, phase: line, value: power, unit: "W" }];
  return valuesOf(reading, measurand, noOffer).filter(({ phase }) => phase === line || phase === `${line}-N`);
}

function valuesOf(reading: MeterReading, measurand: Measurand, offer: Offer): readonly MeasuredValue[] {
  switch (measurand) {
    case "Energy.Active.Import.Register":
      return [{ measurand, value: reading.importEnergy, unit: "Wh" }];
    case "Power.Active.Import":
      return reading.power === undefined ? [] : [{ measurand, value: reading.power, unit: "W" }];
    case "Frequency":
      return reading.frequencyHz === undefined ? [] : [{ measurand, value: reading.frequencyHz, unit: "Hz" }];
    case "Current.Import":
      return perPhase(
        reading,
        (phase) => phase.current,
        (phase, value) => ({ measurand, phase, value, unit: "A" }),
      );
    case "Voltage":
      return perPhase(
        reading,
        (phase) => phase.voltage,
        (phase, value) => ({
          measurand,
          phase: `${phase}-N` as const,
          value,
          unit: "V",
        }),
      );
    case "Current.Offered":
      return [{ measurand, value: offer.current, unit: "A" }];
    case "Power.Offered":
      return [{ measurand, value: offer.current * offer.phases * NOMINAL_VOLTAGE, unit: "W" }];
  }
}

/** What is offered has no phases, so it is not asked for. */
const noOffer: Offer = { current: amperes(0), phases: 3 };

/** Offered power is a promise, so it is reckoned with the nominal voltage and not with the one of the moment. */
const NOMINAL_VOLTAGE = 230;

function perPhase(
  reading: MeterReading,
  pick: (phase: PhaseReading) => number | undefined,
  make: (phase: Phase, value: number) => MeasuredValue,
): readonly MeasuredValue[] {
  return phaseNames.flatMap((phase) => {
    const phaseReading = reading.phases[phase];
    const value = phaseReading === undefined ? undefined : pick(phaseReading);
    return value === undefined ? [] : [make(phase, value)];
  });
}
