import type { FaultCode } from "#hal/core/charging";
import type { Translations } from "../model/page";
import { faultsDe } from "./faults-de";
import { faultsEn } from "./faults-en";
import { faultsFr } from "./faults-fr";
import { faultsNl } from "./faults-nl";

/** What can be wrong, in words for people. */
export const faultTexts: Translations<Readonly<Record<FaultCode, string>>> = {
  en: faultsEn,
  fr: faultsFr,
  de: faultsDe,
  nl: faultsNl,
};
