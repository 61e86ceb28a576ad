import type { VariableStore } from "#agent/ports/station-store";
import type { Database, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import type { WriteBehind } from "#agent/store/write-behind";

/** Values of operation variables that were set at run time. Durable when `set` returns, or as soon as the disk takes it. */
export class SqliteVariableStore implements VariableStore {
  readonly #selectAll: Statement;
  readonly #put: Statement;

  readonly #behind: Pick<WriteBehind, "keep">;

  constructor(database: Database, behind: Pick<WriteBehind, "keep">) {
    this.#behind = behind;
    this.#selectAll = database.prepare("SELECT name, value FROM variable ORDER BY name");
    this.#put = database.prepare(
      `INSERT INTO variable (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    );
  }

  all(): ReadonlyMap<string, string> {
    return new Map(this.#selectAll.all().map(decodeVariable));
  }

  set(name: string, value: string): void {
    this.#behind.keep(`variable:${name}`, () => {
      this.#put.run({ name, value });
    });
  }
}

function decodeVariable(row: unknown): readonly [string, string] {
  const name = new FieldReader({ table: "variable", key: "?" }, row).text("name");
  return [name, new FieldReader({ table: "variable", key: name }, row).text("value")];
}
