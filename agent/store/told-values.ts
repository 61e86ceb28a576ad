import type { Clock } from "#hal/core/clock";
import type { Measurand, MeterSample } from "#agent/domain/metering/meter-sample";
import type { TransactionFact, TransactionId } from "#agent/domain/transaction/station-fact";
import type { Statement } from "#agent/store/database";
import { encodeFact, factFormat } from "#agent/store/fact-codec";
import { wholeMillis } from "#agent/store/sql-values";
import type { WriteBehind } from "#agent/store/write-behind";

type Values = Extract<TransactionFact, { readonly type: "transaction.updated" }>;

/** More are thinned out, should the disk take nothing for hours: it is a curve for people. */
const MOST_SAMPLES = 360;

export interface ToldValuesOptions {
  readonly behind: Pick<WriteBehind, "hold" | "written">;
  readonly clock: Pick<Clock, "now">;
  /** Into the table of facts, as delivered. */
  readonly insert: Statement;
}

/**
 * Values that the back end took before they were on disk. Nobody has to be told of them any more; they are kept for the curve of their session,
 * those of a minute as one row.
 */
export class ToldValues {
  readonly #options: ToldValuesOptions;
  readonly #told = new Map<TransactionId, Values>();

  constructor(options: ToldValuesOptions) {
    this.#options = options;
    options.behind.written.listen(() => {
      this.#told.clear();
    });
  }

  add(position: number, fact: Values, era: number | null): void {
    const before = this.#told.get(fact.transactionId)?.samples ?? [];
    const samples = [...before, ...fact.samples.map(forCurve)];
    const whole = {
      ...fact,
      samples: samples.length > MOST_SAMPLES ? samples.filter((_sample, i) => i % 2 === 0) : samples,
    };
    this.#told.set(fact.transactionId, whole);
    const settledAt = wholeMillis(this.#options.clock.now());
    const write = () => {
      const { transactionId, seqNo, type } = whole;
      const body = encodeFact(whole);
      this.#options.insert.run({ position, transactionId, seqNo, type, format: factFormat, body, era, settledAt });
    };
    const place = { name: "settlement", subject: fact.type } as const;
    this.#options.behind.hold(`told:${fact.transactionId}`, write, { place });
  }
}

/** The rest has been told, and would wear the flash. */
const curveMeasurands: ReadonlySet<Measurand> = new Set(["Energy.Active.Import.Register", "Power.Active.Import"]);

function forCurve(sample: MeterSample): MeterSample {
  return { ...sample, values: sample.values.filter(({ measurand }) => curveMeasurands.has(measurand)) };
}
