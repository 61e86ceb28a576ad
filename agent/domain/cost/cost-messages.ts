import { type EpochMillis, epochMillis, type WattHours } from "#hal/core/units";
import type { IdToken } from "#agent/domain/authorization/id-token";
import type { MeterTriggers } from "#agent/domain/cost/meter-triggers";
import type { Prices, PriceTexts } from "#agent/domain/cost/price";

/** The price of one driver, for showing only. */
export interface UserPrice {
  readonly token: IdToken;
  readonly texts: PriceTexts;
}

/** What a transaction costs by the back end's reckoning, at a time and a register that it was told of. */
export interface ToldCost {
  readonly cost: number;
  readonly at: EpochMillis;
  readonly energy: WattHours;
  readonly isIdle: boolean;
  readonly prices: Prices;
  readonly next?: { readonly at: EpochMillis; readonly prices: Prices };
  /** Takes the place of what was to be watched before. */
  readonly triggers: MeterTriggers;
}

/** The same by a clock that is ahead of the one by which it was told. */
export function laterBy({ next, triggers, ...told }: ToldCost, ahead: number): ToldCost {
  const later = (at: EpochMillis) => epochMillis(at + ahead);
  const { time, ...marks } = triggers;
  return {
    ...told,
    at: later(told.at),
    ...(next === undefined ? {} : { next: { ...next, at: later(next.at) } }),
    triggers: { ...marks, ...(time === undefined ? {} : { time: later(time) }) },
  };
}

/** The bill. */
export interface FinalCost {
  readonly cost: number;
  readonly texts?: PriceTexts;
  /** What a QR code on the display is to hold: the address of the invoice. */
  readonly qrCode?: string;
}
