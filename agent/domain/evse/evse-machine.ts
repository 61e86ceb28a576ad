import { type Amperes, amperes, type EpochMillis, epochMillis, seconds } from "#hal/core/units";
import {
  type EvseEffect,
  type EvseEvent,
  type EvsePolicy,
  type EvseState,
  type EvseStep,
  type EvseTimer,
  holdOf,
  mustCut,
} from "#agent/domain/evse/evse-state";
import { isBusyForAvailability, mayBegin } from "#agent/domain/evse/evse-readiness";
import { reservationFate } from "#agent/domain/evse/reservation-fate";
import { withMaintenance, withoutMaintenance } from "#agent/domain/evse/maintenance";
import { isPermitted, isPilotTimer, type PilotEvent, pilotStep } from "#agent/domain/evse/pilot-machine";
import { actionOf, withFault, withoutFault } from "#agent/domain/faults/fault-catalogue";
import { type CurrentLimit, decideLimit, withLimit, withoutOwner } from "#agent/domain/limits/current-limit";
import { isHolder, type Reservation } from "#agent/domain/reservation/reservation";
import { hasTransaction, idle, sessionStep } from "#agent/domain/session/session-machine";
import type { SessionEvent } from "#agent/domain/session/session-state";

/** A vehicle needs up to 5 s to follow a new pilot (IEC 61851-1 table A.6); raising faster than that makes it hunt. */
const PACE = seconds(5);
/** A board that refused a grant is asked again after this time. */
const GRANT_RETRY = seconds(5);

export function initialEvse(limits: readonly CurrentLimit[], isOperative: boolean): EvseState {
  return {
    pilot: { kind: "unknown", plugged: false, mayFlow: false },
    session: idle,
    faults: [],
    limits,
    offered: amperes(0),
    isOperative,
    isRecovering: true,
    isStorageBroken: false,
    isGrantRefused: false,
    isPlugLoose: false,
    isPacing: false,
  };
}

/** One event, run to its end: pilot and session hear of each other, then the permission is made to fit what both want. */
export function evseStep(state: EvseState, event: EvseEvent, policy: EvsePolicy): EvseStep {
  const turn = new Turn(state, policy, "at" in event ? event.at : epochMillis(0));
  turn.take(event);
  turn.settle();
  return { state: turn.state, effects: turn.effects };
}

type FaultChanged = Omit<Extract<EvseEvent, { type: "fault.changed" }>, "type">;

/** The working copy of one step; it lives no longer than the step. */
class Turn {
  state: EvseState;
  readonly effects: EvseEffect[] = [];
  readonly #policy: EvsePolicy;
  readonly #at: EpochMillis;

  constructor(state: EvseState, policy: EvsePolicy, at: EpochMillis) {
    this.state = state;
    this.#policy = policy;
    this.#at = at;
  }

  take(event: EvseEvent): void {
    switch (event.type) {
      case "pilot.changed":
        this.#pilot(event);
        return;
      case "fault.changed":
        this.#fault(event);
        return;
      case "limits.changed":
        this.state = { ...this.state, limits: event.limits };
        return;
      case "limit.set":
        this.state = { ...this.state, limits: withLimit(this.state.limits, event.limit) };
        return;
      case "limit.lifted":
        this.state = { ...this.state, limits: withoutOwner(this.state.limits, event.owner) };
        return;
      case "availability.requested":
        this.#requestAvailability(event.operative);
        return;
      case "availability.due":
        if (this.state.scheduledOperative !== undefined) this.#availability(this.state.scheduledOperative);
        return;
      case "lock.moved":
        this.state = { ...this.state, isPlugLoose: event.isLoose };
        return;
      case "maintenance.begun":
      case "maintenance.ended":
        this.#maintain(event.type === "maintenance.begun");
        return;
      case "grant.refused":
        this.state = { ...this.state, isGrantRefused: true };
        this.effects.push({ type: "timer.start", timer: "grantRetry", delay: GRANT_RETRY });
        return;
      case "storage.changed":
        this.state = { ...this.state, isStorageBroken: event.isBroken };
        return;
      case "recovery.finished":
        this.state = { ...this.state, isRecovering: false };
        if (event.hadTransaction) this.#session({ type: "session.recovered" });
        return;
      case "timer.elapsed":
        this.#timer(event.timer);
        return;
      case "token.accepted":
        this.#token(event);
        return;
      case "reservation.placed":
        this.#reserve(event.reservation);
        return;
      case "reservation.withdrawn":
        if (this.state.reservation?.id === event.id) this.#endReservation();
        return;
      case "reservation.due":
        this.#showReservation();
        return;
      default:
        this.#session(event);
    }
  }

