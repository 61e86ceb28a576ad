import type { EventCode, EventSeverity } from "#agent/domain/site/site-event";
import type { EventsTexts } from "./events-en";

const codes: Readonly<Record<EventCode, string>> = {
  "fault.raised": "Störung",
  "fault.cleared": "Störung vorbei",
  "csms.lost": "Verbindung zum Backend verloren",
  "csms.back": "Mit dem Backend verbunden",
  "deadLetter.added": "Das Backend nahm eine Nachricht nicht an",
  "unbilled.added": "Energie floss, die auf keiner Rechnung steht",
  "store.refuses": "Der Speicher nimmt keine Aufzeichnungen an",
  "store.takes": "Der Speicher nimmt wieder Aufzeichnungen an",
  "store.rebuilt": "Beschädigte Aufzeichnungen wurden aus der Kopie wiederhergestellt",
  "agent.started": "Programm gestartet",
  "firmware.changed": "Neues Programm",
  "login.succeeded": "Angemeldet",
  "login.failed": "Anmeldung abgelehnt",
  "password.changed": "Passwort geändert",
  "account.changed": "Konto angelegt oder geändert",
  "account.removed": "Konto entfernt",
  "certificate.changed": "Zertifikat der Seite geändert",
  "configuration.changed": "Einstellung geändert",
  "lifeCycle.changed": "Zustand der Ladestation",
  "system.restart": "Neustart verlangt",
  "system.reset": "Zurückgesetzt",
};
const severities: Readonly<Record<EventSeverity, string>> = { info: "Notiz", warning: "Warnung", alarm: "Alarm" };

export const eventsDe: EventsTexts = {
  codes,
  severities,
  show: "Zeigen",
  all: "Alles",
  open: "Nicht quittiert",
  noneOpen: "Nichts wartet auf Sie.",
  someOpen: (count) => `${String(count)} nicht quittiert`,
  acknowledge: "Quittieren",
  acknowledgeAll: "Alle gezeigten quittieren",
  acknowledgedBy: (name) => `quittiert von ${name}`,
  times: (count) => `${String(count)}-mal`,
  outlet: (number) => `Ladepunkt ${String(number)}`,
  older: "Ältere",
  none: "Noch ist nichts geschehen.",
  letters: "Nachrichten, die das Backend nicht annahm",
  noLetters: "Es gibt keine.",
  lettersWhy: "Sie werden aufgehoben. Schicken Sie die Datei dem Betreiber des Backends.",
  export: "Herunterladen",
  attempts: (count) => `${String(count)} Versuche`,
};
