import type { ConnectorStatus } from "#agent/domain/evse/connector-status";
import type { PlainWhyCode } from "#agent/domain/evse/why-not-charging";
import type { LimitOwner } from "#agent/domain/limits/current-limit";
import type { OutletSummary } from "#agent/domain/site/outlet-summary";
import type { NowTexts } from "./now-en";

const summary: Readonly<Record<OutletSummary, string>> = {
  charging: "En charge",
  occupied: "Occupée, pas en charge",
  available: "Disponible",
  problem: "Problème",
  waitingForSync: "En attente de synchronisation",
};

const status: Readonly<Record<ConnectorStatus, string>> = {
  available: "Libre",
  preparing: "En préparation",
  charging: "En charge",
  suspendedEV: "Le véhicule est en pause",
  suspendedEVSE: "La borne est en pause",
  finishing: "Terminé",
  reserved: "Réservé",
  unavailable: "Hors service",
  faulted: "En panne",
};

const why: Readonly<Record<PlainWhyCode, string>> = {
  "vehicle.missing": "Aucun véhicule n’est branché.",
  "vehicle.awaited": "L’énergie est proposée ; le véhicule ne l’a pas encore demandée.",
  "vehicle.paused": "Le véhicule ne demande pas d’énergie.",
  "vehicle.away": "Le câble a été retiré du véhicule ; la recharge reste ouverte.",
  "meter.reading": "Lecture du compteur avant le début de la recharge.",
  "session.ending": "La recharge est en train de s’arrêter.",
  "session.finished": "La recharge est terminée ; le véhicule peut être débranché.",
  "recovery.running": "Clôture de la recharge interrompue.",
  "station.unavailable": "L’exploitant a mis cette borne hors service.",
  "station.reserved": "Réservé ; présentez la carte concernée au lecteur.",
  "backEnd.pending": "Le système central n’a pas encore accepté cette borne.",
  "station.updating": "Un nouveau micrologiciel va être installé ; la recharge sera de nouveau possible ensuite.",
  "plug.kept": "La prise reste verrouillée ; présentez la carte qui a commencé la recharge.",
  "lock.open": "La prise doit être verrouillée avant que le courant passe.",
  "site.closed": "Fermé : en dehors des heures d’ouverture de ce lieu.",
  "logbook.missing": "Le kilométrage et la plaque manquent ; la recharge continue dès qu’ils sont saisis.",
  "station.notActivated": "Cette borne n’a pas encore été mise en service.",
  "station.decommissioned": "Cette borne a été retirée définitivement du service.",
  "token.missing": "En attente d’une carte.",
  "token.late": "Personne ne s’est identifié à temps ; présentez une carte pour commencer.",
  "token.refused": "Le système central refuse la carte qui a démarré cette recharge.",
  "storage.failed": "La borne ne peut pas enregistrer ses données ; elle réessaie toutes les quelques secondes.",
  "board.refused": "Le contrôleur de charge a refusé de démarrer ; nouvel essai.",
  fault: "Un défaut retient la recharge.",
  "limit.none": "Aucun courant n’est autorisé.",
};

const owner: Readonly<Record<LimitOwner, string>> = {
  installation: "câblage et fusible du lieu",
  board: "le maximum du contrôleur de charge",
  cable: "le câble",
  temperature: "la température",
  chargingProfile: "profil de charge du système central",
  energyManager: "gestionnaire d’énergie de la maison",
  localUser: "réglé sur cette page",
  openingHours: "heures d’ouverture de ce lieu",
  logbook: "carnet de bord : kilométrage et plaque manquent",
  tag: "limite du badge qui recharge",
};

export const nowFr: NowTexts = {
  summary,
  status,
  why,
  owner,
  outlet: (number) => `Point de charge ${number}`,
  limitedTo: (amperes, owner) => `${amperes} A au plus : ${owner}`,
  until: (time) => `jusqu’à ${time}`,
  waitingForState: "En attente de la borne …",
  power: "Puissance",
  energy: "Énergie de cette recharge",
  duration: "Depuis",
  register: "Compteur",
  card: "Carte",
  current: "Intensité",
  offered: "Proposé",
  hours: "h",
  curve: "Puissance depuis l’ouverture de la page",
  noPower: "aucune valeur",
  faults: "Défauts",
  control: "Commande",
  startTitle: "Démarrer une recharge",
  token: "Numéro de carte ou de badge",
  tokenHint: "Vide : le badge défini pour cette borne.",
  tokenNeeded: "Aucun badge n’est défini pour cette borne ; saisissez un numéro.",
  start: "Démarrer",
  stop: "Arrêter",
  stopSure: "Arrêter définitivement",
  pause: "Mettre en pause",
  resume: "Reprendre",
  atMost: "Au maximum",
  noOwnLimit: "Sans limite propre",
  untilEnd: "Valable jusqu’à la fin de la recharge, un jour au plus.",
  done: "La borne l’a pris en compte.",
  limits: "Ce qui limite l’intensité",
  decides: "décide",
};
