import type { FirmwareStatus } from "#agent/domain/notices/notice";
import type { FirmwareTexts } from "./firmware-en";

const statuses: Readonly<Record<FirmwareStatus, string>> = {
  idle: "Keine Aktualisierung",
  downloadScheduled: "Download hat einen Termin",
  downloading: "Wird heruntergeladen",
  downloadPaused: "Download pausiert",
  downloaded: "Heruntergeladen",
  downloadFailed: "Der Download ist gescheitert",
  signatureVerified: "Die Signatur ist gut",
  invalidSignature: "Die Signatur ist nicht gut; nichts wurde installiert",
  installScheduled: "Wartet auf das Ende von Ladevorgängen oder ihren Termin",
  installing: "Wird installiert",
  installRebooting: "Neustart mit der neuen Firmware",
  installVerificationFailed: "Die Firmware konnte nicht geprüft werden",
  installationFailed: "Die Installation ist gescheitert; die vorige Firmware läuft",
  installed: "Installiert",
};

export const firmwareDe: FirmwareTexts = {
  statuses,
  program: "Programm",
  firmware: "Firmware",
  progress: "Fortschritt",
  installAt: "Wird installiert",
  endedAt: "Beendet",
  notHere: "Die Firmware dieser Ladestation wird nicht vom Backend aktualisiert.",
  how: "Aktualisierungen kommen vom Backend. Ladevorgänge werden nie unterbrochen: Die Installation wartet, bis niemand lädt, und Firmware, die nicht läuft, wird zurückgenommen.",
};
