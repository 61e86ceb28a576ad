import type { Translations } from "../../model/page";
import { commissioningDe } from "./commissioning-de";
import { commissioningEn, type CommissioningTexts } from "./commissioning-en";
import { commissioningFr } from "./commissioning-fr";
import { commissioningNl } from "./commissioning-nl";

export const commissioningTexts: Translations<CommissioningTexts> = {
  en: commissioningEn,
  fr: commissioningFr,
  de: commissioningDe,
  nl: commissioningNl,
};
