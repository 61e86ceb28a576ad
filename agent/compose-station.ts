import type { Millis } from "#hal/core/units";
import type { Board } from "#hal/ports/board";
import { composeLights } from "#agent/compose-lights";
import type { Platform } from "#agent/compose-settings";
import { BootRecovery } from "#agent/control/boot-recovery";
import type { EvseController } from "#agent/control/evse-controller";
import type { LifeCycleKeeper } from "#agent/control/life-cycle-keeper";
import { samplingSettings } from "#agent/control/sampling-settings";
import { Station } from "#agent/control/station";
import type { TokenDesk } from "#agent/control/token-desk";
import type { Variables } from "#agent/control/variables";
import type { CsmsClient } from "#agent/ports/csms-client";

interface StationGround {
  readonly platform: Platform;
  readonly variables: Variables;
  readonly board: Board;
  readonly evses: readonly EvseController[];
  readonly csms: CsmsClient;
  readonly tokenDesk: TokenDesk;
  readonly lifeCycle: LifeCycleKeeper;
  /** The machine was restarted since the last run. */
  readonly isNewBoot: boolean;
  /** How long an interrupted transaction waits for its meter. */
  readonly meterPatience: Millis;
  readonly factsWaiting: () => void;
  readonly background: (name: string, work: Promise<void>) => void;
  readonly onStorageFailure: (error: unknown) => void;
}

/** The station as a whole, which first ends what a run before this one left open. */
export function composeStation(ground: StationGround): Station {
  const { platform, variables, board, evses, csms, tokenDesk, lifeCycle, background } = ground;
  const { clock, lineClock, log, store } = platform;
  const recovery = new BootRecovery({
    ...ground,
    sessions: store.sessions,
    clock,
    lineClock,
    log,
    bootId: platform.bootId,
    isTimeKnown: () => platform.time?.isKnown ?? true,
    endedMeasurands: () => samplingSettings(variables).ended,
  });
  return new Station({
    board,
    evses,
    csms,
    tokenDesk,
    recovery,
    clock,
    lineClock,
    log,
    lifeCycle,
    isStationOperative: () => store.availability.isOperative(0),
    lights: composeLights(platform, variables),
    background,
  });
}
