import type { Clock } from "#hal/core/clock";
import { LightKeeper } from "#agent/control/light-keeper";
import type { Variables } from "#agent/control/variables";
import type { StationStore } from "#agent/ports/station-store";

interface LightsGround {
  readonly clock: Clock;
  readonly store: Pick<StationStore, "site">;
}

/** What the operator has chosen of the lights, by the clock of the place. */
export function composeLights(
  { clock, store }: LightsGround,
  variables: Pick<Variables, "get" | "changes">,
): LightKeeper {
  return new LightKeeper({ variables, clock, timeZone: () => store.site.settings.all().get("site.timeZone") ?? "" });
}
