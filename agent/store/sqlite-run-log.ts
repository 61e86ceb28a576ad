import type { EpochMillis } from "#hal/core/units";
import type { PreviousRun, RunLog } from "#agent/ports/station-store";
import type { Database, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import type { WriteBehind } from "#agent/store/write-behind";
import { wholeMillis } from "#agent/store/sql-values";

/** The newest runs that are kept for the diagnosis of restarts. */
const keptRuns = 100;

/** When the program ran and how it ended. Durable when `begin` or `end` returns; a run without an end was cut off. */
export class SqliteRunLog implements RunLog {
  readonly #database: Database;
  readonly #behind: Pick<WriteBehind, "keep">;
  readonly #selectLast: Statement;
  readonly #insert: Statement;
  readonly #prune: Statement;
  readonly #markEnded: Statement;

  constructor(database: Database, behind: Pick<WriteBehind, "keep">) {
    this.#database = database;
    this.#behind = behind;
    this.#selectLast = database.prepare(
      "SELECT ordinal, boot_id, ended_in_order FROM run ORDER BY ordinal DESC LIMIT 1",
    );
    this.#insert = database.prepare("INSERT INTO run (boot_id, started_at) VALUES (@bootId, @startedAt)");
    this.#prune = database.prepare("DELETE FROM run WHERE ordinal <= (SELECT max(ordinal) FROM run) - @keep");
    this.#markEnded = database.prepare(
      "UPDATE run SET ended_in_order = 1 WHERE ordinal = (SELECT max(ordinal) FROM run)",
    );
  }

  begin(run: { readonly bootId: string; readonly startedAt: EpochMillis }): PreviousRun | undefined {
    return this.#database.transaction(() => {
      const row = this.#selectLast.get();
      this.#insert.run({ bootId: run.bootId, startedAt: wholeMillis(run.startedAt) });
      this.#prune.run({ keep: keptRuns });
      return row === undefined ? undefined : decodeRun(row);
    });
  }

  end(): void {
    this.#behind.keep("run", () => {
      this.#markEnded.run();
    });
  }
}

function decodeRun(row: unknown): PreviousRun {
  const key = new FieldReader({ table: "run", key: "?" }, row).integer("ordinal");
  const fields = new FieldReader({ table: "run", key }, row);
  return { bootId: fields.text("boot_id"), endedInOrder: fields.integer("ended_in_order") === 1 };
}
