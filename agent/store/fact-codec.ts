import { evseId } from "#hal/core/charging";
import { AgentError } from "#hal/core/errors";
import { epochMillis, wattHours } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import type { MeasuredValue, Measurand, MeterSample, SampleContext } from "#agent/domain/metering/meter-sample";
import { type StationFact, type TransactionFact, transactionId } from "#agent/domain/transaction/station-fact";
import { corruptRow, FieldReader, parseBody, type RowPlace } from "#agent/store/field-reader";
import { stopCauses } from "#agent/store/stop-causes";
import { decodeValues, encodeValues } from "#agent/store/values-codec";

/**
 * The numbers of the layouts in which facts are written. Facts outlive program versions: a new layout gets a new number here and the decoder
 * keeps reading the old ones.
 */
const WHOLE = 1;
/** Values in few letters, without what the columns of the row say. */
const SHORT_VALUES = 2;

export interface EncodedFact {
  readonly format: number;
  readonly body: string;
}

/** @throws AgentError `store.bad-value` for a number that JSON cannot hold; such a fact could be written and never read again. */
export function encodeFact(fact: StationFact): EncodedFact {
  const isOfValues = fact.type === "transaction.updated" || fact.type === "meter.values";
  const short = isOfValues ? encodeValues(fact) : undefined;
  const body = short ?? JSON.stringify(fact);
  // What is no number would be written as null, which no fact has otherwise.
  if (body.includes("null")) checkNumbers(fact);
  return { format: short === undefined ? WHOLE : SHORT_VALUES, body };
}

function checkNumbers(fact: StationFact): void {
  JSON.stringify(fact, (field, value: unknown) => {
    if (typeof value === "number" && !Number.isFinite(value))
      throw new AgentError("store.bad-value", "a fact holds a number that is none", { type: fact.type, field });
    return value;
  });
}

/**
 * Out of the columns `format`, `body`, `transaction_id` and `seq_no`.
 * @throws AgentError `store.corrupt-row`
 */
export function decodeFact(place: RowPlace, row: FieldReader): StationFact {
  const format = row.integer("format");
  if (format === SHORT_VALUES) return decodeValues(place, row);
  if (format !== WHOLE) throw corruptRow(place, "format");
  const fields = new FieldReader(place, parseBody(place, row.text("body")));
  const type = fields.oneOf("type", factTypes);
  if (type === "meter.values")
    return {
      type,
      evse: evseId(fields.integer("evse")),
      at: epochMillis(fields.number("at")),
      samples: fields.list("samples").map(decodeSample),
    };
  return decodeTransactionFact(type, fields);
}

function decodeTransactionFact(type: TransactionFact["type"], fields: FieldReader): TransactionFact {
  const common = {
    transactionId: transactionId(fields.text("transactionId")),
    evse: evseId(fields.integer("evse")),
    seqNo: fields.integer("seqNo"),
    at: epochMillis(fields.number("at")),
  };
  switch (type) {
    case "transaction.started": {
      const reservationId = fields.optionalNumber("reservationId");
      return {
        type,
        ...common,
        token: idToken(fields.text("token")),
        meterStart: wattHours(fields.number("meterStart")),
        ...(reservationId === undefined ? {} : { reservationId }),
      };
    }
    case "transaction.updated":
      return { type, ...common, samples: fields.list("samples").map(decodeSample) };
    case "transaction.ended": {
      const token = fields.optionalText("token");
      return {
        type,
        ...common,
        meterStop: wattHours(fields.number("meterStop")),
        cause: fields.oneOf("cause", stopCauses),
        ...(token === undefined ? {} : { token: idToken(token) }),
        ...(fields.has("samples") ? { samples: fields.list("samples").map(decodeSample) } : {}),
      };
    }
  }
}

function decodeSample(fields: FieldReader): MeterSample {
  return {
    at: epochMillis(fields.number("at")),
    context: fields.oneOf("context", contexts),
    values: fields.list("values").map(decodeValue),
  };
}

function decodeValue(fields: FieldReader): MeasuredValue {
  const phase = fields.optionalOneOf("phase", phases);
  return {
    measurand: fields.oneOf("measurand", measurands),
    ...(phase === undefined ? {} : { phase }),
    value: fields.number("value"),
    unit: fields.oneOf("unit", units),
  };
}

const factTypes = {
  "transaction.started": true,
  "transaction.updated": true,
  "transaction.ended": true,
  "meter.values": true,
} as const satisfies Readonly<Record<StationFact["type"], true>>;

const contexts = {
  periodic: true,
  clock: true,
  begin: true,
  end: true,
  trigger: true,
  other: true,
} as const satisfies Readonly<Record<SampleContext, true>>;

const measurands = {
  "Energy.Active.Import.Register": true,
  "Power.Active.Import": true,
  "Current.Import": true,
  Voltage: true,
  Frequency: true,
  "Current.Offered": true,
  "Power.Offered": true,
} as const satisfies Readonly<Record<Measurand, true>>;

const phases = {
  L1: true,
  L2: true,
  L3: true,
  "L1-N": true,
  "L2-N": true,
  "L3-N": true,
} as const satisfies Readonly<Record<NonNullable<MeasuredValue["phase"]>, true>>;

const units = { Wh: true, W: true, A: true, V: true, Hz: true } as const satisfies Readonly<
  Record<MeasuredValue["unit"], true>
>;
