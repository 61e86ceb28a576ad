import type { FaultCode, FaultWords } from "#hal/core/charging";
import type { EpochMillis } from "#hal/core/units";

/** What a fault does to a charge. */
export type FaultAction =
  /** Charging goes on; people and back end are told. */
  | "none"
  /** No energy while it holds, with courtesy to the vehicle; charging resumes when it is gone. */
  | "suspend"
  /** The contactor opens at once; charging resumes when it is gone. */
  | "cut"
  /** The contactor opens at once and the transaction ends. */
  | "end";

export interface FaultEntry {
  readonly severity: "emergency" | "serious" | "warning";
  readonly action: FaultAction;
  /** Plain words for the driver's page. */
  readonly text: string;
}

/** Codes of the ChargeX minimum set (MREC) are named where there is one. */
export const faultCatalogue = {
  "board.silent": { severity: "serious", action: "suspend", text: "The charging controller does not answer" },
  "board.pilot": { severity: "serious", action: "cut", text: "The control pilot is disturbed (MREC 14)" },
  "board.diode": { severity: "serious", action: "cut", text: "The vehicle's diode check failed" },
  "board.ground": { severity: "emergency", action: "cut", text: "No protective earth (MREC 2)" },
  "board.residual-current": { severity: "emergency", action: "cut", text: "Residual current was detected" },
  "board.self-test": { severity: "emergency", action: "cut", text: "The residual current device failed its self-test" },
  "board.contactor-welded": { severity: "emergency", action: "end", text: "The contactor does not open (MREC 17)" },
  "board.contactor-open": { severity: "serious", action: "cut", text: "The contactor does not close (MREC 17)" },
  "board.over-temperature": { severity: "serious", action: "cut", text: "Too hot (MREC 3)" },
  "board.over-current": { severity: "serious", action: "cut", text: "The vehicle draws more than allowed (MREC 4)" },
  "board.ventilation": { severity: "warning", action: "cut", text: "The vehicle asks for ventilation, there is none" },
  /** Latched until the program starts anew: somebody has to look at the contactor first. */
  "outlet.stray-energy": {
    severity: "emergency",
    action: "end",
    text: "Energy flows although none is allowed; the contactor may be welded (MREC 17)",
  },
  /** It is not where it should be: open in a charge, or closed when the plug is to come out. */
  "lock.jammed": { severity: "serious", action: "suspend", text: "The lock of the plug does not move (MREC 1)" },
  /** A grace time before the end is policy of the station, see EvsePolicy. */
  "meter.silent": { severity: "serious", action: "none", text: "The energy meter does not answer" },
  "meter.implausible": { severity: "serious", action: "none", text: "The energy meter gives impossible values" },
  "reader.silent": { severity: "warning", action: "none", text: "The card reader is not connected" },
  /** From a source that knows more faults than this table has; its words go with it. */
  "reported.fault": { severity: "serious", action: "cut", text: "A fault was reported from outside" },
  "reported.warning": { severity: "warning", action: "none", text: "A warning was reported from outside" },
} as const satisfies Record<FaultCode, FaultEntry>;

export interface ActiveFault {
  readonly code: FaultCode;
  readonly since: EpochMillis;
  readonly detail?: string;
  readonly words?: FaultWords;
}

const rank = { emergency: 0, serious: 1, warning: 2 } as const;

/** The gravest of the faults; of equally grave ones the oldest. */
export function gravestFault(faults: readonly ActiveFault[]): ActiveFault | undefined {
  let gravest: ActiveFault | undefined;
  for (const fault of faults) if (gravest === undefined || rankOf(fault) < rankOf(gravest)) gravest = fault;
  return gravest;
}

function rankOf(fault: ActiveFault): number {
  return rank[faultCatalogue[fault.code].severity];
}

export function actionOf(code: FaultCode): FaultAction {
  return faultCatalogue[code].action;
}

/** Raising what is already raised changes nothing, not even its age; only other words take the place of the last ones. */
export function withFault(faults: readonly ActiveFault[], fault: ActiveFault): readonly ActiveFault[] {
  const known = faults.find((each) => each.code === fault.code);
  if (known === undefined) return [...faults, fault];
  if (fault.words === undefined || sameWords(known.words, fault.words)) return faults;
  return faults.map((each) => (each === known ? { ...fault, since: known.since } : each));
}

function sameWords(a: FaultWords | undefined, b: FaultWords): boolean {
  return a?.shared === b.shared && a.own === b.own;
}

export function withoutFault(faults: readonly ActiveFault[], code: FaultCode): readonly ActiveFault[] {
  return faults.some((each) => each.code === code) ? faults.filter((each) => each.code !== code) : faults;
}
