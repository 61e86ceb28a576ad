import type { SystemTexts } from "./system-en";

export const systemFr: SystemTexts = {
  reportTitle: "Rapport de diagnostic",
  reportWhy:
    "Ce qu’il faut à quelqu’un de loin pour trouver la panne. Avec les dernières lignes du journal, sans secrets ni noms de personnes.",
  download: "Télécharger le rapport de diagnostic",
  restartTitle: "Redémarrer",
  restartWhy: "Les charges se terminent dans l’ordre et le système central l’apprend.",
  restart: "Redémarrer la borne",
  restartSure: "Redémarrer maintenant",
  configurationTitle: "Réinitialiser la configuration",
  configurationWhy:
    "Les réglages redeviennent ceux de l’installation. Comptes, badges, événements et relevés de charge restent.",
  configuration: "Réinitialiser la configuration",
  configurationSure: "Réinitialiser tous les réglages",
  factoryTitle: "Retour à l’état d’usine",
  factoryWhy:
    "Comptes, badges, certificats, clés et événements sont effacés aussi, même ceux que le système central a donnés ; le mot de passe de l’étiquette rouvre le compte owner. Les relevés de charge restent.",
  factory: "Retour à l’état d’usine",
  decommissionTitle: "Retirer définitivement du service",
  decommissionWhy:
    "Plus personne ne peut charger ; comptes, badges, réglages et clés sont effacés. Les relevés de charge restent, et seul l’état d’usine ramène la borne.",
  decommission: "Retirer du service",
  loseUndelivered: "Même si le système central n’a pas tout appris",
  serialNumber: "Numéro de série de cette borne",
  password: "Votre mot de passe",
  keep: "Plutôt pas",
  done: "La borne le fait et redémarre.",
  charging: "Pas pendant une charge.",
  undelivered: "Le système central n’a pas encore tout appris.",
  wrongSerial: "Ce n’est pas le numéro de série de cette borne.",
  wrongPassword: "Le mot de passe est faux.",
};
