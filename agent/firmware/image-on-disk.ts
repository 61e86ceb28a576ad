import { createReadStream, mkdirSync, rmSync, statfsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { partNoteOf } from "#agent/ports/file-transfer";
import type { ImageFile } from "#agent/ports/firmware-image";

/** What an image must never take from the records. */
const RESERVE_BYTES = 64 * 1024 * 1024;
const READ_BYTES = 1024 * 1024;

/** The image in a folder of the station's own, on the disk of the records. */
export class ImageOnDisk implements ImageFile {
  readonly path: string;
  readonly #mostBytes: number;

  /** The folder is made when it is missing. */
  constructor(directory: string, mostBytes: number) {
    const folder = join(directory, "firmware");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.path = join(folder, "image");
    this.#mostBytes = mostBytes;
  }

  size(): number {
    return statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Twice the image has to fit: it is unpacked or written again on its way into a slot. */
  room(): number {
    const { bavail, bsize } = statfsSync(dirname(this.path));
    const free = bavail * bsize + this.size() - RESERVE_BYTES;
    return Math.max(0, Math.min(this.#mostBytes, Math.floor(free / 2)));
  }

  read(): AsyncIterable<Uint8Array> {
    return createReadStream(this.path, { highWaterMark: READ_BYTES }) as AsyncIterable<Buffer>;
  }

  remove(): void {
    for (const file of [this.path, partNoteOf(this.path)]) rmSync(file, { force: true });
  }
}
