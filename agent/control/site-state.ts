import { type EpochMillis, isoTime, minutes } from "#hal/core/units";
import type { EvseController } from "#agent/control/evse-controller";
import { limitView, meterView, sessionView, type StatusSources } from "#agent/control/status-view";
import { projectStatus } from "#agent/domain/evse/project-status";
import { whyNotCharging } from "#agent/domain/evse/why-not-charging";
import { type ActiveFault, faultCatalogue } from "#agent/domain/faults/fault-catalogue";
import { decideLimit, SMALLEST_OFFER } from "#agent/domain/limits/current-limit";
import { outletSummary } from "#agent/domain/site/outlet-summary";
import type {
  CsmsBranch,
  EvseBranch,
  FaultLeaf,
  FirmwareBranch,
  StateTree,
  StoreBranch,
} from "#agent/domain/site/state-tree";
import type { CsmsStatus } from "#agent/ports/csms-client";
import type { StoreState } from "#agent/ports/store-health";

/** A break that is shorter is nobody's concern. */
const PATIENCE = minutes(1);

/** The charger as those see it who have logged in. */
export function siteState(sources: Omit<StatusSources, "lightOf">): StateTree {
  const { agent, station, store, csms, now, told } = sources;
  const queued = store.facts.depth();
  const since = told(csms.since);
  const isWaitingForSync = isWaiting({ ...csms, since }, queued, now);
  return {
    agent: { version: agent.version, startedAt: isoTime(agent.startedAt) },
    station: { ...station },
    csms: csmsBranch({ ...csms, since }, { queued, deadLetters: store.facts.deadLetters().length, isWaitingForSync }),
    faults: sources.faults.map((fault) => faultLeaf(fault, told)),
    unbilled: store.sessions.unbilled().length,
    store: storeBranch(store.health.state(), told),
    firmware: firmwareBranch(sources.firmware),
    openEvents: store.site.events.open(),
    evses: Object.fromEntries(
      sources.evses.map((evse) => [String(evse.id), evseBranch(evse, sources, isWaitingForSync)]),
    ),
  };
}

function storeBranch({ trouble, rebuiltAt }: StoreState, told: StatusSources["told"]): StoreBranch {
  return {
    troubleSince: trouble === undefined ? null : isoTime(told(trouble.since)),
    isSlow: trouble?.isSlow === true,
    rebuiltAt: rebuiltAt === undefined ? null : isoTime(told(rebuiltAt)),
  };
}

function isWaiting({ connection, registration, since }: CsmsStatus, queued: number, now: EpochMillis): boolean {
  const isHeard = connection === "connected" && registration === "accepted";
  return !isHeard && (queued > 0 || now - since >= PATIENCE);
}

function csmsBranch(
  { connection, registration, since, lastMessageAt, trouble }: CsmsStatus,
  counts: Pick<CsmsBranch, "queued" | "deadLetters" | "isWaitingForSync">,
): CsmsBranch {
  return {
    connection,
    registration,
    since: isoTime(since),
    lastMessageAt: lastMessageAt === undefined ? null : isoTime(lastMessageAt),
    trouble: trouble ?? null,
    ...counts,
  };
}

function evseBranch(
  evse: EvseController,
  { bar, store, logbookOf, told }: Pick<StatusSources, "bar" | "store" | "logbookOf" | "told">,
  isWaitingForSync: boolean,
): EvseBranch {
  const state = evse.state();
  const { hardware } = evse;
  const status = projectStatus(state);
  const pilot = hardware.pilot.latest();
  const { decidedBy, limit } = decideLimit(state.limits);
  const reading = evse.watch().latest();
  const own = state.limits.find(({ owner }) => owner === "localUser");
  return {
    status,
    summary: outletSummary(status, isWaitingForSync),
    pilot: pilot?.level ?? null,
    energized: pilot?.energized ?? false,
    phases: hardware.phases,
    offered: pilot?.offered ?? 0,
    range: { least: SMALLEST_OFFER, most: Math.min(hardware.installedLimit, hardware.permit.range.max) },
    limits: state.limits.map(limitView),
    limit: decidedBy === undefined ? null : { ...limitView(decidedBy), amperes: limit },
    paused: own?.limit === 0,
    lock: hardware.lock?.position() ?? null,
    notCharging: whyNotCharging(state, bar) ?? null,
    meter: reading === undefined ? null : meterView(reading),
    session: sessionView(evse, store, reading),
    logbook: logbookOf(evse),
    faults: state.faults.map((fault) => faultLeaf(fault, told)),
  };
}

function faultLeaf({ code, since, detail }: ActiveFault, told: StatusSources["told"]): FaultLeaf {
  const { severity, text } = faultCatalogue[code];
  return { code, severity, since: isoTime(told(since)), text, detail: detail ?? null };
}

function firmwareBranch(view: StatusSources["firmware"]): FirmwareBranch | null {
  if (view === null) return null;
  const { version, status, progress, installAt, endedAt, why } = view;
  return { version, status, progress, installAt, endedAt, why };
}
