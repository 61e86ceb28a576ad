import { epochMillis } from "#hal/core/units";
import { isSecurityEventName, type SecurityEntry } from "#agent/domain/security/security-event";
import type { SecurityLog } from "#agent/ports/security-log";
import type { Database, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import { wholeMillis } from "#agent/store/sql-values";
import type { StampEras } from "#agent/store/stamp-eras";
import type { WriteBehind } from "#agent/store/write-behind";

/** Years of a quiet station, and still a file that any link can carry. */
const CAPACITY = 10_000;
const MOST_WAITING = 1000;

/**
 * The security log. Durable when `add` returns, or as soon as the disk takes it. What was thrown out cannot be read again: the store overwrites
 * what it deletes.
 */
export class SqliteSecurityLog implements SecurityLog {
  readonly #behind: Pick<WriteBehind, "keep">;
  readonly #eras: StampEras;
  #added = 0;
  readonly #insert: Statement;
  readonly #trim: Statement;
  readonly #all: Statement;

  constructor(database: Database, behind: Pick<WriteBehind, "keep">, eras: StampEras) {
    this.#behind = behind;
    this.#eras = eras;
    this.#insert = database.prepare(
      "INSERT INTO security_entry (event, at, info, era) VALUES (@event, @at, @info, @era)",
    );
    this.#trim = database.prepare(
      "DELETE FROM security_entry WHERE position <= (SELECT max(position) FROM security_entry) - @capacity",
    );
    this.#all = database.prepare("SELECT position, event, at, info, era FROM security_entry ORDER BY position");
  }

  add(entry: SecurityEntry): void {
    this.#added += 1;
    const era = this.#eras.now();
    // No more of them wait for a disk that refuses than a month brings.
    this.#behind.keep(`security:${String(this.#added % MOST_WAITING)}`, () => {
      this.write(entry, era);
    });
  }

  /** Inside a commit; `era`, in which it was stamped. */
  write({ event, at, info }: SecurityEntry, era: number | null): void {
    this.#insert.run({ event, at: wholeMillis(at), info: info ?? null, era });
    this.#trim.run({ capacity: CAPACITY });
  }

  /** An entry that a newer program wrote and this one has no word for is left out. */
  entries(): readonly SecurityEntry[] {
    return this.#all.all().flatMap((row) => decodeEntry(row, this.#eras));
  }
}

function decodeEntry(row: unknown, eras: StampEras): readonly SecurityEntry[] {
  const position = new FieldReader({ table: "security_entry", key: "?" }, row).integer("position");
  const fields = new FieldReader({ table: "security_entry", key: position }, row);
  const event = fields.text("event");
  if (!isSecurityEventName(event)) return [];
  const info = fields.optionalText("info");
  const at = eras.read(epochMillis(fields.integer("at")), fields.optionalNumber("era"));
  return [{ event, at, ...(info === undefined ? {} : { info }) }];
}
