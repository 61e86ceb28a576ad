import { type EpochMillis, epochMillis } from "#hal/core/units";
import {
  type Doubt,
  doubts,
  type EntrySource,
  entrySources,
  type KnownOdometer,
  type LogbookEntry,
  type Neighbours,
} from "#agent/domain/logbook/logbook-entry";
import type { LogbookChange, LogbookRecord } from "#agent/domain/logbook/logbook-record";
import { type Plate, plateKey, plateOf } from "#agent/domain/logbook/plate";
import { type TransactionId, transactionId } from "#agent/domain/transaction/station-fact";
import type { LogbookStore, UntoldRecord } from "#agent/ports/logbook-store";
import type { Database, Statement } from "#agent/store/database";
import { corruptRow, FieldReader, type RowPlace } from "#agent/store/field-reader";
import { wholeMillis } from "#agent/store/sql-values";
import { startedAt, type StampEras } from "#agent/store/stamp-eras";
import type { WriteBehind } from "#agent/store/write-behind";

/** The logbook over one database. What the station itself notes waits for a disk that refuses; an entry that somebody makes is refused with it. */
export class SqliteLogbookStore implements LogbookStore {
  readonly #database: Database;
  readonly #behind: Pick<WriteBehind, "keep">;
  readonly #eras: StampEras;
  readonly #find: Statement;
  readonly #expect: Statement;
  readonly #put: Statement;
  readonly #addChange: Statement;
  readonly #changes: Statement;
  readonly #before: Statement;
  readonly #after: Statement;
  readonly #hasUntold: Statement;
  readonly #untold: Statement;
  readonly #told: Statement;

  constructor(database: Database, behind: Pick<WriteBehind, "keep">, eras: StampEras) {
    this.#database = database;
    this.#eras = eras;
    this.#behind = behind;
    this.#find = database.prepare(`${selectRecord} FROM logbook WHERE transaction_id = @id`);
    this.#expect = database.prepare(
      `INSERT INTO logbook (transaction_id, is_needed, asks_odometer, revision, told, told_open) VALUES (@id, @isNeeded, @asksOdometer, 1, 0, 0)
       ON CONFLICT (transaction_id) DO UPDATE SET is_needed = excluded.is_needed, asks_odometer = excluded.asks_odometer,
         revision = revision + 1`,
    );
    this.#put = database.prepare(putRecord);
    this.#addChange = database.prepare(
      `INSERT INTO logbook_change (transaction_id, at, source, author, odometer, plate, overrode, era)
       VALUES (@id, @at, @source, @author, @odometer, @plate, @overrode, @era)`,
    );
    this.#changes = database.prepare(
      `SELECT ordinal, at, source, author, odometer, plate, overrode, era FROM logbook_change
       WHERE transaction_id = @id ORDER BY ordinal`,
    );
    this.#before = database.prepare(neighbour("<", "DESC"));
    this.#after = database.prepare(neighbour(">", "ASC"));
    this.#hasUntold = database.prepare(`SELECT 1 FROM logbook WHERE ${isUntold} LIMIT 1`);
    this.#untold = database.prepare(
      // CROSS keeps the order of the tables: few rows of the one by its partial index, and not all of the other.
      `${selectRecord}, revision FROM logbook CROSS JOIN session USING (transaction_id)
       WHERE (${isUntold}) AND (told < revision OR session.ended_at IS NOT NULL)
       ORDER BY session.ordinal LIMIT @limit`,
    );
    this.#told = database.prepare(
      "UPDATE logbook SET told = @revision, told_open = @isOpen WHERE transaction_id = @id",
    );
  }

  find(id: TransactionId): LogbookRecord | undefined {
    const row = this.#find.get({ id });
    return row === undefined ? undefined : decodeRecord(row);
  }

  expect({ transactionId: id, isNeeded, asksOdometer }: Omit<LogbookRecord, "entry">): void {
    this.#behind.keep(`logbook:${id}`, () => {
      this.#expect.run({ id, isNeeded: isNeeded ? 1 : 0, asksOdometer: asksOdometer ? 1 : 0 });
    });
  }

  enter({ transactionId: id, isNeeded, asksOdometer }: LogbookRecord, change: LogbookChange): void {
    const { at, author, entry, overrode } = change;
    const values = { odometer: entry.odometer ?? null, plate: entry.plate };
    this.#database.transaction(() => {
      const key = plateKey(entry.plate);
      this.#put.run({ id, isNeeded: isNeeded ? 1 : 0, asksOdometer: asksOdometer ? 1 : 0, ...values, key });
      const by = { source: author.source, author: author.name, overrode: overrode ?? null, era: this.#eras.now() };
      this.#addChange.run({ id, at: wholeMillis(at), ...by, ...values });
    });
  }

  changes(id: TransactionId): readonly LogbookChange[] {
    return this.#changes.all({ id }).map((row) => decodeChange(row, this.#eras));
  }

  neighbours(plate: Plate, at: EpochMillis, id: TransactionId): Neighbours {
    const asked = { key: plateKey(plate), at: wholeMillis(at), id };
    const before = decodeKnown(this.#before.get(asked));
    const after = decodeKnown(this.#after.get(asked));
    return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
  }

  untold(limit: number): readonly UntoldRecord[] {
    // The usual case by an index without entries; the order costs a sort even of nothing.
    if (this.#hasUntold.get() === undefined) return [];
    return this.#untold.all({ limit }).map((row) => ({
      record: decodeRecord(row),
      revision: new FieldReader({ table: "logbook", key: "?" }, row).integer("revision"),
    }));
  }

  told(id: TransactionId, revision: number, isOpen: boolean): void {
    this.#behind.keep(`logbook.told:${id}`, () => {
      this.#told.run({ id, revision, isOpen: isOpen ? 1 : 0 });
    });
  }
}

