import { evseId } from "#hal/core/charging";
import { type EpochMillis, epochMillis, wattHours } from "#hal/core/units";
import type { FinalCost } from "#agent/domain/cost/cost-messages";
import type { TransactionCost } from "#agent/domain/cost/outlet-cost";
import type { Prices, PriceTexts } from "#agent/domain/cost/price";
import type { RunningCost } from "#agent/domain/cost/running-cost";
import { transactionId } from "#agent/domain/transaction/station-fact";
import { corruptRow, FieldReader, parseBody, type RowPlace } from "#agent/store/field-reader";

/** The number of the layout in which costs are written now; the decoder keeps reading older ones. */
export const costFormat = 1;

/** As it was stamped, and the era of the stamp in it: undefined where there is none, or the time was known. */
export interface StampedCost {
  readonly cost: TransactionCost;
  readonly era: number | undefined;
}

export function encodeCost({ cost, era }: StampedCost): string {
  return JSON.stringify({ ...cost, unpluggedEra: era });
}

/** @throws AgentError `store.corrupt-row` */
export function decodeCost(place: RowPlace, format: number, body: string): StampedCost {
  if (format !== costFormat) throw corruptRow(place, "format");
  const fields = new FieldReader(place, parseBody(place, body));
  return { cost: costIn(fields), era: fields.optionalNumber("unpluggedEra") };
}

function costIn(fields: FieldReader): TransactionCost {
  const unpluggedAt = fields.optionalNumber("unpluggedAt");
  return {
    transactionId: transactionId(fields.text("transactionId")),
    evse: evseId(fields.integer("evse")),
    stage: fields.oneOf("stage", stages),
    ...(fields.has("userPrice") ? { userPrice: decodeTexts(fields.object("userPrice")) } : {}),
    ...(fields.has("running") ? { running: decodeRunning(fields.object("running")) } : {}),
    ...(fields.has("final") ? { final: decodeFinal(fields.object("final")) } : {}),
    ...(unpluggedAt === undefined ? {} : { unpluggedAt: epochMillis(unpluggedAt) }),
  };
}

function decodeRunning(fields: FieldReader): RunningCost {
  const idleSince = fields.optionalNumber("idleSince");
  return {
    from: fields.oneOf("from", origins),
    cost: fields.number("cost"),
    at: epochMillis(fields.number("at")),
    energy: wattHours(fields.number("energy")),
    ...(idleSince === undefined ? {} : { idleSince: epochMillis(idleSince) }),
    prices: decodePrices(fields.object("prices")),
    ...(fields.has("next") ? { next: decodeNext(fields.object("next")) } : {}),
  };
}

function decodeNext(fields: FieldReader): { readonly at: EpochMillis; readonly prices: Prices } {
  return { at: epochMillis(fields.number("at")), prices: decodePrices(fields.object("prices")) };
}

function decodePrices(fields: FieldReader): Prices {
  return {
    charging: decodeNumbers(fields.object("charging"), ["kWhPrice", "hourPrice", "flatFee"]),
    ...(fields.has("idle") ? { idle: decodeNumbers(fields.object("idle"), ["graceMinutes", "hourPrice"]) } : {}),
  };
}

function decodeNumbers<Name extends string>(fields: FieldReader, names: readonly Name[]) {
  const found: Partial<Record<Name, number>> = {};
  for (const name of names) if (fields.has(name)) found[name] = fields.number(name);
  return found;
}

function decodeFinal(fields: FieldReader): FinalCost {
  const qrCode = fields.optionalText("qrCode");
  return {
    cost: fields.number("cost"),
    ...(fields.has("texts") ? { texts: decodeTexts(fields.object("texts")) } : {}),
    ...(qrCode === undefined ? {} : { qrCode }),
  };
}

function decodeTexts(fields: FieldReader): PriceTexts {
  return {
    text: fields.text("text"),
    extra: fields.list("extra").map((each) => ({ language: each.text("language"), text: each.text("text") })),
  };
}

const stages = { running: true, occupying: true, over: true } as const satisfies Readonly<
  Record<TransactionCost["stage"], true>
>;
const origins = { backEnd: true, default: true } as const satisfies Readonly<Record<RunningCost["from"], true>>;
