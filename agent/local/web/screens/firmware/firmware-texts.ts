import type { Translations } from "../../model/page";
import { firmwareDe } from "./firmware-de";
import { firmwareEn, type FirmwareTexts } from "./firmware-en";
import { firmwareFr } from "./firmware-fr";
import { firmwareNl } from "./firmware-nl";

export const firmwareTexts: Translations<FirmwareTexts> = {
  en: firmwareEn,
  fr: firmwareFr,
  de: firmwareDe,
  nl: firmwareNl,
};
