import { type EpochMillis, isoTime } from "#hal/core/units";
import type { PriceSettings } from "#agent/control/price-settings";
import type { IdToken } from "#agent/domain/authorization/id-token";
import { localIso, type TimeOffsets } from "#agent/domain/cost/local-time";
import type { OutletCost, TransactionCost } from "#agent/domain/cost/outlet-cost";
import { amountText, type PriceTexts, textFor } from "#agent/domain/cost/price";
import type { RunningCost } from "#agent/domain/cost/running-cost";
import { hasTransaction } from "#agent/domain/session/session-machine";
import type { SessionState } from "#agent/domain/session/session-state";

export interface CostViewSources {
  readonly outlet: OutletCost;
  readonly session: SessionState;
  readonly settings: PriceSettings;
  readonly isOnline: boolean;
  /** The price of a driver who has not begun yet. */
  readonly userPriceOf: (token: IdToken) => PriceTexts | undefined;
}

/** What a display or a page shows of prices at one outlet. */
export function costView({ outlet, session, settings, isOnline, userPriceOf }: CostViewSources): object {
  const { cost } = outlet;
  const isFinal = cost?.final !== undefined;
  return {
    price: priceView(ownPrice(cost, session, userPriceOf), settings, isOnline),
    running: cost?.running === undefined || isFinal ? null : runningView(cost.running, settings),
    final: cost === undefined ? null : finalView(cost, settings),
  };
}

function ownPrice(
  cost: TransactionCost | undefined,
  session: SessionState,
  userPriceOf: (token: IdToken) => PriceTexts | undefined,
): PriceTexts | undefined {
  if (hasTransaction(session)) return cost?.userPrice;
  return "authorization" in session ? userPriceOf(session.authorization.token) : undefined;
}

/** The driver's own price, else that for everybody; while there is no back end the one that is meant for then. */
function priceView(own: PriceTexts | undefined, settings: PriceSettings, isOnline: boolean): object | null {
  const forAll = isOnline ? settings.online : settings.offline;
  const texts = own ?? forAll;
  if (texts === undefined) return null;
  const { language } = settings;
  return {
    text: textFor(texts, language),
    language,
    from: own !== undefined ? "user" : isOnline ? "default" : "offline",
    texts: Object.fromEntries(texts.extra.map((each) => [each.language, each.text])),
  };
}

function runningView(running: RunningCost, { decimals, offsets }: PriceSettings): object {
  return {
    amount: amountText(running.cost, decimals),
    from: running.from,
    isIdle: running.idleSince !== undefined,
    at: isoTime(running.at),
    prices: running.prices,
    next: running.next === undefined ? null : { ...running.next, ...times(running.next.at, offsets) },
  };
}

function times(at: EpochMillis, offsets: TimeOffsets): object {
  return { at: isoTime(at), localTime: localIso(at, offsets) };
}

function finalView({ transactionId, final }: TransactionCost, { decimals, language }: PriceSettings): object | null {
  if (final === undefined) return null;
  return {
    transactionId,
    amount: amountText(final.cost, decimals),
    text: final.texts === undefined ? null : textFor(final.texts, language),
    qrCode: final.qrCode ?? null,
  };
}
