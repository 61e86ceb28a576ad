import { assertNever } from "#hal/core/assert-never";
import { type Clock, sleep } from "#hal/core/clock";
import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { refused } from "#hal/core/outcome";
import { type EpochMillis, millis, minutes, seconds } from "#hal/core/units";
import type { OutletHold } from "#agent/control/outlet-hold";
import { isRunning, needsImage, type RunningUpdate, type UpdateState } from "#agent/domain/firmware/firmware-update";
import type { UpdateEvent } from "#agent/domain/firmware/update-machine";
import type { FileTransfer } from "#agent/ports/file-transfer";
import type { ImageFile, ImageJudge } from "#agent/ports/firmware-image";
import type { FirmwareInstaller } from "#agent/ports/firmware-installer";

/** The wall clock may be set at any time and nobody tells; a date is looked at this often. */
const LOOK = seconds(30);
const HEALTH_LOOK = seconds(1);
/** A new firmware that does not have its boards answering by then is taken back. */
const HEALTH_PATIENCE = minutes(10);

export interface FirmwareWorkOptions {
  readonly transfer: Pick<FileTransfer, "download">;
  readonly image: ImageFile;
  readonly judge: ImageJudge;
  readonly installer: FirmwareInstaller;
  readonly outlets: OutletHold;
  readonly clock: Clock;
  readonly log: Log;
  /** The machine works: what is needed to charge answers. */
  readonly isHealthy: () => boolean;
  /** Ends the process so that it begins anew; returns at once. */
  readonly restart: () => void;
  readonly post: (event: UpdateEvent) => void;
}

type Happening = UpdateEvent extends infer Event ? (Event extends UpdateEvent ? Omit<Event, "at"> : never) : never;

/** Does what a state of the update asks for, one thing at a time, and posts what came of it. */
export class FirmwareWork {
  readonly #options: FirmwareWorkOptions;
  #abort = new AbortController();
  #current = Promise.resolve();
  #progress: number | undefined;

  constructor(options: FirmwareWorkOptions) {
    this.#options = options;
  }

  /** Percent of a download or an installation, where it is known. */
  progress(): number | undefined {
    return this.#progress;
  }

  /** Gives up what was going on. The next begins when that has really ended: two never write the same file. */
  begin(state: UpdateState, isFresh: boolean): void {
    const before = this.stop();
    const abort = new AbortController();
    this.#abort = abort;
    this.#current = before.then(() => this.#next(state, isFresh, abort.signal));
  }

  /** Resolves when nothing is done any more. */
  stop(): Promise<void> {
    this.#abort.abort();
    this.#progress = undefined;
    return this.#current;
  }

