import type { Translations } from "../../model/page";
import { nowDe } from "./now-de";
import { nowEn, type NowTexts } from "./now-en";
import { nowFr } from "./now-fr";
import { nowNl } from "./now-nl";

export const nowTexts: Translations<NowTexts> = { en: nowEn, fr: nowFr, de: nowDe, nl: nowNl };
