import type { FaultCode } from "#hal/core/charging";
import { type Listenable, Signal } from "#hal/core/signal";
import type { FaultChange, HardwareFaults } from "#hal/ports/hardware-faults";

/** The faults that one driver sees: raised once, cleared once. */
export class FaultSet implements HardwareFaults {
  readonly #active = new Set<FaultCode>();
  readonly #changes = new Signal<FaultChange>();

  get changes(): Listenable<FaultChange> {
    return this.#changes;
  }

  active(): readonly FaultCode[] {
    return [...this.#active];
  }

  has(code: FaultCode): boolean {
    return this.#active.has(code);
  }

  raise(code: FaultCode, detail: string): void {
    if (this.#active.has(code)) return;
    this.#active.add(code);
    this.#changes.emit({ code, active: true, detail });
  }

  clear(code: FaultCode): void {
    if (this.#active.delete(code)) this.#changes.emit({ code, active: false });
  }
}
