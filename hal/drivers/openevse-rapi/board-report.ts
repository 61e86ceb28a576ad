import type { FaultCode, PilotLevel } from "#hal/core/charging";
import { type Amperes, amperes } from "#hal/core/units";
import type { PilotReading } from "#hal/ports/control-pilot";
import { evseFlags, evseStates } from "#hal/wire/rapi-tables";

/** What the board says of itself, by `$GS` or `$AT`. */
export interface BoardReport {
  /** One of `evseStates`. */
  readonly state: number;
  /** Bits of `evseFlags`; undefined from firmware that does not tell. */
  readonly flags: number | undefined;
  /** What the pilot offers when it offers. */
  readonly amps: Amperes;
}

/** States in which the board watches for a vehicle and would charge it. */
export type BoardMood = "awake" | "asleep" | "disabled" | "fault" | "undecided";

const levels: ReadonlyMap<number, PilotLevel> = new Map<number, PilotLevel>([
  [evseStates.notConnected, "A"],
  [evseStates.connected, "B"],
  [evseStates.charging, "C"],
  [evseStates.ventilationRequired, "D"],
]);

const faults: ReadonlyMap<number, FaultCode> = new Map<number, FaultCode>([
  [evseStates.ventilationRequired, "board.ventilation"],
  [evseStates.diodeCheckFailed, "board.diode"],
  [evseStates.groundFaultInterrupted, "board.residual-current"],
  [evseStates.noGround, "board.ground"],
  [evseStates.stuckRelay, "board.contactor-welded"],
  [evseStates.groundFaultSelfTestFailed, "board.self-test"],
  [evseStates.overTemperature, "board.over-temperature"],
  [evseStates.overCurrent, "board.over-current"],
  [evseStates.relayClosureFault, "board.contactor-open"],
]);

export function moodOf(state: number): BoardMood {
  if (state === evseStates.sleeping) return "asleep";
  if (state === evseStates.disabled) return "disabled";
  if (state === evseStates.unknown) return "undecided";
  return state < evseStates.ventilationRequired ? "awake" : "fault";
}

/** Undefined while the board is not in a fault. A state that later firmware may add counts as a disturbed pilot. */
export function faultOfState(state: number): FaultCode | undefined {
  return moodOf(state) === "fault" ? (faults.get(state) ?? "board.pilot") : undefined;
}

export function isEnergized(report: BoardReport): boolean {
  return report.flags === undefined ? report.state === evseStates.charging : hasFlag(report, evseFlags.chargingOn);
}

export function isVehiclePresent(report: BoardReport): boolean {
  return report.flags === undefined
    ? report.state >= evseStates.connected && report.state <= evseStates.ventilationRequired
    : hasFlag(report, evseFlags.evConnected);
}

/**
 * A board that has not made up its mind and keeps its contactor open sees a pilot that no vehicle makes, one shorted to earth for example: that
 * is E, which says nothing of the vehicle. Undefined when it does not tell of its contactor, or keeps it closed meanwhile. Asleep and disabled the pilot carries no signal, so that a vehicle asking for energy
 * (C) looks like one that does not (B); in a fault nothing is known of the vehicle and the level is F.
 */
export function readPilot(report: BoardReport): PilotReading | undefined {
  const mood = moodOf(report.state);
  if (mood === "undecided") {
    const isOpen = report.flags !== undefined && !isEnergized(report);
    return isOpen ? { level: "E", energized: false, offered: amperes(0) } : undefined;
  }
  return { level: levelOf(report, mood), energized: isEnergized(report), offered: offeredBy(report) };
}

function levelOf(report: BoardReport, mood: BoardMood): PilotLevel {
  if (mood === "asleep" || mood === "disabled") return isVehiclePresent(report) ? "B" : "A";
  return levels.get(report.state) ?? "F";
}

function offeredBy(report: BoardReport): Amperes {
  const isOffering = report.state === evseStates.connected || report.state === evseStates.charging;
  return isOffering && !hasFlag(report, evseFlags.authLocked) ? report.amps : amperes(0);
}

function hasFlag(report: BoardReport, flag: number): boolean {
  return ((report.flags ?? 0) & flag) !== 0;
}
