import type { Language } from "#agent/domain/site/site-settings";
import { locales } from "./format";

/** A session as the charger tells it; null is what nobody knows. */
export interface SessionEntry {
  readonly id: string;
  readonly evse: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly durationSeconds: number | null;
  readonly energyWh: number;
  readonly stopCause: StopWord | null;
  readonly token: string;
  readonly charger: string | null;
  readonly serialNumber: string | null;
  readonly place: string | null;
  readonly alias: string | null;
  readonly access: "private" | "public" | null;
  readonly payment: "free" | "paid" | null;
  readonly cost: { readonly amount: number; readonly currency: string | null; readonly isFinal: boolean } | null;
  readonly odometer: number | null;
  readonly plate: string | null;
  /** Of odometer and plate, where they were asked for. */
  readonly logbook: "waiting" | "complete" | "missing" | null;
  readonly co2AvoidedKg: number | null;
}

export type StopWord =
  | "local"
  | "remote"
  | "evDisconnected"
  | "deauthorized"
  | "emergencyStop"
  | "powerLoss"
  | "reboot"
  | "softReset"
  | "hardReset"
  | "unlockCommand"
  | "other";

export interface SessionPage {
  readonly items: readonly SessionEntry[];
  readonly next: number | null;
  readonly timeZone: string;
}

export interface SessionTotals {
  readonly sessions: number;
  readonly energyWh: number;
  readonly durationSeconds: number;
  readonly costs: readonly { readonly amount: number; readonly currency: string | null }[];
  readonly co2AvoidedKg: number | null;
}

export interface SessionDetail extends SessionEntry {
  readonly meterStartWh: number;
  readonly meterStopWh: number | null;
  readonly meterSerial: string | null;
  readonly csmsNumber: number | null;
  readonly timeZone: string;
  readonly curve: readonly {
    readonly at: string;
    readonly powerW: number | null;
    readonly importWh: number | null;
  }[];
  readonly limits: readonly { readonly at: string; readonly owner: string; readonly amperes: number }[];
}

export interface Use {
  readonly total: number;
  readonly plugged: number;
  readonly charging: number;
}

export interface OccupancyReport {
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
  readonly whole: Use;
  readonly days: readonly (Use & { readonly day: string })[];
  readonly hours: readonly Use[];
  readonly weekdays: readonly Use[];
  readonly isFull: boolean;
  readonly fullFrom: number;
}

/** Which sessions; empty texts for all. */
export interface SessionFilter {
  readonly from: string;
  readonly to: string;
  /** Its name, or its number for who may see that. */
  readonly tag: string;
  readonly evse: string;
  readonly access: "" | "private" | "public";
  readonly payment: "" | "free" | "paid";
}

/** The filter as the charger is asked, with what else there is to ask. */
export function queryOf(filter: Partial<SessionFilter>, more: Readonly<Record<string, string>> = {}): string {
  const wanted = Object.entries({ ...filter, ...more }).filter(([, value]) => value !== "");
  return new URLSearchParams(Object.fromEntries(wanted)).toString();
}

/** A time on the wall clock of the charger's place. */
export function placeTime(iso: string, language: Language, timeZone: string): string {
  return new Date(iso).toLocaleString(locales[language], { dateStyle: "short", timeStyle: "short", timeZone });
}
