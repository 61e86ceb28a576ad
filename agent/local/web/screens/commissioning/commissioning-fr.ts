import type { CheckResult, DeviceCheck, LifeCycleStage } from "#agent/domain/site/life-cycle";
import type { CommissioningTexts } from "./commissioning-en";

const stages: Readonly<Record<LifeCycleStage, string>> = {
  factory: "Neuve : pas encore installée",
  installed: "Installée, pas encore en service",
  activated: "En service",
  decommissioned: "Définitivement hors service",
};
const checks: Readonly<Record<DeviceCheck, string>> = {
  board: "Le contrôleur de charge répond",
  meter: "Le compteur d’énergie répond",
  reader: "Le lecteur de badges est connecté",
  light: "Le voyant montre ce qu’il faut",
  lock: "Verrou du câble",
  backEnd: "Le système central est joignable",
  testCharge: "Charge d’essai",
};
const results: Readonly<Record<CheckResult, string>> = {
  open: "à faire",
  passed: "réussi",
  failed: "échoué",
  absent: "absent",
};

export const commissioningFr: CommissioningTexts = {
  stages,
  checks,
  results,
  barred: "Personne ne peut charger avant la mise en service.",
  installed: "Installée",
  activated: "Mise en service",
  by: (name) => `par ${name}`,
  begin: "La borne est à sa place : commencer",
  again: "Recommencer",
  checksTitle: "Contrôles",
  lightGood: "Le voyant est comme il faut",
  lightBad: "Le voyant est faux",
  testCharge: "Permettre une charge d’essai",
  testHint: "Dans les 15 minutes : branchez, présentez un badge au lecteur, débranchez.",
  testOpen: "Une charge peut commencer dans les 15 minutes.",
  activate: "Mettre en service",
  missing: (names) => `Pas encore : ${names}.`,
  done: "C’est fait.",
  papers: "Documents",
  reportJson: "Rapport en JSON",
  reportPdf: "Rapport en PDF",
  label: "Étiquette de la borne",
  labelWhy: "Qui la connaît peut prendre la borne. Gardez-la là où seul le propriétaire vient.",
  showLabel: "Montrer l’étiquette",
  labelPdf: "Étiquette en PDF",
  labelGone: "Le fichier de l’étiquette a été retiré de la borne ; l’étiquette est déjà imprimée.",
  qr: "Code QR de l’étiquette",
  serialNumber: "Numéro de série",
  macAddress: "Adresse MAC",
  pin: "Code PIN",
  password: "Premier mot de passe du compte owner",
};
