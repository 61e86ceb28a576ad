import type { FaultCode, PilotLevel } from "#hal/core/charging";
import type { ConnectorStatus } from "#agent/domain/evse/connector-status";
import type { WhyNotCharging } from "#agent/domain/evse/why-not-charging";
import type { FaultEntry } from "#agent/domain/faults/fault-catalogue";
import type { FirmwareView } from "#agent/domain/firmware/firmware-view";
import type { LimitOwner } from "#agent/domain/limits/current-limit";
import type { OutletSummary } from "#agent/domain/site/outlet-summary";

/** What is told of the charger to those who have logged in. Times are RFC 3339; null where there is nothing to tell. */
export interface StateTree {
  readonly agent: { readonly version: string; readonly startedAt: string };
  readonly station: Readonly<Record<"identity" | "vendor" | "model" | "serialNumber" | "name", string>>;
  readonly csms: CsmsBranch;
  readonly faults: readonly FaultLeaf[];
  /** How many records of energy there are that could be put on nobody's bill. */
  readonly unbilled: number;
  readonly store: StoreBranch;
  /** Null where the firmware cannot be updated. */
  readonly firmware: FirmwareBranch | null;
  /** Warnings and alarms that nobody has acknowledged. */
  readonly openEvents: number;
  /** By number. */
  readonly evses: Readonly<Record<string, EvseBranch>>;
}

export interface CsmsBranch {
  readonly connection: "offline" | "connecting" | "connected";
  readonly registration: "none" | "pending" | "rejected" | "accepted";
  /** Since when connection and registration are as they are. */
  readonly since: string;
  readonly lastMessageAt: string | null;
  readonly trouble: string | null;
  /** Messages that wait to be sent. */
  readonly queued: number;
  /** Messages that the back end did not take and that are kept for a person to look at. */
  readonly deadLetters: number;
  /** What the back end knows of this charger is old. */
  readonly isWaitingForSync: boolean;
}

export interface StoreBranch {
  /** Since when the disk has refused to take records; null while it takes them. */
  readonly troubleSince: string | null;
  /** It takes them, but so slowly that they are given to it only now and then. */
  readonly isSlow: boolean;
  /** When damaged records were last made anew from their second copy, since the program's start. */
  readonly rebuiltAt: string | null;
}

export interface EvseBranch {
  readonly status: ConnectorStatus;
  readonly summary: OutletSummary;
  readonly pilot: PilotLevel | null;
  readonly energized: boolean;
  readonly phases: 1 | 3;
  /** Amperes per phase that are offered to the vehicle. */
  readonly offered: number;
  /** The least and the most that somebody may set, in amperes per phase. */
  readonly range: { readonly least: number; readonly most: number };
  readonly limits: readonly LimitLeaf[];
  /** The limit that decides. */
  readonly limit: LimitLeaf | null;
  readonly paused: boolean;
  /** Of the plug, by the feedback of its bolt; null where the outlet has none. */
  readonly lock: "locked" | "unlocked" | null;
  readonly notCharging: WhyNotCharging | null;
  readonly meter: MeterLeaf | null;
  readonly session: SessionLeaf | null;
  /** What has to be entered for the charge to go on; null for nothing. */
  readonly logbook: LogbookLeaf | null;
  readonly faults: readonly FaultLeaf[];
}

export interface LimitLeaf {
  readonly owner: LimitOwner;
  readonly reason: string;
  readonly amperes: number;
  readonly expiresAt: string | null;
}

export interface MeterLeaf {
  readonly at: string;
  readonly importWh: number;
  readonly powerW: number | null;
  /** By phase. */
  readonly currentA: Readonly<Record<string, number | null>>;
  readonly voltageV: Readonly<Record<string, number | null>>;
}

export interface SessionLeaf {
  readonly transactionId: string;
  readonly csmsNumber: number | null;
  /** Its last characters only. */
  readonly idTag: string;
  readonly startedAt: string;
  readonly meterStartWh: number;
  readonly energyWh: number;
}

export interface LogbookLeaf {
  readonly needs: readonly ("odometer" | "plate")[];
  /** Until it is entered nothing flows. */
  readonly isHeld: boolean;
  /** When the charge will be held; null when it is, and when it will not be any more. */
  readonly holdsAt: string | null;
}

export interface FaultLeaf {
  readonly code: FaultCode;
  readonly severity: FaultEntry["severity"];
  readonly since: string;
  readonly text: string;
  readonly detail: string | null;
}

export type FirmwareBranch = Pick<FirmwareView, "version" | "status" | "progress" | "installAt" | "endedAt" | "why">;
