import type { Translations } from "../../model/page";
import { backEndDe } from "./back-end-de";
import { backEndEn, type BackEndTexts } from "./back-end-en";
import { backEndFr } from "./back-end-fr";
import { backEndNl } from "./back-end-nl";

export const backEndTexts: Translations<BackEndTexts> = { en: backEndEn, fr: backEndFr, de: backEndDe, nl: backEndNl };
