import type { Translations } from "../../model/page";
import { accessDe } from "./access-de";
import { accessEn, type AccessTexts } from "./access-en";
import { accessFr } from "./access-fr";
import { accessNl } from "./access-nl";

export const accessTexts: Translations<AccessTexts> = { en: accessEn, fr: accessFr, de: accessDe, nl: accessNl };
