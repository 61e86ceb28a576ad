import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { describeError } from "#hal/core/errors";
import { type TransferRun, transferError } from "#agent/files/transfer-run";

/** A file that is read to be sent. */
export interface OutgoingFile {
  readonly bytes: number;
  /** A fresh reading from the first byte on; it ends with the run. */
  read(): Readable;
}

export async function openOutgoing(path: string, run: TransferRun): Promise<OutgoingFile> {
  try {
    const { size } = await stat(path);
    return {
      bytes: size,
      read: () => Readable.from(chunksOf(path, run), { objectMode: false }),
    };
  } catch (error) {
    throw transferError("storage", describeError(error), false);
  }
}

async function* chunksOf(path: string, run: TransferRun): AsyncGenerator<Buffer> {
  const file: AsyncIterable<Buffer> = createReadStream(path, { signal: run.signal, highWaterMark: 65_536 });
  for await (const chunk of file) {
    run.moved();
    yield chunk;
  }
}
