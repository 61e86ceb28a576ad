import { assertNever } from "#hal/core/assert-never";
import type { EvseId } from "#hal/core/charging";
import type { EpochMillis } from "#hal/core/units";
import type { FinalCost, ToldCost } from "#agent/domain/cost/cost-messages";
import { type MeterTriggers, noTriggers, type OutletReading, watchTriggers } from "#agent/domain/cost/meter-triggers";
import type { ChargingPrice, PriceTexts } from "#agent/domain/cost/price";
import { carryOn, costByDefault, type CostPoint, type RunningCost, withFlow } from "#agent/domain/cost/running-cost";
import type { ConnectorStatus } from "#agent/domain/evse/connector-status";
import type { TransactionId } from "#agent/domain/transaction/station-fact";

/** What is known of the cost of a transaction. Kept with its session. */
export interface TransactionCost {
  readonly transactionId: TransactionId;
  readonly evse: EvseId;
  /** `occupying`: over, and its cost goes on until the cable is out (CustomIdleFeeAfterStop). */
  readonly stage: "running" | "occupying" | "over";
  readonly userPrice?: PriceTexts;
  readonly running?: RunningCost;
  readonly final?: FinalCost;
  /** When the cable came out, while the back end still has to be told. */
  readonly unpluggedAt?: EpochMillis;
}

/** One outlet: the newest transaction there, and what is watched on its behalf. */
export interface OutletCost {
  readonly cost?: TransactionCost;
  readonly triggers: MeterTriggers;
  /** Undefined until it has been seen. */
  readonly status?: ConnectorStatus;
}

export type CostEvent =
  | {
      readonly type: "transaction.started";
      readonly transactionId: TransactionId;
      readonly evse: EvseId;
      readonly start: CostPoint;
      readonly userPrice?: PriceTexts;
      /** Given when nobody else will tell a cost: there is no back end. */
      readonly charging?: ChargingPrice;
    }
  | { readonly type: "transaction.ended"; readonly end: CostPoint; readonly isOccupying: boolean }
  | { readonly type: "price.told"; readonly texts: PriceTexts }
  | { readonly type: "cost.told"; readonly told: ToldCost }
  | { readonly type: "bill.told"; readonly final: FinalCost }
  /** The back end has heard when the cable came out. */
  | { readonly type: "unplugged.told" }
  /** `isPlugged` is undefined while nobody knows; `wall` is when it is by the clock on the wall, and `reading` by the time of the transaction. */
  | {
      readonly type: "outlet.seen";
      readonly wall: EpochMillis;
      readonly reading: OutletReading;
      readonly status: ConnectorStatus;
      readonly isPlugged: boolean | undefined;
    };

export type CostEffect =
  | { readonly type: "cost.store"; readonly cost: TransactionCost }
  /** The cable came out after a transaction whose cost went on. */
  | { readonly type: "unplugged.tell"; readonly cost: TransactionCost }
  | { readonly type: "meter.tell"; readonly causes: readonly string[] };

export interface CostStep {
  readonly state: OutletCost;
  readonly effects: readonly CostEffect[];
}

export function costStep(state: OutletCost, event: CostEvent): CostStep {
  if (event.type === "transaction.started") return started(state, event);
  if (event.type === "outlet.seen") return seen(state, event);
  const { cost } = state;
  if (cost === undefined) return { state, effects: [] };
  switch (event.type) {
    case "transaction.ended":
      return ended(state, cost, event);
    case "price.told":
      return kept(state, { ...cost, userPrice: event.texts });
    case "cost.told":
      return told(state, cost, event.told);
    case "bill.told":
      return kept(state, { ...cost, final: event.final });
    case "unplugged.told":
      return kept(state, withoutUnplugged(cost));
    default:
      return assertNever(event);
  }
}

/** The vehicle may have stayed in since the last transaction: what that one still cost ends here. */
function started({ cost: former, ...state }: OutletCost, event: CostEvent & { type: "transaction.started" }): CostStep {
  const { transactionId, evse, start, userPrice, charging } = event;
  const left = former === undefined ? [] : leave(former, start.at);
  const cost: TransactionCost = {
    transactionId,
    evse,
    stage: "running",
    ...(userPrice === undefined ? {} : { userPrice }),
    ...(charging === undefined ? {} : { running: costByDefault(charging, start) }),
  };
  const step = kept({ ...state, triggers: noTriggers }, cost);
  return { state: step.state, effects: [...left, ...step.effects] };
}

