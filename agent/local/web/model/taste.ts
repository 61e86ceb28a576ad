import { type Language, languages } from "#agent/domain/site/site-settings";
import { Cell } from "./cell";

export const themes = ["auto", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** What this browser likes, kept in it alone. */
export class Taste {
  readonly language: Cell<Language>;
  readonly theme: Cell<Theme>;

  constructor() {
    this.language = new Cell(known(languages, read("language")) ?? browserLanguage() ?? "en");
    this.theme = new Cell<Theme>(known(themes, read("theme")) ?? "auto");
    this.#show();
  }

  setLanguage(language: Language): void {
    write("language", language);
    this.language.set(language);
    this.#show();
  }

  setTheme(theme: Theme): void {
    write("theme", theme);
    this.theme.set(theme);
    this.#show();
  }

  /** What the charger is set to, where this browser has said nothing. */
  suggestLanguage(language: string): void {
    const wanted = known(languages, language);
    if (read("language") !== null || browserLanguage() !== undefined || wanted === undefined) return;
    this.language.set(wanted);
    this.#show();
  }

  #show(): void {
    document.documentElement.lang = this.language.get();
    document.documentElement.dataset["theme"] = this.theme.get();
  }
}

function browserLanguage(): Language | undefined {
  return navigator.languages.map((tag) => known(languages, tag.slice(0, 2).toLowerCase())).find((found) => found);
}

function known<Word extends string>(words: readonly Word[], text: string | null): Word | undefined {
  return words.find((word) => word === text);
}

/** A browser may forbid to keep anything; then it is asked again next time. */
function read(name: string): string | null {
  try {
    return localStorage.getItem(`borne.${name}`);
  } catch {
    return null;
  }
}

function write(name: string, value: string): void {
  try {
    localStorage.setItem(`borne.${name}`, value);
  } catch {
    // Then it holds until the page is closed.
  }
}
