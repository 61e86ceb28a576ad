import type { FirmwareStatus } from "#agent/domain/notices/notice";
import type { FirmwareTexts } from "./firmware-en";

const statuses: Readonly<Record<FirmwareStatus, string>> = {
  idle: "Aucune mise à jour en cours",
  downloadScheduled: "Téléchargement programmé",
  downloading: "Téléchargement en cours",
  downloadPaused: "Téléchargement en pause",
  downloaded: "Téléchargé",
  downloadFailed: "Le téléchargement a échoué",
  signatureVerified: "La signature est bonne",
  invalidSignature: "La signature n’est pas bonne ; rien n’a été installé",
  installScheduled: "Attend la fin des charges ou sa date",
  installing: "Installation en cours",
  installRebooting: "Redémarrage avec le nouveau micrologiciel",
  installVerificationFailed: "Le micrologiciel n’a pas pu être vérifié",
  installationFailed: "L’installation a échoué ; le micrologiciel précédent tourne",
  installed: "Installé",
};

export const firmwareFr: FirmwareTexts = {
  statuses,
  program: "Programme",
  firmware: "Micrologiciel",
  progress: "Avancement",
  installAt: "Sera installée",
  endedAt: "Terminée",
  notHere: "Le micrologiciel de cette borne n’est pas mis à jour par le système central.",
  how: "Les mises à jour viennent du système central. Aucune charge n’est interrompue : l’installation attend que personne ne charge, et un micrologiciel défaillant est retiré.",
};
