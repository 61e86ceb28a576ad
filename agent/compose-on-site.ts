import { type Listenable, Signal } from "#hal/core/signal";
import type { Clock } from "#hal/core/clock";
import type { Board } from "#hal/ports/board";
import type { Place } from "#agent/compose-access";
import type { CurveKeeper } from "#agent/control/curve-keeper";
import type { Security } from "#agent/compose-security";
import type { EvseController } from "#agent/control/evse-controller";
import { equipmentOf } from "#agent/control/equipment";
import type { LifeCycleKeeper } from "#agent/control/life-cycle-keeper";
import { LocalCommandDesk } from "#agent/control/local-command-desk";
import { LocalLimits } from "#agent/control/local-limits";
import { siteState } from "#agent/control/site-state";
import type { PlugJournal } from "#agent/control/plug-journal";
import type { StatusSources } from "#agent/control/status-view";
import type { StationLocks } from "#agent/control/station-locks";
import type { TokenDesk } from "#agent/control/token-desk";
import type { Variables } from "#agent/control/variables";
import type { CommandDesk } from "#agent/domain/command";
import type { Platform } from "#agent/compose-settings";
import { metricSources } from "#agent/telemetry/metric-sources";
import { processMetrics } from "#agent/telemetry/process-metrics";
import { stationMetrics } from "#agent/telemetry/station-metrics";
import type { OnSite } from "#agent/runtime/agent";

/** What people on site do to an outlet with their own hands. */
export interface ByHand {
  readonly limits: LocalLimits;
  readonly desk: LocalCommandDesk;
}

export function composeByHand(parts: {
  readonly evses: readonly EvseController[];
  readonly clock: Clock;
  readonly tokenDesk: TokenDesk;
  readonly background: (name: string, work: Promise<void>) => void;
}): ByHand {
  const limits = new LocalLimits(parts.evses, parts.clock);
  return { limits, desk: new LocalCommandDesk({ ...parts, limits }) };
}

interface OnSiteParts {
  readonly platform: Pick<Platform, "store" | "vitals">;
  readonly board: Board;
  readonly sources: () => StatusSources;
  readonly desk: CommandDesk;
  readonly locks: StationLocks;
  readonly variables: Variables;
  readonly place: Place;
  readonly journal: PlugJournal;
  readonly curves: CurveKeeper;
  readonly lifeCycle: LifeCycleKeeper;
  readonly security: Pick<Security, "onSite">;
}

/** The door for those on site: what they see and what they may ask. */
export function composeOnSite(parts: OnSiteParts): OnSite {
  const { board, sources, desk, locks, variables, place, journal, curves, lifeCycle, security } = parts;
  const { store, vitals } = parts.platform;
  return {
    state: () => siteState(sources()),
    handle: (command) => desk.handle(command),
    unlock: (evse) => locks.unlock(evse),
    variables,
    access: place.access,
    learning: place.learning,
    guests: place.guests,
    logbook: place.logbook,
    present: () => journal.present(),
    curves,
    metrics: () => [
      ...stationMetrics(metricSources(sources(), store.history)),
      ...(vitals === undefined ? [] : processMetrics(vitals())),
    ],
    lifeCycle,
    security: security.onSite,
    equipment: () => equipmentOf(board, sources()),
    presses: joined(board.evses.flatMap(({ button }) => (button === undefined ? [] : [button.presses]))),
  };
}

/** The buttons live as long as the charger does. */
function joined(sources: readonly Listenable<undefined>[]): Listenable<undefined> {
  const presses = new Signal<undefined>();
  for (const source of sources) {
    source.listen(() => {
      presses.emit(undefined);
    });
  }
  return presses;
}
