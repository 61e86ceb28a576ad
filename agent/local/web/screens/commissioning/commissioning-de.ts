import type { CheckResult, DeviceCheck, LifeCycleStage } from "#agent/domain/site/life-cycle";
import type { CommissioningTexts } from "./commissioning-en";

const stages: Readonly<Record<LifeCycleStage, string>> = {
  factory: "Neu: noch nicht installiert",
  installed: "Installiert, noch nicht in Betrieb",
  activated: "In Betrieb",
  decommissioned: "Endgültig außer Betrieb",
};
const checks: Readonly<Record<DeviceCheck, string>> = {
  board: "Ladesteuerung antwortet",
  meter: "Energiezähler antwortet",
  reader: "Kartenleser ist verbunden",
  light: "Leuchte zeigt, was sie soll",
  lock: "Verriegelung des Kabels",
  backEnd: "Backend ist erreichbar",
  testCharge: "Probeladung",
};
const results: Readonly<Record<CheckResult, string>> = {
  open: "zu tun",
  passed: "bestanden",
  failed: "nicht bestanden",
  absent: "nicht vorhanden",
};

export const commissioningDe: CommissioningTexts = {
  stages,
  checks,
  results,
  barred: "Niemand kann laden, bevor die Ladestation in Betrieb ist.",
  installed: "Installiert",
  activated: "In Betrieb genommen",
  by: (name) => `von ${name}`,
  begin: "Die Ladestation hängt an ihrem Platz: beginnen",
  again: "Neu beginnen",
  checksTitle: "Prüfungen",
  lightGood: "Die Leuchte ist, wie sie soll",
  lightBad: "Die Leuchte ist falsch",
  testCharge: "Eine Probeladung erlauben",
  testHint: "Innerhalb von 15 Minuten: anstecken, Karte an den Leser halten, wieder abstecken.",
  testOpen: "In den nächsten 15 Minuten darf eine Ladung beginnen.",
  activate: "In Betrieb nehmen",
  missing: (names) => `Noch nicht: ${names}.`,
  done: "Erledigt.",
  papers: "Papiere",
  reportJson: "Bericht als JSON",
  reportPdf: "Bericht als PDF",
  label: "Etikett der Ladestation",
  labelWhy: "Wer es kennt, kann die Ladestation übernehmen. Bewahren Sie es auf, wo nur der Besitzer hinkommt.",
  showLabel: "Das Etikett zeigen",
  labelPdf: "Etikett als PDF",
  labelGone: "Die Datei des Etiketts wurde entfernt; das Etikett ist schon gedruckt.",
  qr: "QR-Code des Etiketts",
  serialNumber: "Seriennummer",
  macAddress: "MAC-Adresse",
  pin: "PIN",
  password: "Erstes Passwort des Kontos owner",
};
