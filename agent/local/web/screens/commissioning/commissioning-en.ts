import type { CheckResult, DeviceCheck, LifeCycleStage } from "#agent/domain/site/life-cycle";

const stages: Readonly<Record<LifeCycleStage, string>> = {
  factory: "New: not installed yet",
  installed: "Installed, not in service yet",
  activated: "In service",
  decommissioned: "Out of use for good",
};
const checks: Readonly<Record<DeviceCheck, string>> = {
  board: "Charging controller answers",
  meter: "Energy meter answers",
  reader: "Card reader is connected",
  light: "Light shows what it should",
  lock: "Lock of the cable",
  backEnd: "Back end can be reached",
  testCharge: "Test charge",
};
const results: Readonly<Record<CheckResult, string>> = {
  open: "to be done",
  passed: "passed",
  failed: "failed",
  absent: "not there",
};

export const commissioningEn = {
  stages,
  checks,
  results,
  barred: "Nobody can charge before the charger is in service.",
  installed: "Installed",
  activated: "Put into service",
  by: (name: string) => `by ${name}`,
  begin: "The charger hangs where it belongs: begin",
  again: "Begin anew",
  checksTitle: "Checks",
  lightGood: "The light is as it should be",
  lightBad: "The light is wrong",
  testCharge: "Allow a test charge",
  testHint: "Within 15 minutes: plug in, hold a card to the reader, and unplug again.",
  testOpen: "A charge may begin within the next 15 minutes.",
  activate: "Put into service",
  missing: (names: string) => `Not yet: ${names}.`,
  done: "Done.",
  papers: "Papers",
  reportJson: "Report as JSON",
  reportPdf: "Report as PDF",
  label: "Label of the charger",
  labelWhy: "Who knows it can take the charger over. Keep it where only its owner comes.",
  showLabel: "Show the label",
  labelPdf: "Label as PDF",
  labelGone: "The label’s file has been removed from the charger; the label is printed already.",
  qr: "QR code of the label",
  serialNumber: "Serial number",
  macAddress: "MAC address",
  pin: "PIN",
  password: "First password of the account owner",
};
export type CommissioningTexts = typeof commissioningEn;
