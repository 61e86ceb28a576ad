import type { MeterReading } from "#hal/core/charging";
import { amperes } from "#hal/core/units";
import type { MeterSample } from "#agent/domain/metering/meter-sample";
import { type Offer, sampleReading } from "#agent/domain/metering/sample-reading";
import { emptySeries, mergeSeries, withSample } from "#agent/domain/metering/sample-series";
import {
  boundaryMeasurands,
  type EndedMeasurands,
  registerSample,
  TRANSACTION_DATA_LIMIT,
} from "#agent/domain/metering/transaction-data";
import type { TransactionEnded, TransactionStarted } from "#agent/domain/transaction/station-fact";

/** Half of what is left beside the first entry and the last. */
const SERIES_LIMIT = TRANSACTION_DATA_LIMIT / 2 - 1;

/** Collects what StopTransaction carries of one transaction, in memory: the same values have left as MeterValues, or wait to. */
export class TransactionDataKeeper {
  #started: TransactionStarted | undefined;
  #first: MeterReading | undefined;
  #sampled = emptySeries;
  #aligned = emptySeries;

  start(fact: TransactionStarted, reading: MeterReading | undefined): void {
    this.#started = fact;
    this.#first = reading;
    this.#sampled = emptySeries;
    this.#aligned = emptySeries;
  }

  addSampled(sample: MeterSample): void {
    this.#sampled = withSample(this.#sampled, sample, SERIES_LIMIT);
  }

  addAligned(sample: MeterSample): void {
    this.#aligned = withSample(this.#aligned, sample, SERIES_LIMIT);
  }

  /** From Transaction.Begin to Transaction.End (OCPP 1.6 section 3.16.5); nothing when nothing is wanted. */
  end(
    fact: TransactionEnded,
    reading: MeterReading | undefined,
    wanted: EndedMeasurands,
    offer: Offer,
  ): readonly MeterSample[] {
    const measurands = boundaryMeasurands(wanted);
    const started = this.#started;
    if (measurands.length === 0 || started === undefined) return [];
    const { meterStart, at } = started;
    const { meterStop } = fact;
    const nothing = { ...offer, current: amperes(0) };
    const first = this.#first;
    return [
      ...(first === undefined
        ? registerSample(measurands, "begin", { energy: meterStart, at })
        : [sampleReading({ ...first, importEnergy: meterStart }, measurands, "begin", nothing)]),
      ...mergeSeries(this.#sampled, this.#aligned),
      ...(reading === undefined
        ? registerSample(measurands, "end", { energy: meterStop, at: fact.at })
        : [sampleReading({ ...reading, importEnergy: meterStop }, measurands, "end", offer)]),
    ];
  }
}
