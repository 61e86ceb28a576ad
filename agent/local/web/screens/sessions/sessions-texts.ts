import type { Translations } from "../../model/page";
import { sessionsDe } from "./sessions-de";
import { sessionsEn, type SessionsTexts } from "./sessions-en";
import { sessionsFr } from "./sessions-fr";
import { sessionsNl } from "./sessions-nl";

export const sessionsTexts: Translations<SessionsTexts> = {
  en: sessionsEn,
  fr: sessionsFr,
  de: sessionsDe,
  nl: sessionsNl,
};
