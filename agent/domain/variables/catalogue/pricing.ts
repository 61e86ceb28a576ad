import { isDefaultPrice } from "#agent/domain/cost/default-price";
import { parseOffset, parseTime } from "#agent/domain/cost/local-time";
import { boolean, integer, readOnly, text, writable } from "#agent/domain/variables/catalogue/kinds";
import type { Definitions } from "#agent/domain/variables/variable-type";
import { millis } from "#hal/core/units";

/** RFC 5646 codes of what can be shown. */
export const languages = ["en", "fr", "de", "nl"] as const;
export type Language = (typeof languages)[number];

const noOffset = { offset: millis(0) };
const checked = (value: string, accepts: (text: string) => boolean) => {
  const { type, constraints, default: first } = text(value);
  return { type, constraints: { ...constraints, accepts }, default: first };
};
const defaultPrice = { ...checked("", isDefaultPrice), ...writable } as const;
const inLanguage = (name: string) =>
  `The same in ${name}: {"priceText","priceTextOffline"}. What it does not say is taken from DefaultPrice.`;

/** What the driver is told of prices: the OCA's application note for pricing in California, vendor id org.openchargealliance.costmsg. */
export const pricing = {
  customDisplayCostAndPrice: {
    ...boolean(true),
    key16: "CustomDisplayCostAndPrice",
    meaning: "The pricing messages by DataTransfer are understood.",
    ...readOnly,
  },
  defaultPrice: {
    ...defaultPrice,
    key16: "DefaultPrice",
    meaning:
      'JSON: {"priceText","priceTextOffline","chargingPrice":{"kWhPrice","hourPrice","flatFee"}}. The price for everybody; a transaction that begins offline is reckoned with chargingPrice.',
  },
  "defaultPriceText,en": { ...defaultPrice, key16: "DefaultPriceText,en", meaning: inLanguage("English") },
  "defaultPriceText,fr": { ...defaultPrice, key16: "DefaultPriceText,fr", meaning: inLanguage("French") },
  "defaultPriceText,de": { ...defaultPrice, key16: "DefaultPriceText,de", meaning: inLanguage("German") },
  "defaultPriceText,nl": { ...defaultPrice, key16: "DefaultPriceText,nl", meaning: inLanguage("Dutch") },
  customIdleFeeAfterStop: {
    ...boolean(false),
    key16: "CustomIdleFeeAfterStop",
    meaning:
      "The cost goes on after the end of a transaction until the cable is out, which is told by ConnectorUnplugged.",
    ...writable,
  },
  customMultiLanguageMessages: {
    ...boolean(true),
    key16: "CustomMultiLanguageMessages",
    meaning: "Texts may come in several languages (priceTextExtra).",
    ...readOnly,
  },
  supportedLanguages: {
    ...text(languages.join(",")),
    key16: "SupportedLanguages",
    meaning: "Languages that can be shown, and of DefaultPriceText.",
    ...readOnly,
  },
  language: {
    ...text("en", new RegExp(`^(${languages.join("|")})$`)),
    key16: "Language",
    meaning: "In which language prices are shown.",
    name2x: "DisplayMessageCtrlr.Language",
    ...writable,
  },
  timeOffset: {
    ...checked("+00:00", (value) => parseOffset(value) !== undefined),
    key16: "TimeOffset",
    meaning: "Local time against UTC, for showing times and for times of pricing messages that name no zone.",
    name2x: "ClockCtrlr.TimeOffset",
    ...writable,
  },
  nextTimeOffsetTransitionDateTime: {
    ...checked("", (value) => value === "" || parseTime(value, noOffset) !== undefined),
    key16: "NextTimeOffsetTransitionDateTime",
    meaning: "When TimeOffsetNextTransition takes the place of TimeOffset; empty for never.",
    name2x: "ClockCtrlr.NextTimeOffsetTransitionDateTime",
    ...writable,
  },
  timeOffsetNextTransition: {
    ...checked("", (value) => parseOffset(value) !== undefined),
    key16: "TimeOffsetNextTransition",
    meaning: "Local time against UTC from then on.",
    name2x: "ClockCtrlr.TimeOffset[NextTransition]",
    ...writable,
  },
  numberOfDecimalsForCostValues: {
    ...integer(3, 3, 3),
    key16: "NumberOfDecimalsForCostValues",
    meaning: "Decimals of the costs that are shown.",
    ...readOnly,
  },
  waitForSetUserPriceTimeout: {
    ...integer(0, 0, 30_000),
    key16: "WaitForSetUserPriceTimeout",
    meaning: "Milliseconds that a token accepted by the back end waits for its price before the charge begins.",
    ...writable,
  },
} as const satisfies Definitions;