  /** Brings permission, offer and availability in line with what is now true. */
  settle(): void {
    this.#settlePermission();
    this.#settleOffer();
    this.#settleReservation();
    this.#settleAvailability();
  }

  /** Within the table of 1.6 a reservation can only be refused to others here; that it fits the whole station others have seen to. */
  #token(event: EvseEvent & { type: "token.accepted" }): void {
    const { reservation } = this.state;
    const { authorization } = event;
    if (!this.#mayStart()) this.effects.push({ type: "token.turned-away", why: "busy" });
    else if (reservation === undefined) this.#session(event);
    else if (!isHolder(reservation, authorization)) this.effects.push({ type: "token.turned-away", why: "reserved" });
    else {
      this.state = { ...this.state, reservation: { ...reservation, isShown: false } };
      this.#session({ ...event, authorization: { ...authorization, reservationId: reservation.id } });
    }
  }

  #reserve(reservation: Reservation): void {
    this.state = { ...this.state, reservation: { ...reservation, isShown: this.state.reservation?.isShown ?? false } };
  }

  /** Whoever has plugged in meanwhile gets the full time to authorise. */
  #endReservation(): void {
    const { reservation, ...rest } = this.state;
    this.state = rest;
    if (reservation?.isShown === true && rest.isOperative) this.#session({ type: "outlet.reopened" });
  }

  #showReservation(): void {
    const { reservation, session, isRecovering } = this.state;
    if (reservation === undefined || session.kind !== "idle" || isRecovering) return;
    this.state = { ...this.state, reservation: { ...reservation, isShown: true } };
  }

  #settleReservation(): void {
    const effect = reservationFate(this.state);
    if (effect?.type === "reservation.ended") this.#endReservation();
    if (effect !== undefined) this.effects.push(effect);
  }

  #mayStart(): boolean {
    return hasTransaction(this.state.session) || mayBegin(this.state, this.#policy);
  }

  #pilot(event: PilotEvent): void {
    const step = pilotStep(this.state.pilot, event);
    this.state = { ...this.state, pilot: step.state };
    for (const effect of step.effects) {
      if (effect.type === "board.grant") this.#grant();
      else if (effect.type !== "notice") this.effects.push(effect);
      else if (effect.notice === "contactor.welded") this.#weld();
      else this.#session({ type: effect.notice });
    }
    if (!isPermitted(this.state.pilot)) this.state = { ...this.state, offered: amperes(0) };
  }

  #weld(): void {
    const detail = "the contactor is still closed after the command to open";
    this.#fault({ code: "board.contactor-welded", active: true, at: this.#at, detail });
  }

  #grant(): void {
    this.#offer(decideLimit(this.state.limits).limit);
  }

  #session(event: SessionEvent): void {
    const before = hasTransaction(this.state.session);
    const step = sessionStep(this.state.session, event, this.#policy);
    this.state = { ...this.state, session: step.state };
    this.effects.push(...step.effects);
    const after = hasTransaction(step.state);
    const isMeterSilent = this.state.faults.some(({ code }) => code === "meter.silent");
    if (after && !before && isMeterSilent) this.#startMeterSilence();
    if (before && !after) this.effects.push({ type: "timer.cancel", timer: "meterSilence" });
  }

  #fault({ code, active, at, detail, words }: FaultChanged): void {
    const before = this.state.faults;
    const more = { ...(detail === undefined ? {} : { detail }), ...(words === undefined ? {} : { words }) };
    const faults = active ? withFault(before, { code, since: at, ...more }) : withoutFault(before, code);
    if (faults === before) return;
    this.state = { ...this.state, faults };
    if (code === "meter.silent") this.#meterSilence(active);
    // Before the fault takes the permission back: what a board holds that hears no more is what it was given last.
    if (code === "board.silent" && active) this.#pilot({ type: "pilot.lost" });
    if (active && actionOf(code) === "end") this.#session({ type: "stop.requested", cause: "other" });
  }

  #meterSilence(active: boolean): void {
    if (active && hasTransaction(this.state.session)) this.#startMeterSilence();
    if (!active) this.effects.push({ type: "timer.cancel", timer: "meterSilence" });
  }

  #startMeterSilence(): void {
    this.effects.push({ type: "timer.start", timer: "meterSilence", delay: this.#policy.meterSilenceLimit });
  }

  #timer(timer: EvseTimer): void {
    switch (timer) {
      case "pace":
        this.state = { ...this.state, isPacing: false };
        return;
      case "grantRetry":
        this.state = { ...this.state, isGrantRefused: false };
        return;
      case "meterSilence":
        this.#session({ type: "stop.requested", cause: "other" });
        return;
      default:
        if (isPilotTimer(timer)) this.#pilot({ type: "pilot.timer-elapsed", timer });
        else this.#session({ type: "session.timer-elapsed", timer });
    }
  }

  /** The permission follows from the state; nobody has to remember to give or take it. */
  #settlePermission(): void {
    const { pilot, session } = this.state;
    const hold = holdOf(this.state);
    const wants = session.kind === "active" && hold === undefined && !this.state.isPlugLoose;
    // Once held, a charge is not being prepared any more: it is suspended, by us and then by the vehicle (1.6 knows no way back to Preparing).
    if (hold !== undefined && session.kind === "active" && session.flow === "awaited")
      this.#session({ type: "energy.stopped" });
    if (mustCut(this.state)) this.#pilot({ type: "permit.cut" });
    else if (wants && !isPermitted(pilot)) this.#pilot({ type: "permit.granted" });
    else if (!wants && isPermitted(pilot)) this.#pilot({ type: "permit.withdrawn" });
  }

  /** Less is offered at once, more only at the vehicle's pace. */
  #settleOffer(): void {
    const { offered, isPacing, pilot } = this.state;
    if (!isPermitted(pilot) || offered === 0) return;
    const { limit } = decideLimit(this.state.limits);
    if (limit === offered || (isPacing && limit > offered)) return;
    this.#offer(limit);
  }

  #offer(limit: Amperes): void {
    this.state = { ...this.state, offered: limit, isPacing: true };
    this.effects.push({ type: "board.grant", limit }, { type: "timer.start", timer: "pace", delay: PACE });
  }

  /** Written down when it is asked for: a change that waits for the end of a transaction must not be lost with the power. */
  #requestAvailability(operative: boolean): void {
    if (this.state.maintenance === undefined) this.#availability(operative);
    else this.state = { ...this.state, maintenance: { operativeAfter: operative } };
    this.effects.push({ type: "availability.store", operative });
  }

  #maintain(isNeeded: boolean): void {
    const change = isNeeded ? withMaintenance(this.state) : withoutMaintenance(this.state);
    this.state = change.state;
    this.#availability(change.operative);
    // Who has plugged in and not authorised may not begin any more: their time is over, and there may be no limit to it.
    if (isNeeded && change.state.session.kind === "plugged")
      this.#session({ type: "session.timer-elapsed", timer: "connection" });
  }

  #availability(operative: boolean): void {
    const { scheduledOperative: _done, ...rest } = this.state;
    const isChanged = operative !== rest.isOperative;
    const mustWait = isChanged && isBusyForAvailability(rest);
    this.state = mustWait ? { ...rest, scheduledOperative: operative } : { ...rest, isOperative: operative };
    if (isChanged && !mustWait && operative) this.#session({ type: "outlet.reopened" });
  }

  #settleAvailability(): void {
    const scheduled = this.state.scheduledOperative;
    if (scheduled !== undefined && !isBusyForAvailability(this.state)) this.effects.push({ type: "availability.due" });
  }
}
