import type { Translations } from "../../model/page";
import { eventsDe } from "./events-de";
import { eventsEn, type EventsTexts } from "./events-en";
import { eventsFr } from "./events-fr";
import { eventsNl } from "./events-nl";

export const eventsTexts: Translations<EventsTexts> = { en: eventsEn, fr: eventsFr, de: eventsDe, nl: eventsNl };
