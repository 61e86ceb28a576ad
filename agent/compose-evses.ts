import type { Millis } from "#hal/core/units";
import type { Board, EvseHardware } from "#hal/ports/board";
import type { Platform } from "#agent/compose-settings";
import type { Storage } from "#agent/compose-storage";
import { EvseController } from "#agent/control/evse-controller";
import { evsePolicy } from "#agent/control/evse-policy";
import { LIVE_INTERVAL, MeterWatch } from "#agent/control/meter-watch";
import { OutsideEnergy } from "#agent/control/outside-energy";
import { samplingSettings } from "#agent/control/sampling-settings";
import { type LabelsOf, SessionLedger } from "#agent/control/session-ledger";
import type { Variables } from "#agent/control/variables";

interface EvsesGround {
  readonly platform: Platform;
  readonly variables: Variables;
  /** How long a meter may say nothing while somebody charges. */
  readonly meterSilence: Millis;
  readonly isChargingForbidden: () => boolean;
  readonly storage: Storage;
  readonly labelsOf: LabelsOf;
}

/** One controller for each outlet of the board. */
export function composeEvses({ evses }: Pick<Board, "evses">, ground: EvsesGround): readonly EvseController[] {
  return evses.map((hardware) => composeEvse(hardware, ground));
}

function composeEvse(hardware: EvseHardware, ground: EvsesGround): EvseController {
  const { platform, variables, meterSilence, isChargingForbidden, labelsOf, storage } = ground;
  const { clock, lineClock, random, store, meterInterval } = platform;
  const log = platform.log.child({ evse: hardware.id });
  const watch = new MeterWatch({ meter: hardware.meter, clock, log, interval: meterInterval ?? LIVE_INTERVAL });
  const outside = new OutsideEnergy({ evse: hardware.id, sessions: store.sessions, clock: lineClock, log });
  return new EvseController({
    hardware,
    clock,
    lineClock,
    log,
    ids: random.stream(`transaction.${hardware.id}`),
    watch,
    ledger: new SessionLedger({ sessions: store.sessions, outside, labelsOf, bootId: platform.bootId }),
    outside,
    isOperative: store.availability.isOperative(hardware.id),
    policy: () => evsePolicy(hardware, variables, { meterSilence, isChargingForbidden: isChargingForbidden() }),
    sampling: () => samplingSettings(variables),
    told: (id, at) => store.sessions.told(id, at),
    storeAvailability: (evse, operative) => {
      store.availability.setOperative(evse, operative);
    },
    storage: storage.view,
    onStorageFailure: storage.failed,
  });
}
