import type { Translations } from "../../model/page";
import { systemDe } from "./system-de";
import { systemEn, type SystemTexts } from "./system-en";
import { systemFr } from "./system-fr";
import { systemNl } from "./system-nl";

export const systemTexts: Translations<SystemTexts> = { en: systemEn, fr: systemFr, de: systemDe, nl: systemNl };
