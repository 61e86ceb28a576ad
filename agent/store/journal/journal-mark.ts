import type { Database, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";

/**
 * The number of the last journal record that the database contains: by it each of the two copies knows whether it is behind the other. It is
 * kept in SQLite's own table of sequences, whose page nearly every commit writes anyway: a table of our own would cost flash.
 */
export class JournalMark {
  readonly #select: Statement;
  readonly #update: Statement;
  readonly #insert: Statement;

  /** The database has its schema. */
  constructor(database: Database) {
    this.#select = database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'journal'");
    this.#update = database.prepare("UPDATE sqlite_sequence SET seq = @number WHERE name = 'journal'");
    this.#insert = database.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('journal', @number)");
  }

  read(): number {
    const row = this.#select.get();
    return row === undefined ? 0 : new FieldReader({ table: "sqlite_sequence", key: "journal" }, row).integer("seq");
  }

  write(number: number): void {
    if (this.#update.run({ number }) === 0) this.#insert.run({ number });
  }
}
