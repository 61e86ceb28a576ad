import type { EvseId } from "#hal/core/charging";
import type { Listenable } from "#hal/core/signal";
import type { AccessDesk } from "#agent/control/access-desk";
import type { CurveKeeper } from "#agent/control/curve-keeper";
import type { GuestDesk } from "#agent/control/guest-desk";
import type { LifeCycleKeeper } from "#agent/control/life-cycle-keeper";
import type { LogbookDesk } from "#agent/control/logbook-desk";
import type { SecurityOnSite } from "#agent/control/security-services";
import type { UnlockOutcome } from "#agent/control/station-locks";
import type { TagLearning } from "#agent/control/tag-learning";
import type { Millis } from "#hal/core/units";
import type { Variables } from "#agent/control/variables";
import type { CommandOutcome, StationCommand } from "#agent/domain/command";
import type { Equipment } from "#agent/domain/site/equipment";
import type { PlugStay } from "#agent/domain/site/plug-stay";
import type { StateTree } from "#agent/domain/site/state-tree";
import type { MetricFamily } from "#agent/telemetry/metric-text";

/** Why the agent wants its process to end. */
export type EndWish = { readonly kind: "restart" } | { readonly kind: "storageFailed"; readonly error: unknown };

/** What those on site may see and ask of a running charge point. */
export interface OnSite {
  state(): StateTree;
  handle(command: StationCommand): CommandOutcome;
  /** Ends a charge that runs there and lets go of the plug; resolves when the bolt has moved or has not. */
  unlock(evse: EvseId): Promise<UnlockOutcome>;
  readonly variables: Pick<Variables, "text" | "examine" | "set" | "isWritable" | "changes">;
  /** Tags and rules of the place. */
  readonly access: AccessDesk;
  readonly learning: TagLearning;
  readonly guests: GuestDesk;
  /** Odometer and plate of charges. */
  readonly logbook: LogbookDesk;
  /** The vehicles that stand here now. */
  present(): readonly PlugStay[];
  /** Power over time, of now and of sessions that run. */
  readonly curves: Pick<CurveKeeper, "running" | "recent">;
  /** The state in numbers, for whoever collects them. */
  metrics(): readonly MetricFamily[];
  readonly lifeCycle: LifeCycleKeeper;
  readonly security: SecurityOnSite;
  /** What there is and whether it answers. */
  equipment(): Equipment;
  /** A press of the charger's own button, where it has one. */
  readonly presses: Listenable<undefined>;
}

/** A running charge point as an object; any number of them fit into one process. */
export interface Agent {
  start(): Promise<void>;
  /** Contactors open, transactions ended and on disk, connections closed, no timer left. */
  stop(): Promise<void>;
  /** Ends a wait for the next connection to the back end. */
  reconnect(): void;
  /** By how much the driver of a board is late with an answer, the worst of all outlets; 0 when all is well. */
  boardOverdue(): Millis;
  /** Plain JSON for pages and tests. */
  status(): object;
  readonly changes: Listenable<undefined>;
  readonly onSite: OnSite;
  /** The process should end; the agent goes on until it is stopped. */
  readonly endWishes: Listenable<EndWish>;
}
