import type { FaultEnd } from "#simulator/devices/openevse/board-state";
import type { LampColour } from "#simulator/devices/openevse/board-memory";

/** What a person at the box sees of the board. */
export interface OpenEvseView {
  readonly mode: "enabled" | "sleeping" | "disabled" | "restarting";
  /** Code of `evseStates`. */
  readonly evseState: number;
  readonly flags: number;
  readonly capacity: number;
  readonly relay: boolean;
  readonly authLocked: boolean;
  readonly lamp: LampColour;
  readonly screen: readonly [string, string];
  readonly heartbeat: { readonly interval: number; readonly fallback: number; readonly trigger: 0 | 1 | 2 };
  readonly faultEnd: FaultEnd | null;
}
