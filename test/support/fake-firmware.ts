import { type AbortSignalLike, type Clock, sleep } from "#hal/core/clock";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import { type Millis, seconds } from "#hal/core/units";
import type { FilesGround } from "#agent/ports/files-ground";
import type { FirmwareGround } from "#agent/ports/firmware-ground";
import type { SlotState } from "#agent/domain/firmware/firmware-update";
import type { Download, FileTransfer, TransferFailure } from "#agent/ports/file-transfer";
import type { ImageFile } from "#agent/ports/firmware-image";
import { IMAGE } from "#test/support/firmware-kit";
import type { FirmwareInstaller, InstallFailure } from "#agent/ports/firmware-installer";

export const missing: TransferFailure = { kind: "notFound", detail: "there is no such file", isFinal: false };
export const broken: TransferFailure = { kind: "unreachable", detail: "the line broke", isFinal: false };

/** An image in memory. */
export class FakeImage implements ImageFile {
  readonly path = "/virtual/image";
  content: Uint8Array = new Uint8Array();
  removals = 0;
  space = 1_000_000;

  size(): number {
    return this.content.length;
  }

  room(): number {
    return this.space;
  }

  async *read(): AsyncIterable<Uint8Array> {
    yield this.content;
  }

  remove(): void {
    this.content = new Uint8Array();
    this.removals += 1;
  }
}

/** Each download goes as the next entry of `script` says; beyond its end all work. */
export class FakeTransfer implements FileTransfer {
  readonly protocols = ["HTTP"] as const;
  readonly asked: Download[] = [];
  readonly script: (TransferFailure & { readonly part?: number })[] = [];
  duration: Millis = seconds(5);
  running = 0;
  mostRunning = 0;
  readonly #clock: Clock;
  readonly #image: FakeImage;

  constructor(clock: Clock, image: FakeImage) {
    this.#clock = clock;
    this.#image = image;
  }

  async download(
    request: Download,
    abort: AbortSignalLike,
  ): Promise<Outcome<{ readonly bytes: number }, TransferFailure>> {
    this.asked.push(request);
    this.running += 1;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    await sleep(this.#clock, this.duration, abort);
    this.running -= 1;
    if (abort.aborted) return refused({ kind: "aborted", detail: "given up", isFinal: true });
    const failure = this.script.shift();
    if (failure !== undefined) {
      if (failure.part !== undefined) this.#image.content = IMAGE.subarray(0, failure.part);
      return refused(failure);
    }
    this.#image.content = IMAGE;
    return accepted({ bytes: IMAGE.length });
  }

  upload(): ReturnType<FileTransfer["upload"]> {
    return Promise.resolve(refused(missing));
  }
}

/** Two slots in memory; `boot` is what a restart of the machine does to them. */
export class FakeInstaller implements FirmwareInstaller {
  failure: InstallFailure | undefined;
  duration: Millis = seconds(3);
  needsRestart = true;
  /** The new firmware ends before it can confirm itself. */
  isBootable = true;
  installs = 0;
  onInstall: () => void = () => undefined;
  #version = "1.0.0";
  #before = "1.0.0";
  #next: "same" | "written" | "activated" | "back" = "same";
  #slot: SlotState = "settled";
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  version(): string {
    return this.#version;
  }

  slot(): SlotState {
    return this.#slot;
  }

  async install(
    _file: string,
    progress: (percent: number) => void,
    abort: AbortSignalLike,
  ): Promise<Outcome<{ readonly needsRestart: boolean }, InstallFailure>> {
    this.installs += 1;
    this.onInstall();
    progress(50);
    await sleep(this.#clock, this.duration, abort);
    if (this.failure !== undefined) return refused(this.failure);
    this.#next = "written";
    if (!this.needsRestart) this.#version = "2.0.0";
    return accepted({ needsRestart: this.needsRestart });
  }

  activate(): Promise<void> {
    this.#next = "activated";
    return Promise.resolve();
  }

  confirm(): Promise<void> {
    this.#slot = "settled";
    this.#next = "same";
    return Promise.resolve();
  }

  rollBack(): Promise<void> {
    this.#next = "back";
    return Promise.resolve();
  }

  boot(): void {
    if (this.#next === "back" || (this.#slot === "trial" && this.#next === "same")) {
      this.#version = this.#before;
      this.#slot = "rolledBack";
    } else if (this.#next === "activated") {
      this.#before = this.#version;
      this.#slot = this.isBootable ? "trial" : "rolledBack";
      if (this.isBootable) this.#version = "2.0.0";
    }
    this.#next = "same";
  }
}

/** All that a station needs to be given new firmware, none of it real. */
export class FakeFirmware implements FirmwareGround {
  readonly image = new FakeImage();
  readonly transfer: FakeTransfer;
  readonly installer: FakeInstaller;
  readonly files: FilesGround;

  constructor(clock: Clock) {
    this.transfer = new FakeTransfer(clock, this.image);
    const keptLog = { span: () => undefined, lines: () => [] };
    this.files = { transfer: this.transfer, directory: "/virtual/files", keptLog };
    this.installer = new FakeInstaller(clock);
  }
}