/** As the partial index `logbook_untold` has it. */
const isUntold = "told < revision OR told_open = 1";

const selectRecord = "SELECT transaction_id, is_needed, asks_odometer, odometer, plate";

/** What was asked for stays asked for. */
const putRecord = `
  INSERT INTO logbook (transaction_id, is_needed, asks_odometer, odometer, plate, plate_key, revision, told, told_open)
  VALUES (@id, @isNeeded, @asksOdometer, @odometer, @plate, @key, 1, 0, 0)
  ON CONFLICT (transaction_id) DO UPDATE SET odometer = excluded.odometer, plate = excluded.plate, plate_key = excluded.plate_key,
    revision = revision + 1`;

function neighbour(side: "<" | ">", order: "ASC" | "DESC"): string {
  return `
    SELECT transaction_id, odometer, ${startedAt} AS started_at FROM logbook JOIN session USING (transaction_id)
    WHERE plate_key = @key AND odometer IS NOT NULL AND ${startedAt} ${side} @at AND transaction_id <> @id
    ORDER BY ${startedAt} ${order}, session.ordinal ${order} LIMIT 1`;
}

function decodeRecord(row: unknown): LogbookRecord {
  const key = new FieldReader({ table: "logbook", key: "?" }, row).text("transaction_id");
  const place = { table: "logbook", key };
  const fields = new FieldReader(place, row);
  return {
    transactionId: transactionId(key),
    isNeeded: fields.integer("is_needed") === 1,
    asksOdometer: fields.integer("asks_odometer") === 1,
    ...(fields.has("plate") ? { entry: decodeEntry(place, fields) } : {}),
  };
}

function decodeEntry(place: RowPlace, fields: FieldReader): LogbookEntry {
  const plate = plateOf(fields.text("plate"));
  if (plate === undefined) throw corruptRow(place, "plate");
  const odometer = fields.optionalNumber("odometer");
  return { plate, ...(odometer === undefined ? {} : { odometer }) };
}

function decodeChange(row: unknown, eras: StampEras): LogbookChange {
  const key = new FieldReader({ table: "logbook_change", key: "?" }, row).integer("ordinal");
  const place = { table: "logbook_change", key };
  const fields = new FieldReader(place, row);
  const overrode = fields.optionalOneOf("overrode", doubtWords);
  return {
    at: eras.read(epochMillis(fields.integer("at")), fields.optionalNumber("era")),
    author: { source: fields.oneOf("source", sourceWords), name: fields.text("author") },
    entry: decodeEntry(place, fields),
    ...(overrode === undefined ? {} : { overrode }),
  };
}

function decodeKnown(row: unknown): KnownOdometer | undefined {
  if (row === undefined) return undefined;
  const key = new FieldReader({ table: "logbook", key: "?" }, row).text("transaction_id");
  const fields = new FieldReader({ table: "logbook", key }, row);
  return { odometer: fields.integer("odometer"), at: epochMillis(fields.integer("started_at")) };
}

// `fromEntries` does not keep the names of a list.
const doubtWords = Object.fromEntries(doubts.map((word) => [word, true])) as Record<Doubt, true>;
const sourceWords = Object.fromEntries(entrySources.map((word) => [word, true])) as Record<EntrySource, true>;
