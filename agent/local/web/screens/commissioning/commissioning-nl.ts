import type { CheckResult, DeviceCheck, LifeCycleStage } from "#agent/domain/site/life-cycle";
import type { CommissioningTexts } from "./commissioning-en";

const stages: Readonly<Record<LifeCycleStage, string>> = {
  factory: "Nieuw: nog niet geïnstalleerd",
  installed: "Geïnstalleerd, nog niet in gebruik",
  activated: "In gebruik",
  decommissioned: "Definitief buiten gebruik",
};
const checks: Readonly<Record<DeviceCheck, string>> = {
  board: "Laadregelaar antwoordt",
  meter: "Energiemeter antwoordt",
  reader: "Kaartlezer is verbonden",
  light: "Lamp toont wat ze moet",
  lock: "Vergrendeling van de kabel",
  backEnd: "Backend is bereikbaar",
  testCharge: "Proeflading",
};
const results: Readonly<Record<CheckResult, string>> = {
  open: "te doen",
  passed: "geslaagd",
  failed: "mislukt",
  absent: "niet aanwezig",
};

export const commissioningNl: CommissioningTexts = {
  stages,
  checks,
  results,
  barred: "Niemand kan laden voordat het laadpunt in gebruik is.",
  installed: "Geïnstalleerd",
  activated: "In gebruik genomen",
  by: (name) => `door ${name}`,
  begin: "Het laadpunt hangt op zijn plaats: beginnen",
  again: "Opnieuw beginnen",
  checksTitle: "Controles",
  lightGood: "De lamp is zoals het hoort",
  lightBad: "De lamp is verkeerd",
  testCharge: "Een proeflading toestaan",
  testHint: "Binnen 15 minuten: aansluiten, kaart bij de lezer houden, weer loskoppelen.",
  testOpen: "In de komende 15 minuten mag een laadbeurt beginnen.",
  activate: "In gebruik nemen",
  missing: (names) => `Nog niet: ${names}.`,
  done: "Gedaan.",
  papers: "Papieren",
  reportJson: "Rapport als JSON",
  reportPdf: "Rapport als PDF",
  label: "Etiket van het laadpunt",
  labelWhy: "Wie het kent, kan het laadpunt overnemen. Bewaar het waar alleen de eigenaar komt.",
  showLabel: "Het etiket tonen",
  labelPdf: "Etiket als PDF",
  labelGone: "Het bestand van het etiket is verwijderd; het etiket is al gedrukt.",
  qr: "QR-code van het etiket",
  serialNumber: "Serienummer",
  macAddress: "MAC-adres",
  pin: "Pincode",
  password: "Eerste wachtwoord van het account owner",
};
