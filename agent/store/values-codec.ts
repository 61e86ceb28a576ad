import { evseId } from "#hal/core/charging";
import { epochMillis } from "#hal/core/units";
import type { MeasuredValue, Measurand, MeterSample, SampleContext } from "#agent/domain/metering/meter-sample";
import { type MeterValuesTaken, type TransactionUpdated, transactionId } from "#agent/domain/transaction/station-fact";
import { corruptRow, type FieldReader, listIn, parseBody, type RowPlace } from "#agent/store/field-reader";

type Values = TransactionUpdated | MeterValuesTaken;
type ValuePhase = NonNullable<MeasuredValue["phase"]>;

/** Values come every few seconds and wear the flash: `{"I1":16.2,"U1N":230.4}` says what takes 150 letters in full. */
const words = {
  E: ["Energy.Active.Import.Register", "Wh"],
  P: ["Power.Active.Import", "W"],
  I: ["Current.Import", "A"],
  U: ["Voltage", "V"],
  F: ["Frequency", "Hz"],
  IO: ["Current.Offered", "A"],
  PO: ["Power.Offered", "W"],
} as const satisfies Readonly<Record<string, readonly [Measurand, MeasuredValue["unit"]]>>;

type Word = (typeof words)[keyof typeof words];
const wordOf: ReadonlyMap<string, Word> = new Map(Object.entries(words));
const codeOf: ReadonlyMap<string, string> = new Map(
  Object.entries(words).map(([code, [measurand]]) => [measurand, code]),
);

const phaseOf: ReadonlyMap<string, ValuePhase> = new Map([
  ["1", "L1"],
  ["2", "L2"],
  ["3", "L3"],
  ["1N", "L1-N"],
  ["2N", "L2-N"],
  ["3N", "L3-N"],
]);
const suffixOf: ReadonlyMap<ValuePhase, string> = new Map([...phaseOf].map(([suffix, phase]) => [phase, suffix]));

const contextOf: ReadonlyMap<unknown, SampleContext> = new Map(
  (["periodic", "clock", "begin", "end", "trigger", "other"] as const).map((context) => [context, context]),
);

/** Without what the columns of the row say. Undefined for what these words have no room for, such as a value that is there twice. */
export function encodeValues({ evse, at, samples }: Values): string | undefined {
  const rows = samples.map((sample) => {
    const values = keyed(sample);
    const after = sample.at - at;
    return values === undefined || at + after !== sample.at ? undefined : [after, sample.context, values];
  });
  return rows.includes(undefined) ? undefined : JSON.stringify([evse, at, rows]);
}

function keyed({ values }: MeterSample): Readonly<Record<string, number>> | undefined {
  const entries = new Map<string, number>();
  for (const { measurand, phase, value, unit } of values) {
    const code = codeOf.get(measurand) ?? "";
    if (wordOf.get(code)?.[1] !== unit) return undefined;
    entries.set(code + (phase === undefined ? "" : (suffixOf.get(phase) ?? "")), value);
  }
  return entries.size === values.length ? Object.fromEntries(entries) : undefined;
}

/** @throws AgentError `store.corrupt-row` */
export function decodeValues(place: RowPlace, row: FieldReader): Values {
  const [evse, at, samples] = listIn(place, parseBody(place, row.text("body")));
  const common = { evse: evseId(integerOf(place, evse)), at: epochMillis(numberOf(place, at)) };
  const taken = listIn(place, samples).map((sample) => decodeSample(place, sample, common.at));
  const owner = row.optionalText("transaction_id");
  if (owner === undefined) return { type: "meter.values", ...common, samples: taken };
  const own = { transactionId: transactionId(owner), seqNo: row.integer("seq_no") };
  return { type: "transaction.updated", ...own, ...common, samples: taken };
}

function decodeSample(place: RowPlace, sample: unknown, at: number): MeterSample {
  const [after, name, values] = listIn(place, sample);
  const context = contextOf.get(name);
  if (context === undefined || typeof values !== "object" || values === null) throw corruptRow(place, "body");
  return {
    at: epochMillis(at + numberOf(place, after)),
    context,
    values: Object.entries(values).map(([key, value]) => decodeValue(place, key, value)),
  };
}

function decodeValue(place: RowPlace, key: string, given: unknown): MeasuredValue {
  const [, code = "", suffix] = /^([A-Z]+)([123]N?)?$/.exec(key) ?? [];
  const word = wordOf.get(code);
  if (word === undefined) throw corruptRow(place, "body");
  const [measurand, unit] = word;
  const phase = suffix === undefined ? undefined : phaseOf.get(suffix);
  return { measurand, ...(phase === undefined ? {} : { phase }), value: numberOf(place, given), unit };
}

function numberOf(place: RowPlace, value: unknown): number {
  if (typeof value !== "number" || !Number.isFinite(value)) throw corruptRow(place, "body");
  return value;
}

function integerOf(place: RowPlace, value: unknown): number {
  const number = numberOf(place, value);
  if (!Number.isSafeInteger(number)) throw corruptRow(place, "body");
  return number;
}
