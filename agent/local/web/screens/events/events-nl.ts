import type { EventCode, EventSeverity } from "#agent/domain/site/site-event";
import type { EventsTexts } from "./events-en";

const codes: Readonly<Record<EventCode, string>> = {
  "fault.raised": "Storing",
  "fault.cleared": "Storing voorbij",
  "csms.lost": "Verbinding met de backend verloren",
  "csms.back": "Met de backend verbonden",
  "deadLetter.added": "De backend nam een bericht niet aan",
  "unbilled.added": "Er vloeide energie die op geen rekening staat",
  "store.refuses": "De opslag neemt geen gegevens aan",
  "store.takes": "De opslag neemt weer gegevens aan",
  "store.rebuilt": "Beschadigde gegevens zijn uit hun kopie hersteld",
  "agent.started": "Programma gestart",
  "firmware.changed": "Nieuw programma",
  "login.succeeded": "Ingelogd",
  "login.failed": "Inloggen geweigerd",
  "password.changed": "Wachtwoord gewijzigd",
  "account.changed": "Account gemaakt of gewijzigd",
  "account.removed": "Account verwijderd",
  "certificate.changed": "Certificaat van de pagina gewijzigd",
  "configuration.changed": "Instelling gewijzigd",
  "lifeCycle.changed": "Toestand van het laadpunt",
  "system.restart": "Herstart gevraagd",
  "system.reset": "Teruggezet",
};
const severities: Readonly<Record<EventSeverity, string>> = {
  info: "Notitie",
  warning: "Waarschuwing",
  alarm: "Alarm",
};

export const eventsNl: EventsTexts = {
  codes,
  severities,
  show: "Tonen",
  all: "Alles",
  open: "Niet bevestigd",
  noneOpen: "Er wacht niets op u.",
  someOpen: (count) => `${String(count)} niet bevestigd`,
  acknowledge: "Bevestigen",
  acknowledgeAll: "Alles wat getoond wordt bevestigen",
  acknowledgedBy: (name) => `bevestigd door ${name}`,
  times: (count) => `${String(count)} keer`,
  outlet: (number) => `aansluiting ${String(number)}`,
  older: "Oudere",
  none: "Er is nog niets gebeurd.",
  letters: "Berichten die de backend niet aannam",
  noLetters: "Er zijn er geen.",
  lettersWhy: "Ze worden bewaard. Stuur het bestand naar wie de backend beheert.",
  export: "Downloaden",
  attempts: (count) => `${String(count)} pogingen`,
};
