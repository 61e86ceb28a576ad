import type { Clock } from "#hal/core/clock";
import type { Millis } from "#hal/core/units";

export type Settling =
  { readonly kind: "done" } | { readonly kind: "failed"; readonly error: unknown } | { readonly kind: "late" };

/** Waits for `work` for at most `limit`. Never rejects; work that is late goes on unwatched and its failure is swallowed. */
export function settlesWithin(clock: Clock, work: Promise<unknown>, limit: Millis): Promise<Settling> {
  return new Promise((resolve) => {
    const cancel = clock.after(limit, () => {
      resolve({ kind: "late" });
    });
    work.then(
      () => {
        cancel();
        resolve({ kind: "done" });
      },
      (error: unknown) => {
        cancel();
        resolve({ kind: "failed", error });
      },
    );
  });
}
