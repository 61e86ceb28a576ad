import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "#hal/core/clock";
import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { type Outcome, refused } from "#hal/core/outcome";
import { UploadNote } from "#agent/diagnostics/upload-note";
import { type AttemptPlan, runAttempts } from "#agent/files/transfer-attempts";
import type { FileTransfer, TransferFailure } from "#agent/ports/file-transfer";

export interface UploadOrder {
  readonly location: string;
  readonly plan: AttemptPlan;
  readonly fileName: string;
  readonly requestId?: number;
  /** Puts the file together. */
  readonly write: (path: string) => Promise<void>;
}

export type UploadEnd = "uploaded" | TransferFailure["kind"] | "interrupted" | "replaced";

export interface UploadLaneOptions {
  readonly name: "diagnostics" | "log";
  /** Exists while anything is under way. */
  readonly directory: string;
  readonly files: Pick<FileTransfer, "upload">;
  readonly clock: Clock;
  readonly log: Log;
  readonly onBegun: (requestId: number | undefined) => void;
  readonly onEnded: (end: UploadEnd, requestId: number | undefined) => void;
  readonly background: (name: string, work: Promise<void>) => void;
}

interface Running {
  readonly order: UploadOrder;
  readonly controller: AbortController;
}

/** Uploads of one kind, one at a time: a new one takes the place of the one under way. Each tells its beginning and its end, over restarts too. */
export class UploadLane {
  readonly #options: UploadLaneOptions;
  readonly #note: UploadNote;
  #running: Running | undefined;
  #ended: Promise<void> = Promise.resolve();
  #count = 0;

  constructor(options: UploadLaneOptions) {
    this.#options = options;
    this.#note = new UploadNote(join(options.directory, `${options.name}.json`));
  }

  /** The one under way. */
  get current(): UploadOrder | undefined {
    return this.#running?.order;
  }

  /** Tells the end of one that the last run of the program did not live to see. */
  reportInterrupted(): void {
    const unfinished = this.#note.read();
    if (unfinished === undefined) return;
    this.#options.onEnded("interrupted", unfinished.requestId);
    this.#note.clear();
  }

  begin(order: UploadOrder): void {
    this.#replace();
    const running = { order, controller: new AbortController() };
    this.#running = running;
    this.#note.write(order.requestId === undefined ? {} : { requestId: order.requestId });
    this.#options.onBegun(order.requestId);
    this.#ended = this.#run(running);
    this.#options.background(`upload.${this.#options.name}`, this.#ended);
  }

  /** Leaves its note: the next start tells that it came to nothing. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    running?.controller.abort();
    await this.#ended;
  }

  #replace(): void {
    if (this.#running === undefined) return;
    const { order, controller } = this.#running;
    this.#running = undefined;
    controller.abort();
    this.#options.onEnded("replaced", order.requestId);
  }

  async #run(running: Running): Promise<void> {
    const { name, directory, log } = this.#options;
    const path = join(directory, `${name}-${String(++this.#count)}.tmp`);
    const outcome = await this.#carry(running, path);
    await rm(path, { force: true });
    // Somebody else's turn, or the end of the program: what there is to tell has been told or will be.
    if (this.#running !== running) return;
    this.#running = undefined;
    log.info({ upload: name, ...(outcome.ok ? outcome.value : outcome.reason) }, "upload.ended");
    this.#options.onEnded(outcome.ok ? "uploaded" : outcome.reason.kind, running.order.requestId);
    this.#note.clear();
  }

  async #carry(
    { order, controller }: Running,
    path: string,
  ): Promise<Outcome<{ readonly bytes: number }, TransferFailure>> {
    const { name, files, clock, log } = this.#options;
    try {
      await order.write(path);
    } catch (error) {
      return refused({ kind: "storage", detail: describeError(error), isFinal: true });
    }
    const { location, fileName, plan } = order;
    return runAttempts({
      plan,
      clock,
      abort: controller.signal,
      attempt: () => files.upload({ location, fileName, fromFile: path }, controller.signal),
      onFailed: ({ kind, detail }, again) => {
        log.warn({ upload: name, kind, detail, again }, "upload.failed");
      },
    });
  }
}
