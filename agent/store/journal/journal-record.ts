import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import type { SqlChange } from "#agent/store/commit";
import type { SqlValues } from "#agent/store/database";
import { crc32c } from "#agent/store/journal/crc32c";

/** What one commit changed. Records are numbered without gaps; a gap means that the journal was begun anew. */
export interface JournalRecord {
  readonly number: number;
  /** The schema that its statements are for. */
  readonly schema: number;
  readonly changes: readonly SqlChange[];
}

/** Length and checksum of what follows, 32 bits each, little-endian. */
const HEAD = 8;

/** A head and the deflated JSON of the record: statements are long and alike, and flash wears by the page. */
export function encodeRecord({ number, schema, changes }: JournalRecord): Buffer {
  const text = JSON.stringify([number, schema, changes.map(({ sql, values }) => [shortened(sql), values])]);
  const body = deflateRawSync(text, { level: constants.Z_BEST_SPEED });
  const head = Buffer.alloc(HEAD);
  head.writeUInt32LE(body.length, 0);
  head.writeUInt32LE(crc32c(body), 4);
  return Buffer.concat([head, body]);
}

export interface ReadJournal {
  readonly records: readonly JournalRecord[];
  /** Up to here the bytes are whole records; what follows is empty, was torn off while it was written, or is damaged. */
  readonly soundBytes: number;
}

/** Reads as far as the records are whole. */
export function readRecords(bytes: Buffer): ReadJournal {
  const records: JournalRecord[] = [];
  let from = 0;
  for (;;) {
    const body = bodyAt(bytes, from);
    if (body === undefined) return { records, soundBytes: from };
    records.push(decodeBody(body));
    from += HEAD + body.length;
  }
}

function bodyAt(bytes: Buffer, from: number): Buffer | undefined {
  if (from + HEAD > bytes.length) return undefined;
  const length = bytes.readUInt32LE(from);
  const body = bytes.subarray(from + HEAD, from + HEAD + length);
  const isWhole = length > 0 && body.length === length && crc32c(body) === bytes.readUInt32LE(from + 4);
  return isWhole ? body : undefined;
}

/** What bears the right checksum was written by this program. */
function decodeBody(body: Buffer): JournalRecord {
  const [number, schema, changes] = JSON.parse(inflateRawSync(body).toString()) as [
    number,
    number,
    [string, SqlValues][],
  ];
  return { number, schema, changes: changes.map(([sql, values]) => ({ sql, values })) };
}

function shortened(sql: string): string {
  return sql.replace(/\s+/g, " ").trim();
}
