import type { AbortSignalLike } from "#hal/core/clock";

export type Health =
  { readonly kind: "ok" } | { readonly kind: "degraded"; readonly why: string } | { readonly kind: "stopped" };

/** Something with a life: it owns every timer and listener that it makes and ends them all in `stop`. */
export interface Component {
  readonly name: string;
  /** Resolves when it works, or has begun to try by itself. Ends early when `abort` fires. */
  start(abort: AbortSignalLike): Promise<void>;
  stop(): Promise<void>;
  health(): Health;
}
