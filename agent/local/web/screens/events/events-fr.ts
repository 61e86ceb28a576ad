import type { EventCode, EventSeverity } from "#agent/domain/site/site-event";
import type { EventsTexts } from "./events-en";

const codes: Readonly<Record<EventCode, string>> = {
  "fault.raised": "Défaut",
  "fault.cleared": "Défaut terminé",
  "csms.lost": "Connexion au système central perdue",
  "csms.back": "Connectée au système central",
  "deadLetter.added": "Le système central n’a pas pris un message",
  "unbilled.added": "De l’énergie a coulé sans facture",
  "store.refuses": "Le stockage refuse les enregistrements",
  "store.takes": "Le stockage accepte de nouveau les enregistrements",
  "store.rebuilt": "Des enregistrements abîmés ont été refaits à partir de leur copie",
  "agent.started": "Programme démarré",
  "firmware.changed": "Nouveau programme",
  "login.succeeded": "Connexion",
  "login.failed": "Connexion refusée",
  "password.changed": "Mot de passe changé",
  "account.changed": "Compte créé ou changé",
  "account.removed": "Compte retiré",
  "certificate.changed": "Certificat de la page changé",
  "configuration.changed": "Réglage changé",
  "lifeCycle.changed": "État de la borne",
  "system.restart": "Redémarrage demandé",
  "system.reset": "Réinitialisation",
};
const severities: Readonly<Record<EventSeverity, string>> = {
  info: "Note",
  warning: "Avertissement",
  alarm: "Alarme",
};

export const eventsFr: EventsTexts = {
  codes,
  severities,
  show: "Montrer",
  all: "Tout",
  open: "Non acquittés",
  noneOpen: "Rien ne vous attend.",
  someOpen: (count) => `${String(count)} non acquitté(s)`,
  acknowledge: "Acquitter",
  acknowledgeAll: "Acquitter tout ce qui est montré",
  acknowledgedBy: (name) => `acquitté par ${name}`,
  times: (count) => `${String(count)} fois`,
  outlet: (number) => `point de charge ${String(number)}`,
  older: "Plus anciens",
  none: "Rien ne s’est encore passé.",
  letters: "Messages que le système central n’a pas pris",
  noLetters: "Il n’y en a pas.",
  lettersWhy: "Ils sont gardés. Envoyez le fichier à l’exploitant du système central.",
  export: "Les télécharger",
  attempts: (count) => `${String(count)} essais`,
};
