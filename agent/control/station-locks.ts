import type { EvseId } from "#hal/core/charging";
import type { Component, Health } from "#hal/core/component";
import type { LockKeeper } from "#agent/control/lock-keeper";

/** What came of an order to unlock; `notSupported` where there is no lock, or no such outlet. */
export type UnlockOutcome = "unlocked" | "failed" | "notSupported";

/** The locks of all outlets that have one. */
export class StationLocks implements Component {
  readonly name = "locks";
  readonly #keepers: ReadonlyMap<EvseId, LockKeeper>;

  constructor(keepers: ReadonlyMap<EvseId, LockKeeper>) {
    this.#keepers = keepers;
  }

  /** Resolves when the lock has moved or has not; a transaction that runs there is ended first. */
  async unlock(evse: EvseId): Promise<UnlockOutcome> {
    const keeper = this.#keepers.get(evse);
    if (keeper === undefined) return "notSupported";
    return (await keeper.release()) ? "unlocked" : "failed";
  }

  start(): Promise<void> {
    for (const keeper of this.#keepers.values()) keeper.start();
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#keepers.values()].map((keeper) => keeper.stop()));
  }

  /** What is wrong with a lock shows as a fault of its outlet. */
  health(): Health {
    return { kind: "ok" };
  }
}
