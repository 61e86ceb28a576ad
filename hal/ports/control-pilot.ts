import type { PilotLevel } from "#hal/core/charging";
import type { Listenable } from "#hal/core/signal";
import type { Amperes } from "#hal/core/units";

/** What the EVSE controller board sees and does at this instant. */
export interface PilotReading {
  readonly level: PilotLevel;
  /** The main contactor is closed, as the board reports it (mirror contact where it has one). */
  readonly energized: boolean;
  /** The current that the pilot offers; 0 when it offers none. */
  readonly offered: Amperes;
}

/** Commands none, readings only: the board owns the 100 ms path of IEC 61851-1. */
export interface ControlPilot {
  /** The last reading; undefined while the board has not answered since the start and while it is silent, because an old reading would be a guess. */
  latest(): PilotReading | undefined;
  /** Every change of the reading. The hardware must report a change within 500 ms. */
  readonly readings: Listenable<PilotReading>;
}
