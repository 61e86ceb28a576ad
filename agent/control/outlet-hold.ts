import type { Cancel } from "#hal/core/clock";
import type { EvseController } from "#agent/control/evse-controller";
import { isCleared } from "#agent/domain/evse/maintenance";

/** What is needed of an outlet to keep it out of service. */
export type HeldEvse = Pick<EvseController, "state" | "news" | "post">;

/** Keeps all outlets out of service for an installation; who is charging ends first. */
export class OutletHold {
  readonly #evses: readonly HeldEvse[];

  constructor(evses: readonly HeldEvse[]) {
    this.#evses = evses;
  }

  /** Repeating either changes nothing. */
  set(isHeld: boolean): void {
    for (const evse of this.#evses) {
      if ((evse.state().maintenance !== undefined) === isHeld) continue;
      evse.post({ type: isHeld ? "maintenance.begun" : "maintenance.ended" });
    }
  }

  /** They are held and nobody uses one. */
  areFree(): boolean {
    return this.#evses.every((evse) => isCleared(evse.state()));
  }

  /** Resolves when they are free, or quietly when `abort` fires. */
  untilFree(abort: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      let cancels: readonly Cancel[] = [];
      const look = () => {
        if (!abort.aborted && !this.areFree()) return;
        for (const cancel of cancels) cancel();
        abort.removeEventListener("abort", look);
        resolve();
      };
      cancels = this.#evses.map((evse) => evse.news.listen(look));
      abort.addEventListener("abort", look);
      look();
    });
  }
}
