import type { FaultCode } from "#hal/core/charging";
import type { Cancel } from "#hal/core/clock";
import type { Listenable } from "#hal/core/signal";
import type { FaultChange, HardwareFaults } from "#hal/ports/hardware-faults";

/** The faults of several devices as one list; a fault that two of them have is raised with the first and cleared with the last. */
export class JoinedFaults implements HardwareFaults {
  readonly #sources: readonly HardwareFaults[];
  readonly changes: Listenable<FaultChange>;

  constructor(sources: readonly HardwareFaults[]) {
    this.#sources = sources;
    this.changes = { listen: (listener) => this.#listen(listener) };
  }

  active(): readonly FaultCode[] {
    return [...new Set(this.#sources.flatMap((source) => source.active()))];
  }

  #listen(listener: (change: FaultChange) => void): Cancel {
    const cancels = this.#sources.map((source) =>
      source.changes.listen((change) => {
        if (!this.#hasElsewhere(change.code, source)) listener(change);
      }),
    );
    return () => {
      for (const cancel of cancels) cancel();
    };
  }

  #hasElsewhere(code: FaultCode, source: HardwareFaults): boolean {
    return this.#sources.some((other) => other !== source && other.active().includes(code));
  }
}
