import type { FaultCode, FaultWords } from "#hal/core/charging";
import { type Listenable, Signal } from "#hal/core/signal";
import type { FaultChange, HardwareFaults } from "#hal/ports/hardware-faults";

/** A fault in somebody else's words. */
export interface ReportedFault {
  readonly words: FaultWords;
  /** Nobody can charge while it holds; otherwise it is told and nothing more. */
  readonly isInoperative: boolean;
}

/**
 * Faults that somebody beside the drivers reports for an outlet: a test bench that wants every error code of the norm on the wire, also those
 * that no instrument here can see. Of several the oldest is told.
 */
export class ReportedFaults implements HardwareFaults {
  readonly #changes = new Signal<FaultChange>();
  #held: readonly ReportedFault[] = [];

  get changes(): Listenable<FaultChange> {
    return this.#changes;
  }

  active(): readonly FaultCode[] {
    return [...new Set(this.#held.map(codeOf))];
  }

  held(): readonly ReportedFault[] {
    return this.#held;
  }

  /** A fault with the same words takes the place of the earlier one. */
  raise(fault: ReportedFault): void {
    const known = this.#held.find((each) => isSame(each.words, fault.words));
    if (known?.isInoperative === fault.isInoperative) return;
    this.#hold([...this.#held.filter((each) => each !== known), fault]);
  }

  /** Ends those that answer to `matches`; false when there was none. */
  clear(matches: (words: FaultWords) => boolean): boolean {
    const left = this.#held.filter((each) => !matches(each.words));
    const hadSome = left.length < this.#held.length;
    if (hadSome) this.#hold(left);
    return hadSome;
  }

  #hold(held: readonly ReportedFault[]): void {
    const before = this.#held;
    this.#held = held;
    for (const code of ["reported.fault", "reported.warning"] as const) {
      const first = held.find((each) => codeOf(each) === code);
      const hadOne = before.some((each) => codeOf(each) === code);
      if (first !== undefined) this.#changes.emit({ code, active: true, words: first.words });
      else if (hadOne) this.#changes.emit({ code, active: false });
    }
  }
}

function codeOf(fault: ReportedFault): "reported.fault" | "reported.warning" {
  return fault.isInoperative ? "reported.fault" : "reported.warning";
}

function isSame(a: FaultWords, b: FaultWords): boolean {
  return a.shared === b.shared && a.own === b.own;
}
