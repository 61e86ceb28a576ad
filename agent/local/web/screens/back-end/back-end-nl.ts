import type { CsmsBranch } from "#agent/domain/site/state-tree";
import type { BackEndTexts } from "./back-end-en";

const connectionWords: Readonly<Record<CsmsBranch["connection"], string>> = {
  offline: "Niet verbonden",
  connecting: "Verbinden …",
  connected: "Verbonden",
};

const registrationWords: Readonly<Record<CsmsBranch["registration"], string>> = {
  none: "Nog niet gevraagd",
  pending: "De backend heeft nog niet beslist",
  rejected: "Geweigerd door de backend",
  accepted: "Geaccepteerd",
};

export const backEndNl: BackEndTexts = {
  connectionWords,
  registrationWords,
  ago: (seconds) =>
    seconds < 120 ? `${String(seconds)} s geleden` : `${String(Math.floor(seconds / 60))} min geleden`,
  backEnd: "Backend",
  connection: "Verbinding",
  registration: "Registratie",
  lastMessage: "Laatste bericht van de backend",
  never: "nog geen",
  since: "Sinds",
  queued: "Berichten in de wachtrij",
  deadLetters: "Berichten die de backend niet aannam",
  deadLettersWhy: "Ze worden bewaard; meld het aan de beheerder van de backend.",
  identity: "Daar bekend als",
  trouble: "Waarom er geen verbinding is",
  waitingForSync:
    "De backend kent de huidige toestand van dit laadpunt niet. Laden gaat door volgens de lokale regels; alles wordt later verzonden.",
  allWell: "Alles is afgeleverd.",
  waitingForState: "Wachten op het laadpunt …",
};
