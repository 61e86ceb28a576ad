import { createHash } from "node:crypto";
import { type FileHandle, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { Writable } from "node:stream";
import { describeError } from "#hal/core/errors";
import { type Download, partNoteOf } from "#agent/ports/file-transfer";
import { failureOf, type TransferRun, transferError } from "#agent/files/transfer-run";
import type { TransferAddress } from "#agent/files/transfer-address";

/** What a broken try left, as far as it can be continued. */
export interface KeptPart {
  readonly bytes: number;
  /** By which the server tells one version of the file from another. */
  readonly validator: string;
  readonly total: number;
}

/** The file at the other end as it is now. */
export interface RemoteFile {
  /** Absent where the server has nothing of the kind; then a broken try cannot be continued. */
  readonly validator?: string | undefined;
  /** Bytes of the whole file, where the server says so. */
  readonly total?: number | undefined;
}

/** A download's file with the note of where it came from, which alone makes continuing safe. */
export class IncomingFile {
  readonly #request: Download;
  readonly #source: string;
  readonly #run: TransferRun;
  #position = 0;
  #total: number | undefined;

  constructor(request: Download, address: TransferAddress, run: TransferRun) {
    this.#request = request;
    const { protocol, host, port, target } = address;
    this.#source = createHash("sha256")
      .update(`${protocol} ${host} ${String(port)} ${target}`)
      .digest("hex");
    this.#run = run;
  }

  /** Undefined when there is nothing that the same place could continue. */
  async kept(): Promise<KeptPart | undefined> {
    try {
      const note: unknown = JSON.parse(await readFile(partNoteOf(this.#request.toFile), "utf8"));
      const { size } = await stat(this.#request.toFile);
      if (!isNote(note) || note.source !== this.#source || size === 0 || size >= note.total) return undefined;
      return { bytes: size, validator: note.validator, total: note.total };
    } catch {
      return undefined;
    }
  }

  /** The next try begins at the first byte. */
  async forget(): Promise<void> {
    await rm(partNoteOf(this.#request.toFile), { force: true });
  }

  /** Opens it for what comes in, from byte `from` on; what was behind that is cut off. */
  async receive(from: number, remote: RemoteFile): Promise<Writable> {
    const { maxBytes, toFile } = this.#request;
    const { total } = remote;
    if (total !== undefined && total > maxBytes) throw tooLarge(total, maxBytes);
    try {
      const handle = await open(toFile, from === 0 ? "w" : "r+", 0o600);
      if (from > 0) await handle.truncate(from);
      await this.#note(remote);
      this.#position = from;
      this.#total = total;
      return this.#writerTo(handle);
    } catch (error) {
      throw storage(error);
    }
  }

  /** Bytes of the whole file; throws when the server sent less than it said. */
  async finish(): Promise<number> {
    if (this.#total !== undefined && this.#position !== this.#total)
      throw transferError(
        "unreachable",
        `it ended after ${String(this.#position)} of ${String(this.#total)} bytes`,
        false,
      );
    await this.forget();
    return this.#position;
  }

  async #note({ validator, total }: RemoteFile): Promise<void> {
    if (validator === undefined || total === undefined) await this.forget();
    else
      await writeFile(
        partNoteOf(this.#request.toFile),
        JSON.stringify({ source: this.#source, validator, total } satisfies PartNote),
        { mode: 0o600 },
      );
  }

  #writerTo(handle: FileHandle): Writable {
    return new Writable({
      highWaterMark: 262_144,
      signal: this.#run.signal,
      write: (chunk: Buffer, _encoding, done) => {
        this.#write(handle, chunk).then(() => {
          done();
        }, done);
      },
      final: (done) => {
        handle.sync().then(
          () => {
            done();
          },
          (error: unknown) => {
            done(storage(error));
          },
        );
      },
      destroy: (error, done) => {
        handle.close().then(
          () => {
            done(error);
          },
          () => {
            done(error);
          },
        );
      },
    });
  }

  async #write(handle: FileHandle, chunk: Buffer): Promise<void> {
    const { maxBytes, onProgress } = this.#request;
    const end = this.#position + chunk.length;
    if (end > maxBytes) throw this.#ended(tooLarge(end, maxBytes));
    if (this.#total !== undefined && end > this.#total)
      throw this.#ended(transferError("refused", "more came in than the server had said", false));
    try {
      for (let done = 0; done < chunk.length;) {
        const { bytesWritten } = await handle.write(chunk, done, chunk.length - done, this.#position + done);
        done += bytesWritten;
      }
    } catch (error) {
      throw this.#ended(storage(error));
    }
    this.#position = end;
    this.#run.moved();
    onProgress?.(end, this.#total);
  }

  /** Libraries hide what a stream's end was in words of their own. */
  #ended(error: Error): Error {
    this.#run.fail(failureOf(error));
    return error;
  }
}

interface PartNote {
  readonly source: string;
  readonly validator: string;
  readonly total: number;
}

function isNote(value: unknown): value is PartNote {
  if (typeof value !== "object" || value === null) return false;
  const { source, validator, total } = value as Readonly<Record<string, unknown>>;
  return typeof source === "string" && typeof validator === "string" && typeof total === "number";
}

function tooLarge(bytes: number, maxBytes: number): Error {
  return transferError("tooLarge", `${String(bytes)} bytes, ${String(maxBytes)} at most`, true);
}

function storage(error: unknown): Error {
  return transferError("storage", describeError(error), false);
}
