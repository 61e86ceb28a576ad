import type { FirmwareView } from "#agent/domain/firmware/firmware-view";
import type { MeterReading } from "#hal/core/charging";
import { type EpochMillis, isoTime } from "#hal/core/units";
import type { EvseController } from "#agent/control/evse-controller";
import type { ShownLight } from "#agent/domain/evse/light-for";
import { projectStatus } from "#agent/domain/evse/project-status";
import { type ChargingBar, whyNotCharging } from "#agent/domain/evse/why-not-charging";
import { type ActiveFault, faultCatalogue } from "#agent/domain/faults/fault-catalogue";
import { type CurrentLimit, decideLimit } from "#agent/domain/limits/current-limit";
import { hasTransaction } from "#agent/domain/session/session-machine";
import type { LimitLeaf, LogbookLeaf, MeterLeaf, SessionLeaf } from "#agent/domain/site/state-tree";
import { maskedToken } from "#agent/domain/site/masked-token";
import type { CsmsStatus } from "#agent/ports/csms-client";
import type { StationStore } from "#agent/ports/station-store";
import type { StoreState } from "#agent/ports/store-health";

/** What a person at the charger, a page or a test may know of the running agent. Tokens are masked; there is nothing to command here. */
export interface StatusSources {
  readonly agent: { readonly version: string; readonly pid: number; readonly startedAt: EpochMillis };
  readonly station: Readonly<Record<"identity" | "vendor" | "model" | "serialNumber" | "name", string>>;
  readonly now: EpochMillis;
  /** A moment that is only remembered, by what is known of the time now. */
  readonly told: (at: EpochMillis) => EpochMillis;
  readonly csms: CsmsStatus;
  readonly store: Pick<StationStore, "facts" | "sessions" | "site" | "health">;
  readonly evses: readonly EvseController[];
  readonly lightOf: (evse: EvseController) => ShownLight;
  /** Price, running cost and bill, for people. */
  readonly costOf: (evse: EvseController) => object;
  /** What somebody has to enter there. */
  readonly logbookOf: (evse: EvseController) => LogbookLeaf | null;
  readonly faults: readonly ActiveFault[];
  readonly bar: ChargingBar | undefined;
  /** Null where there are no updates. */
  readonly firmware: FirmwareView | null;
}

export function statusView(sources: StatusSources): object {
  const { agent, csms, store, now, told } = sources;
  return {
    agent: {
      version: agent.version,
      pid: agent.pid,
      startedAt: isoTime(agent.startedAt),
      uptimeSeconds: Math.round((now - agent.startedAt) / 1000),
    },
    station: sources.station,
    csms: {
      connection: csms.connection,
      registration: csms.registration,
      since: isoTime(told(csms.since)),
      lastMessageAt: csms.lastMessageAt === undefined ? null : isoTime(told(csms.lastMessageAt)),
      trouble: csms.trouble ?? null,
      queuedFacts: store.facts.depth(),
      deadLetters: store.facts.deadLetters().length,
    },
    evses: sources.evses.map((evse) => evseView(evse, sources)),
    faults: sources.faults.map((fault) => faultView(fault, told)),
    firmware: sources.firmware,
    unbilled: store.sessions.unbilled().length,
    store: storeView(store.health.state(), told),
    now: isoTime(now),
  };
}

function storeView(state: StoreState, told: StatusSources["told"]): object {
  const { trouble, isInTwoPlaces, rebuiltAt } = state;
  return {
    trouble:
      trouble === undefined ? null : { since: isoTime(told(trouble.since)), why: trouble.why, isSlow: trouble.isSlow },
    isInTwoPlaces,
    rebuiltAt: rebuiltAt === undefined ? null : isoTime(told(rebuiltAt)),
  };
}

function evseView(evse: EvseController, { bar, lightOf, costOf, logbookOf, store, told }: StatusSources): object {
  const state = evse.state();
  const status = projectStatus(state);
  const pilot = evse.hardware.pilot.latest();
  const { decidedBy, limit } = decideLimit(state.limits);
  const reading = evse.watch().latest();
  return {
    id: evse.id,
    status,
    pilot: pilot?.level ?? null,
    energized: pilot?.energized ?? false,
    offeredA: pilot?.offered ?? 0,
    light: lightOf(evse),
    lock: evse.hardware.lock?.position() ?? null,
    limit: decidedBy === undefined ? null : { ...limitView(decidedBy), amperes: limit },
    limits: state.limits.map(limitView),
    notCharging: whyNotCharging(state, bar) ?? null,
    meter: reading === undefined ? null : meterView(reading),
    session: sessionView(evse, store, reading),
    logbook: logbookOf(evse),
    cost: costOf(evse),
    faults: state.faults.map((fault) => faultView(fault, told)),
  };
}

export function limitView(limit: CurrentLimit): LimitLeaf {
  const { owner, reason, expiresAt } = limit;
  return { owner, reason, amperes: limit.limit, expiresAt: expiresAt === undefined ? null : isoTime(expiresAt) };
}

function faultView({ code, since, detail, words }: ActiveFault, told: StatusSources["told"]): object {
  const { severity, text } = faultCatalogue[code];
  return { code, severity, since: isoTime(told(since)), text, detail: detail ?? null, words: words ?? null };
}

export function meterView(reading: MeterReading): MeterLeaf {
  const phases = Object.entries(reading.phases);
  return {
    at: isoTime(reading.at),
    importWh: reading.importEnergy,
    powerW: reading.power ?? null,
    currentA: Object.fromEntries(phases.map(([phase, { current }]) => [phase, current ?? null])),
    voltageV: Object.fromEntries(phases.map(([phase, { voltage }]) => [phase, voltage ?? null])),
  };
}

export function sessionView(
  evse: EvseController,
  store: Pick<StationStore, "sessions">,
  reading: MeterReading | undefined,
): SessionLeaf | null {
  const { session } = evse.state();
  if (!hasTransaction(session)) return null;
  const { transaction } = session;
  const meterNow = Math.max(transaction.meterNow, reading?.importEnergy ?? 0);
  return {
    transactionId: transaction.id,
    csmsNumber: store.sessions.find(transaction.id)?.csmsNumber ?? null,
    idTag: maskedToken(transaction.token),
    startedAt: isoTime(store.sessions.told(transaction.id, transaction.startedAt)),
    meterStartWh: transaction.meterStart,
    energyWh: meterNow - transaction.meterStart,
  };
}
