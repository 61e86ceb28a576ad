import type { Translations } from "../../model/page";
import { logbookDe } from "./logbook-de";
import { logbookEn, type LogbookTexts } from "./logbook-en";
import { logbookFr } from "./logbook-fr";
import { logbookNl } from "./logbook-nl";

export const logbookTexts: Translations<LogbookTexts> = { en: logbookEn, fr: logbookFr, de: logbookDe, nl: logbookNl };
