import { type Listenable, Signal } from "#hal/core/signal";
import type { ControlPilot, PilotReading } from "#hal/ports/control-pilot";

/** The last known reading, and its changes. Nothing is known while the board is silent: a remembered reading would be a guess. */
export class PilotView implements ControlPilot {
  readonly #readings = new Signal<PilotReading>();
  #latest: PilotReading | undefined;

  get readings(): Listenable<PilotReading> {
    return this.#readings;
  }

  latest(): PilotReading | undefined {
    return this.#latest;
  }

  update(reading: PilotReading): void {
    if (isSame(this.#latest, reading)) return;
    this.#latest = reading;
    this.#readings.emit(reading);
  }

  lose(): void {
    this.#latest = undefined;
  }
}

function isSame(a: PilotReading | undefined, b: PilotReading): boolean {
  return a?.level === b.level && a.energized === b.energized && a.offered === b.offered;
}
