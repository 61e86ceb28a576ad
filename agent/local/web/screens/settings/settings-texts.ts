import type { Translations } from "../../model/page";
import { settingsDe } from "./settings-de";
import { settingsEn, type SettingsTexts } from "./settings-en";
import { settingsFr } from "./settings-fr";
import { settingsNl } from "./settings-nl";

export const settingsTexts: Translations<SettingsTexts> = {
  en: settingsEn,
  fr: settingsFr,
  de: settingsDe,
  nl: settingsNl,
};
