import { evseId } from "#hal/core/charging";
import { epochMillis, millis, wattHours } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import type { Language } from "#agent/domain/site/site-settings";
import { SiteZone } from "#agent/domain/site/site-zone";
import { transactionId } from "#agent/domain/transaction/station-fact";
import type { ReportTable } from "#agent/local/reports/report-table";
import type { SessionDetails, SessionDetailsLookup } from "#agent/local/reports/session-details";
import { sessionReport } from "#agent/local/reports/session-report";
import type { SessionLabels } from "#agent/ports/session-labels";
import type { StationStore } from "#agent/ports/station-store";
import { sessionSample, startSample, storeEpoch } from "#test/support/station-store-samples";

/** A whole session of half an hour and 5.25 kWh, `number` hours after the first one. */
export function keepSession(
  store: StationStore,
  number: number,
  token = "04A2B3C4D5E6F7",
  labels?: SessionLabels,
): void {
  const id = `s${String(number)}`;
  const startedAt = epochMillis(storeEpoch + number * 3_600_000);
  const at = epochMillis(startedAt + millis(1_800_000));
  const meterStop = wattHours(6450.25);
  const session = sessionSample(id, {
    startedAt,
    token: idToken(token),
    lastReading: { energy: meterStop, at },
    ended: { at, meterStop, cause: "local" },
  });
  store.sessions.commit({
    session,
    facts: [{ ...startSample(id), transactionId: transactionId(id), evse: evseId(1) }],
    ...(labels === undefined ? {} : { labels }),
  });
}

/** As they are noted with a session in Paris. */
export function labelsSample(more: Partial<SessionLabels> = {}): SessionLabels {
  return { charger: "Left", serialNumber: "V-1", place: "Garage", address: "1 rue de la Paix", ...more };
}

/** A bill of the back end for `keepSession`'s session with that number. */
export function keepBill(store: StationStore, number: number, cost: number): void {
  store.costs.put({
    transactionId: transactionId(`s${String(number)}`),
    evse: evseId(1),
    stage: "over",
    final: { cost },
  });
}

export interface ReportWish {
  readonly store: StationStore;
  readonly language?: Language;
  readonly details?: SessionDetails | SessionDetailsLookup;
  readonly place?: string;
}

/** Everything that is kept, for a garage in Paris. */
export function reportOf({ store, language = "en", details, place = "Garage" }: ReportWish): ReportTable {
  return sessionReport({
    history: store.history,
    details: typeof details === "function" ? details : () => details,
    filter: {},
    days: { from: "2026-01-01", to: "2026-12-31" },
    site: { charger: "Left", serialNumber: "V-1", place, address: "1 rue de la Paix", co2PerKwh: 0.4 },
    language,
    zone: new SiteZone("Europe/Paris"),
    tokenText: (token) => token,
    now: storeEpoch,
    breathe: () => Promise.resolve(),
  });
}

/** A session of 5 kWh that begins at the store's epoch, with samples in between. */
export function keepSessionWithCurve(store: StationStore, name: string): void {
  const id = transactionId(name);
  const at = (minutes: number) => epochMillis(storeEpoch + minutes * 60_000);
  const meterStop = wattHours(6200.25);
  const session = sessionSample(name, {
    lastReading: { energy: meterStop, at: at(30) },
    ended: { at: at(30), meterStop, cause: "evDisconnected" },
  });
  const updates = [0, 1, 2, 3, 4].map((step) => ({
    type: "transaction.updated" as const,
    transactionId: id,
    evse: evseId(1),
    seqNo: step + 1,
    at: at(step * 5),
    samples: [
      {
        at: at(step * 5),
        context: "periodic" as const,
        values: [
          { measurand: "Energy.Active.Import.Register" as const, value: 1200.25 + step * 900, unit: "Wh" as const },
        ],
      },
    ],
  }));
  store.sessions.commit({ session, facts: [{ ...startSample(name), transactionId: id }, ...updates] });
}
