import { type PilotLevel, evseId } from "#hal/core/charging";
import { amperes, epochMillis, seconds, wattHours } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import { evseStep, initialEvse } from "#agent/domain/evse/evse-machine";
import type { EvseEffect, EvseEvent, EvsePolicy, EvseState } from "#agent/domain/evse/evse-state";
import type { ConnectorStatus } from "#agent/domain/evse/connector-status";
import { projectStatus } from "#agent/domain/evse/project-status";
import type { CurrentLimit } from "#agent/domain/limits/current-limit";
import type { TransactionFact } from "#agent/domain/transaction/station-fact";
import { transactionId } from "#agent/domain/transaction/station-fact";

export const policy: EvsePolicy = {
  evse: evseId(1),
  connectionTimeOut: seconds(60),
  stopOnEvDisconnect: true,
  stopOnInvalidToken: true,
  maxEnergyOnInvalidToken: wattHours(0),
  hasLock: false,
  unlocksOnEvDisconnect: false,
  meterSilenceLimit: seconds(60),
  isChargingForbidden: false,
};

export const wiring: CurrentLimit = { owner: "installation", reason: "fuse", limit: amperes(32) };

/** Plays events into the outlet's machine and remembers what came out, without a clock: tests ring the timers. */
export class EvseMachineDriver {
  state: EvseState = initialEvse([wiring], true);
  policy: EvsePolicy;
  readonly effects: EvseEffect[] = [];
  readonly statuses: ConnectorStatus[] = [];
  #transactions = 0;
  #meter = 1000;

  constructor(changes: Partial<EvsePolicy> = {}) {
    this.policy = { ...policy, ...changes };
    this.statuses.push(projectStatus(this.state));
    this.post({ type: "recovery.finished", hadTransaction: false });
    this.pilot("A");
  }

  post(event: EvseEvent): this {
    const step = evseStep(this.state, event, this.policy);
    this.state = step.state;
    this.effects.push(...step.effects);
    const status = projectStatus(this.state);
    if (status !== this.statuses.at(-1)) this.statuses.push(status);
    for (const { type } of step.effects)
      if (type === "availability.due" || type === "reservation.due") this.post({ type });
    return this;
  }

  pilot(level: PilotLevel, energized = false): this {
    return this.post({ type: "pilot.changed", level, energized });
  }

  tap(token = "CAFE0001", parent?: string): this {
    const authorization = {
      token: idToken(token),
      ...(parent === undefined ? {} : { parent: idToken(parent) }),
    };
    return this.post({ type: "token.accepted", authorization });
  }

  /** Answers the newest capture with a register that has grown. */
  meter(purpose: "start" | "stop", energy = (this.#meter += 500)): this {
    this.#transactions += 1;
    return this.post({
      type: "meter.captured",
      purpose,
      energy: wattHours(energy),
      at: epochMillis(this.#transactions),
      transactionId: transactionId(`tx-${this.#transactions}`),
    });
  }

  ring(timer: Extract<EvseEvent, { type: "timer.elapsed" }>["timer"]): this {
    return this.post({ type: "timer.elapsed", timer, at: epochMillis(5) });
  }

  fault(code: Extract<EvseEvent, { type: "fault.changed" }>["code"], active = true): this {
    return this.post({ type: "fault.changed", code, active, at: epochMillis(7) });
  }

  /** Plugged, authorised, and energy flows. */
  charge(): this {
    return this.pilot("B").tap().meter("start").pilot("C").pilot("C", true);
  }

  status(): ConnectorStatus {
    return projectStatus(this.state);
  }

  facts(): readonly TransactionFact[] {
    return this.effects.flatMap((effect) => (effect.type === "fact" ? [effect.fact] : []));
  }

  /** The kinds of the effects since the last call. */
  taken(): readonly string[] {
    return this.effects.splice(0).map((effect) => {
      if (effect.type === "timer.start" || effect.type === "timer.cancel") return `${effect.type} ${effect.timer}`;
      return effect.type;
    });
  }
}
