import type { FirmwareStatus } from "#agent/domain/notices/notice";
import type { FirmwareTexts } from "./firmware-en";

const statuses: Readonly<Record<FirmwareStatus, string>> = {
  idle: "Er loopt geen update",
  downloadScheduled: "Download is gepland",
  downloading: "Wordt gedownload",
  downloadPaused: "Download pauzeert",
  downloaded: "Gedownload",
  downloadFailed: "De download is mislukt",
  signatureVerified: "De handtekening is goed",
  invalidSignature: "De handtekening is niet goed; er is niets geïnstalleerd",
  installScheduled: "Wacht op het einde van laadsessies of zijn datum",
  installing: "Wordt geïnstalleerd",
  installRebooting: "Herstart met de nieuwe firmware",
  installVerificationFailed: "De firmware kon niet worden gecontroleerd",
  installationFailed: "De installatie is mislukt; de vorige firmware draait",
  installed: "Geïnstalleerd",
};

export const firmwareNl: FirmwareTexts = {
  statuses,
  program: "Programma",
  firmware: "Firmware",
  progress: "Voortgang",
  installAt: "Wordt geïnstalleerd",
  endedAt: "Afgelopen",
  notHere: "De firmware van dit laadpunt wordt niet door de backend bijgewerkt.",
  how: "Updates komen van de backend. Laadsessies worden nooit onderbroken: de installatie wacht tot niemand laadt, en firmware die niet goed is wordt teruggedraaid.",
};