  /** Never rejects. `isFresh`: what there is of an image is of no use. */
  async #next(state: UpdateState, isFresh: boolean, abort: AbortSignal): Promise<void> {
    if (abort.aborted) return;
    if (isFresh || !needsImage(state)) this.#options.image.remove();
    if (!isRunning(state)) return;
    try {
      await this.#do(state, abort);
    } catch (error) {
      this.#failed(state, error, abort);
    }
  }

  #do(state: RunningUpdate, abort: AbortSignal): Promise<void> {
    switch (state.kind) {
      case "scheduled":
        return this.#await(state.order.retrieveAt, abort);
      case "resting":
        return this.#await(state.until, abort);
      case "installScheduled":
        return this.#await(state.order.installAt, abort);
      case "downloading":
        return this.#download(state, abort);
      case "verifying":
        return this.#verify(state, abort);
      case "clearing":
        return this.#clear(abort);
      case "installing":
        return this.#install(abort);
      case "restarting":
        return this.#activate(abort);
      case "proving":
        return this.#prove(abort);
      case "reverting":
        return this.#revert(abort);
      default:
        return assertNever(state);
    }
  }

  async #await(at: EpochMillis | undefined, abort: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (!abort.aborted && at !== undefined && clock.now() < at)
      await sleep(clock, millis(Math.min(at - clock.now(), LOOK)), abort);
    this.#post({ type: "due" }, abort);
  }

  async #download({ order }: RunningUpdate & { kind: "downloading" }, abort: AbortSignal): Promise<void> {
    const { transfer, image, log } = this.#options;
    const onProgress = (bytes: number, total: number | undefined) => {
      if (!abort.aborted) this.#progress = total === undefined ? undefined : percent(bytes / total);
    };
    const outcome = await transfer.download(
      { location: order.location, toFile: image.path, maxBytes: image.room(), onProgress },
      abort,
    );
    if (abort.aborted) return;
    if (outcome.ok) {
      log.info({ bytes: outcome.value.bytes }, "firmware.downloaded");
      this.#post({ type: "downloaded" }, abort);
      return;
    }
    const { kind, detail, isFinal } = outcome.reason;
    log.warn({ kind, detail, isFinal }, "firmware.download-failed");
    this.#post({ type: "download.failed", isFinal, hasPart: image.size() > 0, why: detail }, abort);
  }

  async #verify({ order }: RunningUpdate & { kind: "verifying" }, abort: AbortSignal): Promise<void> {
    const { judge, image, clock } = this.#options;
    const { signed } = order;
    const signer =
      signed === undefined ? refused("there is no signature") : judge.judgeSigner(signed.certificate, clock.now());
    const outcome = signer.ok && signed !== undefined ? await judge.verify(image.read(), signed) : signer;
    this.#post(outcome.ok ? { type: "verified" } : { type: "verification.failed", why: outcome.reason }, abort);
  }

  async #clear(abort: AbortSignal): Promise<void> {
    const { outlets } = this.#options;
    if (!outlets.areFree()) this.#post({ type: "outlets.busy" }, abort);
    await outlets.untilFree(abort);
    this.#post({ type: "outlets.free" }, abort);
  }

  /** After a restart in the middle of it the outlets have to come to rest first, too. */
  async #install(abort: AbortSignal): Promise<void> {
    const { outlets, installer, image, log } = this.#options;
    await outlets.untilFree(abort);
    if (abort.aborted) return;
    log.info({ bytes: image.size() }, "firmware.installing");
    const outcome = await installer.install(
      image.path,
      (done) => {
        if (!abort.aborted) this.#progress = percent(done / 100);
      },
      abort,
    );
    if (!outcome.ok) {
      const { kind, detail } = outcome.reason;
      this.#post({ type: "install.failed", isUnsuitable: kind === "unsuitable", why: detail }, abort);
      return;
    }
    const { needsRestart } = outcome.value;
    if (!needsRestart) await installer.confirm();
    this.#post({ type: "installed", needsRestart }, abort);
  }

  async #activate(abort: AbortSignal): Promise<void> {
    await this.#options.installer.activate();
    if (!abort.aborted) this.#options.restart();
  }

  async #prove(abort: AbortSignal): Promise<void> {
    const { clock, installer, isHealthy } = this.#options;
    const deadline = clock.uptime() + HEALTH_PATIENCE;
    while (!abort.aborted && !isHealthy() && clock.uptime() < deadline) await sleep(clock, HEALTH_LOOK, abort);
    if (abort.aborted) return;
    if (!isHealthy()) {
      this.#post({ type: "disproved", why: "the charging controllers do not answer" }, abort);
      return;
    }
    await installer.confirm();
    this.#post({ type: "proved" }, abort);
  }

  async #revert(abort: AbortSignal): Promise<void> {
    await this.#options.installer.rollBack();
    if (!abort.aborted) this.#options.restart();
  }

  #post(happening: Happening, abort: AbortSignal): void {
    if (!abort.aborted) this.#options.post({ ...happening, at: this.#options.clock.now() });
  }

  /** What was thrown belongs to the step that was being done. */
  #failed(state: RunningUpdate, error: unknown, abort: AbortSignal): void {
    if (abort.aborted) return;
    const why = describeError(error);
    this.#options.log.error({ state: state.kind, error, why }, "firmware.failed");
    switch (state.kind) {
      case "downloading":
        this.#post({ type: "download.failed", isFinal: false, hasPart: false, why }, abort);
        return;
      case "verifying":
        this.#post({ type: "verification.failed", why }, abort);
        return;
      case "installing":
      case "restarting":
        this.#post({ type: "install.failed", isUnsuitable: false, why }, abort);
        return;
      case "proving":
        this.#post({ type: "disproved", why }, abort);
        return;
      case "reverting":
        // An image on trial that nobody confirms is not booted again.
        this.#options.restart();
        return;
      default:
    }
  }
}

function percent(part: number): number {
  return Math.round(Math.min(1, Math.max(0, part)) * 100);
}
