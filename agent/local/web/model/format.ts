import type { Language } from "#agent/domain/site/site-settings";

/** Where several countries write differently, as in the one whose language it is. */
export const locales: Readonly<Record<Language, string>> = { en: "en-GB", fr: "fr-FR", de: "de-DE", nl: "nl-NL" };

/** Numbers and times as people of a language write them. */
export interface Format {
  readonly number: (value: number, digits?: number) => string;
  readonly kilowatts: (watts: number) => string;
  readonly kilowattHours: (wattHours: number) => string;
  readonly dateTime: (iso: string) => string;
  readonly time: (iso: string) => string;
  /** Hours and minutes, `2:05`. */
  readonly duration: (seconds: number) => string;
}

export function formatFor(language: Language): Format {
  const locale = locales[language];
  const number = (value: number, digits = 0) =>
    value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return {
    number,
    kilowatts: (watts) => number(watts / 1000, 1),
    kilowattHours: (wattHours) => number(wattHours / 1000, 2),
    dateTime: (iso) => new Date(iso).toLocaleString(locale, { dateStyle: "short", timeStyle: "medium" }),
    time: (iso) => new Date(iso).toLocaleTimeString(locale, { timeStyle: "short" }),
    duration: (seconds) => {
      const minutes = Math.max(0, Math.floor(seconds / 60));
      return `${String(Math.floor(minutes / 60))}:${String(minutes % 60).padStart(2, "0")}`;
    },
  };
}
