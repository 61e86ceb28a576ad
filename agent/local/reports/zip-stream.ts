import { pipeline, Readable } from "node:stream";
import { crc32, createDeflateRaw } from "node:zlib";

/** A file of an archive as it comes. */
export interface ZipPart {
  /** ASCII. */
  readonly name: string;
  readonly content: AsyncIterable<string> | Iterable<string>;
}

interface Written {
  readonly name: Buffer;
  readonly offset: number;
  readonly crc: number;
  readonly size: number;
  readonly packed: number;
}

/** Version 2.0, which knows deflate. */
const VERSION = 20;
/** Sizes follow the content (bit 3), because nobody knows them before; names are UTF-8 (bit 11). */
const FLAGS = 0x0808;
const DEFLATED = 8;
/** 1980-01-01, the first day that the format can tell: two exports of the same sessions are the same file. */
const DAY = 0x0021;

/** An archive (PKWARE APPNOTE 6.3, without ZIP64: below 4 GiB) of which only what is on its way is in memory. */
export async function* zipped(parts: readonly ZipPart[]): AsyncGenerator<Buffer> {
  const written: Written[] = [];
  let offset = 0;
  for (const { name: text, content } of parts) {
    const name = Buffer.from(text);
    const sums = { crc: 0, size: 0, packed: 0 };
    const begin = localHeader(name);
    yield begin;
    const deflate = createDeflateRaw();
    // What goes wrong ends the iteration below.
    pipeline(Readable.from(counted(content, sums), { objectMode: false }), deflate, () => undefined);
    for await (const chunk of deflate) {
      const bytes = Buffer.from(chunk as Uint8Array);
      sums.packed += bytes.length;
      yield bytes;
    }
    const end = descriptor(sums);
    yield end;
    written.push({ name, offset, ...sums });
    offset += begin.length + sums.packed + end.length;
  }
  const directory = Buffer.concat(written.map(directoryEntry));
  yield directory;
  yield endOfDirectory(written.length, directory.length, offset);
}

async function* counted(content: ZipPart["content"], sums: { crc: number; size: number }): AsyncGenerator<Buffer> {
  for await (const text of content) {
    const bytes = Buffer.from(text);
    sums.crc = crc32(bytes, sums.crc);
    sums.size += bytes.length;
    yield bytes;
  }
}

/** Little-endian fields: width in bytes and value. */
function fields(...all: readonly (readonly [width: 2 | 4, value: number])[]): Buffer {
  const buffer = Buffer.alloc(all.reduce((sum, [width]) => sum + width, 0));
  let at = 0;
  for (const [width, value] of all) at = buffer.writeUIntLE(value, at, width);
  return buffer;
}

function localHeader(name: Buffer): Buffer {
  const times = [[2, 0], [2, DAY]] as const; // prettier-ignore
  const sizes = [[4, 0], [4, 0], [4, 0]] as const; // prettier-ignore
  const head = fields(
    [4, 0x04034b50],
    [2, VERSION],
    [2, FLAGS],
    [2, DEFLATED],
    ...times,
    ...sizes,
    [2, name.length],
    [2, 0],
  );
  return Buffer.concat([head, name]);
}

function descriptor({ crc, packed, size }: Pick<Written, "crc" | "packed" | "size">): Buffer {
  return fields([4, 0x08074b50], [4, crc], [4, packed], [4, size]);
}

function directoryEntry({ name, offset, crc, size, packed }: Written): Buffer {
  const head = fields([4, 0x02014b50], [2, VERSION], [2, VERSION], [2, FLAGS], [2, DEFLATED], [2, 0], [2, DAY]);
  const sizes = fields([4, crc], [4, packed], [4, size], [2, name.length]);
  // No extra field, no comment, first disk, no attributes.
  const rest = fields([2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]);
  return Buffer.concat([head, sizes, rest, name]);
}

function endOfDirectory(count: number, size: number, offset: number): Buffer {
  return fields([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, offset], [2, 0]);
}
