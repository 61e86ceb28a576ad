import type { TimeOffsets } from "#agent/domain/cost/local-time";
import { parseOffset, parseTime } from "#agent/domain/cost/local-time";
import { type DefaultPrice, readDefaultPrice } from "#agent/domain/cost/default-price";
import type { ChargingPrice, PriceTexts } from "#agent/domain/cost/price";
import { languages } from "#agent/domain/variables/catalogue/pricing";
import type { Variables } from "#agent/control/variables";
import { millis } from "#hal/core/units";

/** The operation variables of prices, in the words of the program. */
export interface PriceSettings {
  readonly language: string;
  readonly decimals: number;
  readonly offsets: TimeOffsets;
  /** Undefined where the operator has set none. */
  readonly online?: PriceTexts;
  readonly offline?: PriceTexts;
  readonly charging?: ChargingPrice;
}

export function priceSettings(variables: Pick<Variables, "get">): PriceSettings {
  const price = readDefaultPrice(variables.get("defaultPrice"));
  const inLanguages = languages.flatMap((language) => {
    const text = readDefaultPrice(variables.get(`defaultPriceText,${language}`));
    return text === undefined ? [] : [{ language, text }];
  });
  const online = textsOf(price, inLanguages, ({ text }) => text);
  const offline = textsOf(price, inLanguages, ({ text, offlineText }) => offlineText ?? text);
  return {
    language: variables.get("language"),
    decimals: variables.get("numberOfDecimalsForCostValues"),
    offsets: timeOffsets(variables),
    ...(online === undefined ? {} : { online }),
    ...(offline === undefined ? {} : { offline }),
    ...(price?.charging === undefined ? {} : { charging: price.charging }),
  };
}

type InLanguage = readonly { readonly language: string; readonly text: DefaultPrice }[];

/** Without a price of the site the first language that has one stands for it. */
function textsOf(
  price: DefaultPrice | undefined,
  inLanguages: InLanguage,
  pick: (price: DefaultPrice) => string,
): PriceTexts | undefined {
  const basis = price ?? inLanguages[0]?.text;
  if (basis === undefined) return undefined;
  return { text: pick(basis), extra: inLanguages.map(({ language, text }) => ({ language, text: pick(text) })) };
}

/** How far the site's clock is ahead of UTC. */
export function timeOffsets(variables: Pick<Variables, "get">): TimeOffsets {
  const offset = parseOffset(variables.get("timeOffset")) ?? millis(0);
  const at = parseTime(variables.get("nextTimeOffsetTransitionDateTime"), { offset });
  const next = variables.get("timeOffsetNextTransition");
  const then = next === "" ? undefined : parseOffset(next);
  return { offset, ...(at === undefined || then === undefined ? {} : { change: { at, offset: then } }) };
}
