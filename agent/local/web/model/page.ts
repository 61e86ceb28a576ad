import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Language } from "#agent/domain/site/site-settings";
import { Api } from "./api";
import { useCell } from "./cell";
import { Live } from "./live";
import { Session } from "./session";
import { Taste } from "./taste";

/** What all screens work with. */
export interface PageModel {
  readonly api: Api;
  readonly session: Session;
  readonly live: Live;
  readonly taste: Taste;
}

export function makePage(): PageModel {
  const api = new Api();
  const session = new Session(api);
  const live = new Live();
  live.onLost = () => {
    session.ask().catch(() => undefined);
  };
  return { api, session, live, taste: new Taste() };
}

export const PageContext = createContext<PageModel | undefined>(undefined);

export function usePage(): PageModel {
  const page = useContext(PageContext);
  if (page === undefined) throw new TypeError("a screen outside the page");
  return page;
}

/** The same texts in every language; one that lacks a text does not compile. */
export type Translations<Texts> = Readonly<Record<Language, Texts>>;

/** A table's texts in the language of the moment. */
export function useTexts<Texts>(translations: Translations<Texts>): Texts {
  return translations[useCell(usePage().taste.language)];
}

export function useLanguage(): Language {
  return useCell(usePage().taste.language);
}
