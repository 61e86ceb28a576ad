import type { AbortSignalLike } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";

export interface FakeComponentOptions {
  /** One outcome for each start, the last for all later ones; starts well unless told. */
  readonly starts?: readonly (() => Promise<void>)[];
  readonly stop?: () => Promise<void>;
}

/** Writes its life into a journal that several components may share. */
export class FakeComponent implements Component {
  readonly name: string;
  readonly journal: string[];
  readonly #options: FakeComponentOptions;
  #started = 0;
  abort: AbortSignalLike | undefined;

  constructor(name: string, journal: string[], options: FakeComponentOptions = {}) {
    this.name = name;
    this.journal = journal;
    this.#options = options;
  }

  async start(abort: AbortSignalLike): Promise<void> {
    this.abort = abort;
    this.journal.push(`start ${this.name}`);
    const starts = this.#options.starts ?? [];
    const start = starts[Math.min(this.#started++, starts.length - 1)];
    await start?.();
  }

  async stop(): Promise<void> {
    this.journal.push(`stop ${this.name}`);
    await this.#options.stop?.();
  }

  health(): Health {
    return { kind: "ok" };
  }
}
