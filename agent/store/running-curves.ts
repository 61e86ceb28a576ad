import type { Cancel } from "#hal/core/clock";
import type { PowerCurve } from "#agent/domain/site/power-curve";
import type { TransactionId } from "#agent/domain/transaction/station-fact";
import { encodeCurve } from "#agent/store/curve-codec";

/**
 * The curves of sessions that run. What is written of such a session once a minute takes its curve along, in the same row: flash wears by the
 * page, and that page is written anyway.
 */
export class RunningCurves {
  readonly #sources = new Map<TransactionId, () => PowerCurve>();

  follow(id: TransactionId, curve: () => PowerCurve): Cancel {
    this.#sources.set(id, curve);
    return () => {
      this.#sources.delete(id);
    };
  }

  /** As it is now, for a column; null where nobody draws one, or nothing is in it yet. */
  column(id: TransactionId): string | null {
    const curve = this.#sources.get(id)?.();
    return curve === undefined || curve.watts.length === 0 ? null : encodeCurve(curve);
  }
}
