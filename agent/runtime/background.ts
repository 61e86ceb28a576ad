import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";

/** The one place where a promise is left to itself; its failure is logged under `name` and goes no further. */
export function background(log: Log, name: string, promise: Promise<unknown>): void {
  promise.catch((error: unknown) => {
    log.error({ task: name, error, why: describeError(error) }, "background.failed");
  });
}
