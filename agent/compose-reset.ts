import type { Clock } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import { Resetter } from "#agent/control/resetter";
import type { Station } from "#agent/control/station";
import type { Variables } from "#agent/control/variables";
import type { OcppClient } from "#agent/ocpp/ocpp-client";
import type { StationStore } from "#agent/ports/station-store";

interface ResetParts {
  readonly platform: { readonly lineClock: Clock; readonly log: Log; readonly store: Pick<StationStore, "facts"> };
  readonly variables: Pick<Variables, "get">;
  /** Made later than this. */
  readonly csms: () => Pick<OcppClient, "isOnline" | "reportOnce">;
  readonly station: () => Pick<Station, "endAll" | "beginAgain">;
  readonly onRestart: () => void;
}

export function composeReset({ platform, variables, csms, station, onRestart }: ResetParts): Resetter {
  const { lineClock, store, log } = platform;
  return new Resetter({
    station,
    hasUndelivered: () => csms().isOnline() && store.facts.depth() > 0,
    retries: () => variables.get("resetRetries"),
    ask: onRestart,
    onFailed: () => {
      csms().reportOnce("resetFailure");
    },
    clock: lineClock,
    log,
  });
}
