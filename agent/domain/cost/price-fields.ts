import type { ChargingPrice, IdlePrice, PriceTexts } from "#agent/domain/cost/price";
import type { JsonFields } from "#agent/domain/data/json-fields";

export function readChargingPrice(fields: JsonFields): ChargingPrice {
  return pick(fields, ["kWhPrice", "hourPrice", "flatFee"]);
}

export function readIdlePrice(fields: JsonFields): IdlePrice {
  return pick(fields, ["graceMinutes", "hourPrice"]);
}

/** `priceText` with its translations; undefined where there is none. */
export function readTexts(fields: JsonFields): PriceTexts | undefined {
  const text = fields.optionalText("priceText");
  if (text === undefined) return undefined;
  const extra = fields
    .optionalObjects("priceTextExtra")
    .map((each) => ({ language: each.text("language"), text: each.text("content") }));
  return { text, extra };
}

function pick<Name extends string>(fields: JsonFields, names: readonly Name[]): Partial<Record<Name, number>> {
  const found: Partial<Record<Name, number>> = {};
  for (const name of names) {
    const value = fields.optionalNumber(name);
    if (value !== undefined) found[name] = value;
  }
  return found;
}
