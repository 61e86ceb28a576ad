import { hasCode } from "#hal/core/errors";
import type { ChargingPrice } from "#agent/domain/cost/price";
import { readChargingPrice } from "#agent/domain/cost/price-fields";
import { JsonFields } from "#agent/domain/data/json-fields";

/** What whoever comes by pays: the key DefaultPrice, and with texts alone DefaultPriceText of a language. */
export interface DefaultPrice {
  readonly text: string;
  /** Shown instead while there is no back end that could tell a better one. */
  readonly offlineText?: string;
  /** What a transaction that begins offline is reckoned with. */
  readonly charging?: ChargingPrice;
}

/** Undefined for an empty key and for one that cannot be read. */
export function readDefaultPrice(key: string): DefaultPrice | undefined {
  if (key === "") return undefined;
  try {
    return decode(JsonFields.parse(key));
  } catch (error) {
    if (hasCode(error, "data.unreadable")) return undefined;
    throw error;
  }
}

/** Empty is no price, and allowed. */
export function isDefaultPrice(key: string): boolean {
  return key === "" || readDefaultPrice(key) !== undefined;
}

function decode(fields: JsonFields): DefaultPrice {
  const offlineText = fields.optionalText("priceTextOffline");
  const charging = fields.optionalObject("chargingPrice");
  return {
    text: fields.text("priceText"),
    ...(offlineText === undefined ? {} : { offlineText }),
    ...(charging === undefined ? {} : { charging: readChargingPrice(charging) }),
  };
}
