import type { Amperes, Millis } from "#hal/core/units";

/** What the board does by itself when the permission is not renewed in time. */
export type SilencePolicy =
  | { readonly kind: "opens" }
  | { readonly kind: "reducesTo"; readonly limit: Amperes }
  /** Allowed only with an independent interlock, which the board file names. */
  | { readonly kind: "nothing"; readonly interlock: string };

/**
 * Permission for the board to close its contactor when the vehicle asks. Without it the board must not offer energy.
 * Every command rejects with AgentError `board.*` when the board did not confirm it.
 *
 * A permission does not outlive the connection to the board, nor a restart of the board: the driver brings the board back to rest and
 * tells the loss by the fault `board.silent`, for a restart only a moment long. Whoever still wants to charge grants anew when it has gone.
 */
export interface PowerPermit {
  readonly onSilence: SilencePolicy;
  /** How often `renew` has to be called at least, with room for two that get lost. */
  readonly renewEvery: Millis;
  /** The smallest and the largest current that the board can offer, in amperes per phase. */
  readonly range: { readonly min: Amperes; readonly max: Amperes };
  /** Allows charging at up to `limit`; called again it changes the limit. `limit` lies within `range`. */
  grant(limit: Amperes): Promise<void>;
  /** Ends the offer of energy with courtesy: the pilot says stop, the contactor opens when the current has stopped or when the board's own patience ends. */
  withdraw(): Promise<void>;
  /** Opens the contactor now, under load if need be. */
  open(): Promise<void>;
  /** Tells the board that the agent lives. A granted permission lapses without it as `onSilence` says. */
  renew(): Promise<void>;
}
