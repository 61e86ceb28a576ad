import { type EpochMillis, epochMillis, hours, minutes, type WattHours, wattHours } from "#hal/core/units";
import type { ChargingPrice, Prices } from "#agent/domain/cost/price";

/** What a transaction costs up to an instant, and the prices by which it goes on until the back end says more. */
export interface RunningCost {
  /** `default`: nobody has told it; it is reckoned with the default price. */
  readonly from: "backEnd" | "default";
  readonly cost: number;
  readonly at: EpochMillis;
  readonly energy: WattHours;
  /** Since when the vehicle has been taking nothing; absent while it charges. */
  readonly idleSince?: EpochMillis;
  readonly prices: Prices;
  /** Other prices from a time on. */
  readonly next?: { readonly at: EpochMillis; readonly prices: Prices };
}

/** An instant to reckon up to. */
export interface CostPoint {
  readonly at: EpochMillis;
  /** The register then. */
  readonly energy: WattHours;
}

/** The cost of a transaction that began without a back end. */
export function costByDefault(charging: ChargingPrice, start: CostPoint): RunningCost {
  return { from: "default", cost: charging.flatFee ?? 0, ...start, prices: { charging } };
}

/** The cost carried on to `point`. A clock or a register that has gone back takes nothing away. */
export function carryOn(running: RunningCost, point: CostPoint): RunningCost {
  const { next } = running;
  if (next === undefined || point.at < next.at) return add(running, point);
  const turned = add(running, turningPoint(running, next.at, point));
  const { next: _used, ...rest } = turned;
  return add({ ...rest, prices: next.prices }, point);
}

/** From here on it is idle, or charges again. `running` has been carried on to `at`. */
export function withFlow(running: RunningCost, isIdle: boolean, at: EpochMillis): RunningCost {
  if (isIdle === (running.idleSince !== undefined)) return running;
  if (isIdle) return { ...running, idleSince: at };
  const { idleSince: _over, ...rest } = running;
  return rest;
}

/** The register at the turn of the prices lies on the straight line between two readings that are a second apart. */
function turningPoint({ at, energy }: RunningCost, turn: EpochMillis, point: CostPoint): CostPoint {
  const part = point.at > at ? Math.max(0, turn - at) / (point.at - at) : 0;
  return { at: turn, energy: wattHours(energy + Math.max(0, point.energy - energy) * part) };
}

function add(running: RunningCost, point: CostPoint): RunningCost {
  const at = epochMillis(Math.max(running.at, point.at));
  const energy = wattHours(Math.max(running.energy, point.energy));
  const more = running.idleSince === undefined ? charged(running, at, energy) : idled(running, running.idleSince, at);
  return { ...running, cost: running.cost + more, at, energy };
}

function charged({ prices, ...from }: RunningCost, at: EpochMillis, energy: WattHours): number {
  const { kWhPrice = 0, hourPrice = 0 } = prices.charging;
  return (kWhPrice * (energy - from.energy)) / 1000 + (hourPrice * (at - from.at)) / hours(1);
}

function idled({ prices, at: from }: RunningCost, since: EpochMillis, at: EpochMillis): number {
  const { graceMinutes = 0, hourPrice = 0 } = prices.idle ?? {};
  const billed = Math.max(from, since + minutes(graceMinutes));
  return (hourPrice * Math.max(0, at - billed)) / hours(1);
}
