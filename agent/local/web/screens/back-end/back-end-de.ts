import type { CsmsBranch } from "#agent/domain/site/state-tree";
import type { BackEndTexts } from "./back-end-en";

const connectionWords: Readonly<Record<CsmsBranch["connection"], string>> = {
  offline: "Nicht verbunden",
  connecting: "Verbindet …",
  connected: "Verbunden",
};

const registrationWords: Readonly<Record<CsmsBranch["registration"], string>> = {
  none: "Noch nicht gefragt",
  pending: "Das Backend hat noch nicht entschieden",
  rejected: "Vom Backend abgelehnt",
  accepted: "Angenommen",
};

export const backEndDe: BackEndTexts = {
  connectionWords,
  registrationWords,
  ago: (seconds) => (seconds < 120 ? `vor ${String(seconds)} s` : `vor ${String(Math.floor(seconds / 60))} min`),
  backEnd: "Backend",
  connection: "Verbindung",
  registration: "Anmeldung",
  lastMessage: "Letzte Nachricht des Backends",
  never: "noch keine",
  since: "Seit",
  queued: "Wartende Nachrichten",
  deadLetters: "Nachrichten, die das Backend nicht annahm",
  deadLettersWhy: "Sie werden aufgehoben; sagen Sie es dem Betreiber des Backends.",
  identity: "Dort bekannt als",
  trouble: "Warum es keine Verbindung gibt",
  waitingForSync:
    "Das Backend kennt den jetzigen Stand dieser Ladestation nicht. Geladen wird nach den örtlichen Regeln; alles wird später gesendet.",
  allWell: "Alles ist zugestellt.",
  waitingForState: "Warten auf die Ladestation …",
};
