import type { Language } from "#agent/domain/site/site-settings";
import { wordsDe } from "#agent/local/reports/words-de";
import { type ReportWords, wordsEn } from "#agent/local/reports/words-en";
import { wordsFr } from "#agent/local/reports/words-fr";
import { wordsNl } from "#agent/local/reports/words-nl";

export const reportWords: Readonly<Record<Language, ReportWords>> = {
  en: wordsEn,
  fr: wordsFr,
  de: wordsDe,
  nl: wordsNl,
};

/** How each language's readers write numbers. */
export const reportLocales: Readonly<Record<Language, string>> = { en: "en-GB", fr: "fr-FR", de: "de-DE", nl: "nl-NL" };
