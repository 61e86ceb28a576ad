import type { FirmwareStatus } from "#agent/domain/notices/notice";

const statuses: Readonly<Record<FirmwareStatus, string>> = {
  idle: "No update is under way",
  downloadScheduled: "Download has a date",
  downloading: "Downloading",
  downloadPaused: "Download is pausing",
  downloaded: "Downloaded",
  downloadFailed: "The download failed",
  signatureVerified: "The signature is good",
  invalidSignature: "The signature is not good; nothing was installed",
  installScheduled: "Waits for the end of charges or its date",
  installing: "Being installed",
  installRebooting: "Restarting into the new firmware",
  installVerificationFailed: "The firmware could not be verified",
  installationFailed: "The installation failed; the firmware before runs",
  installed: "Installed",
};

export const firmwareEn = {
  statuses,
  program: "Program",
  firmware: "Firmware",
  progress: "Progress",
  installAt: "Will be installed",
  endedAt: "Ended",
  notHere: "The firmware of this charger is not updated by the back end.",
  how: "Updates come from the back end. Charges are never interrupted: an installation waits until nobody charges, and firmware that is not well is taken back.",
};
export type FirmwareTexts = typeof firmwareEn;
