import type { CsmsBranch } from "#agent/domain/site/state-tree";
import type { BackEndTexts } from "./back-end-en";

const connectionWords: Readonly<Record<CsmsBranch["connection"], string>> = {
  offline: "Déconnecté",
  connecting: "Connexion …",
  connected: "Connecté",
};

const registrationWords: Readonly<Record<CsmsBranch["registration"], string>> = {
  none: "Pas encore demandé",
  pending: "Le système central n’a pas encore décidé",
  rejected: "Refusée par le système central",
  accepted: "Acceptée",
};

export const backEndFr: BackEndTexts = {
  connectionWords,
  registrationWords,
  ago: (seconds) => (seconds < 120 ? `il y a ${String(seconds)} s` : `il y a ${String(Math.floor(seconds / 60))} min`),
  backEnd: "Système central",
  connection: "Connexion",
  registration: "Enregistrement",
  lastMessage: "Dernier message du système central",
  never: "aucun",
  since: "Depuis",
  queued: "Messages en attente d’envoi",
  deadLetters: "Messages refusés par le système central",
  deadLettersWhy: "Ils sont conservés ; informez l’exploitant du système central.",
  identity: "Connue sous le nom",
  trouble: "Pourquoi il n’y a pas de connexion",
  waitingForSync:
    "Le système central ne connaît pas l’état actuel de la borne. La recharge continue selon les règles locales ; tout sera transmis plus tard.",
  allWell: "Tout a été transmis.",
  waitingForState: "En attente de la borne …",
};
