import type { Clock } from "#hal/core/clock";
import type { Component } from "#hal/core/component";
import type { Log } from "#hal/core/log";
import { CurveKeeper } from "#agent/control/curve-keeper";
import type { EvseController } from "#agent/control/evse-controller";
import { LocalListKeeper } from "#agent/control/local-list-keeper";
import { PlugJournal } from "#agent/control/plug-journal";
import { ReservationKeeper } from "#agent/control/reservation-keeper";
import { StationMeters } from "#agent/control/station-meters";
import type { Variables } from "#agent/control/variables";
import type { StationStore } from "#agent/ports/station-store";

interface ListsOptions {
  readonly evses: readonly EvseController[];
  readonly variables: Variables;
  readonly platform: { readonly clock: Clock; readonly log: Log; readonly store: StationStore };
  readonly factsWaiting: () => void;
  readonly onStorageFailure: (error: unknown) => void;
}

/** What stands round the outlets: whom they are kept for, whom they know, when their meters are read, and how long they are taken and what flows. */
export interface Lists {
  readonly localList: LocalListKeeper;
  readonly reservations: ReservationKeeper;
  readonly meters: StationMeters;
  readonly journal: PlugJournal;
  readonly curves: CurveKeeper;
  /** Those of them that have to be started. */
  readonly components: readonly Component[];
}

export function composeLists(options: ListsOptions): Lists {
  const { evses, variables, platform, onStorageFailure } = options;
  const { clock, log, store } = platform;
  const history = () => store.history;
  const reservations = new ReservationKeeper({ evses, store: store.reservations, clock, log });
  const flush = () => {
    if (store.health.state().trouble === undefined) store.health.flush();
  };
  const meters = new StationMeters({ ...options, facts: store.facts, clock, flush });
  const journal = new PlugJournal({ evses, history, clock, onStorageFailure });
  const curves = new CurveKeeper({ evses, history, clock, log });
  return {
    localList: new LocalListKeeper(store.localList, variables),
    ...{ reservations, meters, journal, curves },
    components: [meters, reservations, journal, curves],
  };
}
