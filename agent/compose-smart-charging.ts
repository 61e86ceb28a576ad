import type { Clock } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import type { EvseController } from "#agent/control/evse-controller";
import { LimitKeeper } from "#agent/control/limit-keeper";
import { ProfileBook } from "#agent/control/profile-book";
import type { Variables } from "#agent/control/variables";
import type { StationStore } from "#agent/ports/station-store";

/** Smart charging: the profiles, and what they come to at each outlet. */
export interface SmartCharging {
  readonly book: ProfileBook;
  readonly keeper: LimitKeeper;
}

export interface SmartChargingGround {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Pick<StationStore, "profiles">;
}

/** @throws AgentError `store.corrupt-row` */
export function composeSmartCharging(
  { clock, log, store }: SmartChargingGround,
  evses: readonly EvseController[],
  variables: Pick<Variables, "get">,
): SmartCharging {
  const book = new ProfileBook({
    evses,
    store: store.profiles,
    log: log.child({ part: "smart-charging" }),
    bounds: {
      maximumStackLevel: variables.get("chargeProfileMaxStackLevel"),
      maximumPeriods: variables.get("chargingScheduleMaxPeriods"),
      maximumInstalled: variables.get("maxChargingProfilesInstalled"),
    },
  });
  return { book, keeper: new LimitKeeper({ evses, book, clock }) };
}
