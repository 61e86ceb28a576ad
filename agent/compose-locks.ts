import type { Clock } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import type { EvseController } from "#agent/control/evse-controller";
import { LockKeeper } from "#agent/control/lock-keeper";
import { StationLocks } from "#agent/control/station-locks";

interface LocksGround {
  readonly clock: Clock;
  readonly lineClock: Clock;
  readonly log: Log;
}

/** A keeper for each outlet whose board can drive a lock. */
export function composeLocks(ground: LocksGround, evses: readonly EvseController[]): StationLocks {
  const keepers = evses.flatMap((evse) => {
    const { lock } = evse.hardware;
    return lock === undefined ? [] : [[evse.id, new LockKeeper({ ...ground, evse, lock })] as const];
  });
  return new StationLocks(new Map(keepers));
}
