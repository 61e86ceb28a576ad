import { assertNever } from "#hal/core/assert-never";
import type { FaultCode } from "#hal/core/charging";
import { type EvseState, type Hold, holdOf } from "#agent/domain/evse/evse-state";
import { faultCatalogue, gravestFault } from "#agent/domain/faults/fault-catalogue";
import { decideLimit, type LimitOwner } from "#agent/domain/limits/current-limit";

/** Reasons beside faults and limits, which have words of their own. */
export type PlainWhyCode =
  | "vehicle.missing"
  | "vehicle.awaited"
  | "vehicle.paused"
  | "vehicle.away"
  | "meter.reading"
  | "session.ending"
  | "session.finished"
  | "recovery.running"
  | "station.unavailable"
  | "station.reserved"
  | "backEnd.pending"
  | "station.updating"
  | "plug.kept"
  | "lock.open"
  | "site.closed"
  | "logbook.missing"
  | "station.notActivated"
  | "station.decommissioned"
  | "token.missing"
  | "token.late"
  | "token.refused"
  | "storage.failed"
  | "board.refused"
  | "fault"
  | "limit.none";
export type WhyCode = PlainWhyCode | `fault.${FaultCode}` | `limit.${LimitOwner}`;

/** The answer to the question asked most at a charger. The code is for programs, the text for people. */
export interface WhyNotCharging {
  readonly code: WhyCode;
  readonly text: string;
}

const because = (code: WhyCode, text: string): WhyNotCharging => ({ code, text });

/** Who or what keeps everybody from beginning here, whatever the outlet could do. `closed`: outside the opening hours of the place. */
export type ChargingBar = "backEnd" | "notActivated" | "decommissioned" | "closed";

const storageFailed = because(
  "storage.failed",
  "The charger cannot write its records; it tries again every few seconds",
);

/** Undefined while energy flows. */
export function whyNotCharging(state: EvseState, bar: ChargingBar | undefined): WhyNotCharging | undefined {
  const fault = gravestFault(state.faults);
  const { session } = state;
  const isFlowing = session.kind === "active" && session.flow === "flowing" && holdOf(state) === undefined;
  if (fault !== undefined && !isFlowing) return because(`fault.${fault.code}`, faultCatalogue[fault.code].text);
  switch (session.kind) {
    case "idle":
    case "plugged":
      return whyNotStarted(state, bar);
    case "authorized":
      return because("vehicle.missing", "Authorised; waiting for the vehicle to be plugged in");
    case "starting":
      return because("meter.reading", "Reading the meter before the charge begins");
    case "active":
      return whyNoFlow(state, session.flow);
    case "ending":
      return because("session.ending", "The charge is being ended");
    case "finishing":
      if (session.kept !== undefined)
        return because("plug.kept", "The plug stays locked; hold the card that began the charge to the reader");
      return because("session.finished", "The charge is over; the vehicle can be unplugged");
    default:
      return assertNever(session);
  }
}

function whyNotStarted(state: EvseState, bar: ChargingBar | undefined): WhyNotCharging {
  if (state.isStorageBroken) return storageFailed;
  if (state.isRecovering) return because("recovery.running", "Closing the charge that was interrupted");
  if (state.maintenance !== undefined)
    return because("station.updating", "New firmware is about to be installed; charging is possible again afterwards");
  if (!state.isOperative) return because("station.unavailable", "The operator has taken this charger out of service");
  if (bar !== undefined) return whyBarred(bar);
  if (state.reservation?.isShown === true)
    return because("station.reserved", "Reserved; hold the card that it is reserved for to the reader");
  if (state.session.kind === "idle") return because("vehicle.missing", "No vehicle is plugged in");
  if (state.session.kind === "plugged" && state.session.isLapsed)
    return because("token.late", "Nobody authorised in time; hold a card to the reader to begin");
  return because("token.missing", "Waiting for a card");
}

function whyBarred(bar: ChargingBar): WhyNotCharging {
  switch (bar) {
    case "backEnd":
      return because("backEnd.pending", "The back end has not accepted this charger yet");
    case "notActivated":
      return because("station.notActivated", "This charger has not been put into service yet");
    case "decommissioned":
      return because("station.decommissioned", "This charger has been taken out of use for good");
    case "closed":
      return because("site.closed", "Closed now; outside the opening hours no charge can begin");
    default:
      return assertNever(bar);
  }
}

function whyNoFlow(state: EvseState, flow: "awaited" | "flowing" | "stopped"): WhyNotCharging | undefined {
  const hold = holdOf(state);
  if (hold !== undefined) return whyHeld(state, hold);
  switch (flow) {
    case "flowing":
      return undefined;
    case "awaited":
      return because("vehicle.awaited", "Energy is offered; the vehicle has not asked for it yet");
    case "stopped":
      return because("vehicle.paused", "The vehicle does not ask for energy");
    default:
      return assertNever(flow);
  }
}

function whyHeld(state: EvseState, hold: Hold): WhyNotCharging {
  switch (hold) {
    case "fault":
      return because("fault", "A fault holds the charge");
    case "storage":
      return storageFailed;
    case "token":
      return because("token.refused", "The back end does not accept the card that began this charge");
    case "vehicleAway":
      return because("vehicle.away", "The cable was pulled out of the vehicle; the charge is still open");
    case "lock":
      return because("lock.open", "The lock does not hold the plug");
    case "board":
      return because("board.refused", "The charging controller refused to begin; trying again");
    case "limit": {
      const { decidedBy } = decideLimit(state.limits);
      if (decidedBy?.owner === "logbook")
        return because(
          "logbook.missing",
          "Odometer and number plate are missing; the charge goes on once they are entered",
        );
      return because(
        `limit.${decidedBy?.owner ?? "none"}`,
        decidedBy === undefined
          ? "Nobody has allowed any current"
          : `The current is limited to 0 A: ${decidedBy.reason}`,
      );
    }
    default:
      return assertNever(hold);
  }
}
