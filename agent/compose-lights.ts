import { type Listenable, Signal } from "#hal/core/signal";
import type { LightSettings } from "#agent/control/status-reporter";
import type { Variables } from "#agent/control/variables";

interface Lights {
  readonly lights: () => LightSettings;
  readonly lightChanges: Listenable<unknown>;
}

/** What the operator has chosen of the lights, and when that is something else. */
export function composeLights(variables: Pick<Variables, "get" | "changes">): Lights {
  const lightChanges = new Signal<undefined>();
  variables.changes.listen((name) => {
    if (name === "lightIntensity") lightChanges.emit(undefined);
  });
  return {
    lights: () => ({ intensity: variables.get("lightIntensity"), blinks: variables.get("blinkRepeat") }),
    lightChanges,
  };
}