function ended(
  state: OutletCost,
  cost: TransactionCost,
  { end, isOccupying }: CostEvent & { type: "transaction.ended" },
) {
  if (cost.stage !== "running") return { state, effects: [] };
  const running = cost.running === undefined ? {} : { running: carryOn(cost.running, end) };
  const { statuses } = state.triggers;
  const triggers = isOccupying ? state.triggers : { statuses };
  return kept({ ...state, triggers }, { ...cost, ...running, stage: isOccupying ? "occupying" : "over" });
}

/**
 * What lay in the future when the message was written is watched even if it has passed since; the rest would only be told in a circle. After
 * the end of a transaction nothing but the status can matter, unless its cost goes on.
 */
function told(state: OutletCost, cost: TransactionCost, { triggers, isIdle, ...message }: ToldCost): CostStep {
  const { at, energy } = message;
  const since = isIdle ? (cost.running?.idleSince ?? at) : undefined;
  const { cost: amount, prices, next } = message;
  const running: RunningCost = {
    from: "backEnd",
    cost: amount,
    at,
    energy,
    prices,
    ...(next === undefined ? {} : { next }),
    ...(since === undefined ? {} : { idleSince: since }),
  };
  const { time, energy: atEnergy, power, statuses } = triggers;
  const isOver = cost.stage === "over";
  const armed: MeterTriggers = {
    statuses,
    ...(isOver || time === undefined || time <= at ? {} : { time }),
    ...(isOver || atEnergy === undefined || atEnergy <= energy ? {} : { energy: atEnergy }),
    ...(isOver || power === undefined ? {} : { power }),
  };
  return kept({ ...state, triggers: armed }, { ...cost, running });
}

function seen(state: OutletCost, event: CostEvent & { type: "outlet.seen" }): CostStep {
  const { reading, wall, status, isPlugged } = event;
  const cost = flowed(state, reading, status);
  const watched = watchTriggers(state.triggers, reading, entered(state.status, status));
  const asked: readonly CostEffect[] =
    watched.causes.length === 0 ? [] : [{ type: "meter.tell", causes: watched.causes }];
  const isFree = status === "available" && (cost === undefined || cost.stage === "over");
  const next = { status, triggers: isFree ? noTriggers : watched.triggers };
  if (cost === undefined) return { state: next, effects: asked };
  if (cost.stage === "occupying" && isPlugged === false) {
    const left: TransactionCost = { ...cost, stage: "over", unpluggedAt: wall };
    return { state: { ...next, cost: left }, effects: [...asked, ...leave(cost, wall)] };
  }
  return { state: { ...next, cost }, effects: [...asked, ...turned(state.cost, cost)] };
}

/** The first look finds the outlet as it is; nothing has got anywhere by that. */
function entered(former: ConnectorStatus | undefined, status: ConnectorStatus): ConnectorStatus | undefined {
  return former === undefined || former === status ? undefined : status;
}

/** A turn of the flow cannot be reckoned again after a crash. */
function turned(former: TransactionCost | undefined, cost: TransactionCost): readonly CostEffect[] {
  const hasTurned = former?.running?.idleSince !== cost.running?.idleSince;
  return hasTurned ? [{ type: "cost.store", cost }] : [];
}

/** The cost of this instant. Idle begins and ends when the outlet's own status says so; between two such turns the back end's word holds. */
function flowed({ cost, status: former }: OutletCost, reading: OutletReading, status: ConnectorStatus) {
  if (cost?.running === undefined || cost.stage === "over") return cost;
  const point = { at: reading.at, energy: reading.energy ?? cost.running.energy };
  const running = carryOn(cost.running, point);
  const isTurn = former !== undefined && isIdle(former) !== isIdle(status);
  return { ...cost, running: isTurn ? withFlow(running, isIdle(status), reading.at) : running };
}

/** A pause that the station imposes is not the driver's idleness. */
function isIdle(status: ConnectorStatus): boolean {
  return status === "suspendedEV" || status === "finishing";
}

export function withoutUnplugged(cost: TransactionCost): TransactionCost {
  const { unpluggedAt: _told, ...rest } = cost;
  return rest;
}

function leave(cost: TransactionCost, at: EpochMillis): readonly CostEffect[] {
  if (cost.stage !== "occupying") return [];
  const left: TransactionCost = { ...cost, stage: "over", unpluggedAt: at };
  return [
    { type: "cost.store", cost: left },
    { type: "unplugged.tell", cost: left },
  ];
}

function kept(state: Omit<OutletCost, "cost">, cost: TransactionCost): CostStep {
  return { state: { ...state, cost }, effects: [{ type: "cost.store", cost }] };
}
