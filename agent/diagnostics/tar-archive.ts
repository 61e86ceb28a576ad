import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { EpochMillis } from "#hal/core/units";

export interface ArchiveEntry {
  /** At most 100 ASCII characters. */
  readonly name: string;
  readonly content: Uint8Array;
}

const BLOCK = 512;

/** Writes a compressed archive in the format ustar (POSIX.1-1988), which every system can open. */
export async function writeArchive(path: string, entries: Iterable<ArchiveEntry>, at: EpochMillis): Promise<void> {
  await pipeline(Readable.from(blocks(entries, at)), createGzip(), createWriteStream(path, { mode: 0o600 }));
}

function* blocks(entries: Iterable<ArchiveEntry>, at: EpochMillis): Generator<Uint8Array> {
  for (const entry of entries) {
    yield header(entry, at);
    yield entry.content;
    yield Buffer.alloc((BLOCK - (entry.content.length % BLOCK)) % BLOCK);
  }
  yield Buffer.alloc(2 * BLOCK);
}

function header({ name, content }: ArchiveEntry, at: EpochMillis): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, offset: number, length: number) => {
    block.write(`${value.toString(8).padStart(length - 1, "0")}\0`, offset, "ascii");
  };
  block.write(name, 0, 100, "ascii");
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(content.length, 124, 12);
  octal(Math.max(0, Math.floor(at / 1000)), 136, 12);
  // The sum counts its own place as blanks.
  block.fill(" ", 148, 156);
  block.write("0", 156, "ascii");
  block.write("ustar\u000000", 257, "ascii");
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return block;
}
