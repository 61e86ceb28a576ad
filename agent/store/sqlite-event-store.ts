import { type EpochMillis, epochMillis } from "#hal/core/units";
import { eventCodes, type EventCode, type EventSeverity, type KeptEvent } from "#agent/domain/site/site-event";
import type { EventPage, EventStore, NewEvent } from "#agent/ports/site-store";
import type { Database, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import { wholeMillis } from "#agent/store/sql-values";
import type { StampEras } from "#agent/store/stamp-eras";
import type { WriteBehind } from "#agent/store/write-behind";

/** The newest that are kept; alarms are counted apart, so that a flood of lesser ones drowns none. */
const keptAlarms = 500;
const keptOthers = 1500;

const severityWords: Readonly<Record<EventSeverity, true>> = { info: true, warning: true, alarm: true };
const codeWords = Object.fromEntries(eventCodes.map((code) => [code, true])) as Readonly<Record<EventCode, true>>;

/** What happened. Each call is one commit; while the disk refuses, what is added waits. */
export class SqliteEventStore implements EventStore {
  readonly #behind: Pick<WriteBehind, "keep">;
  readonly #eras: StampEras;
  #added = 0;
  readonly #insert: Statement;
  readonly #prune: Statement;
  readonly #page: Statement;
  readonly #open: Statement;
  readonly #acknowledge: Statement;

  constructor(database: Database, behind: Pick<WriteBehind, "keep">, eras: StampEras) {
    this.#behind = behind;
    this.#eras = eras;
    this.#insert = database.prepare(
      `INSERT INTO event (at, code, severity, evse, subject, occurrences, era)
       VALUES (@at, @code, @severity, @evse, @subject, @count, @era)`,
    );
    this.#prune = database.prepare(
      `DELETE FROM event WHERE id IN (
         SELECT id FROM event WHERE (severity = 'alarm') = @isAlarm ORDER BY id DESC LIMIT -1 OFFSET @keep
       )`,
    );
    this.#page = database.prepare(
      `SELECT * FROM event WHERE id < @before AND (@severity IS NULL OR severity = @severity)
         AND (@openOnly = 0 OR (acknowledged_at IS NULL AND severity <> 'info'))
       ORDER BY id DESC LIMIT @limit`,
    );
    this.#open = database.prepare(
      "SELECT count(*) AS open FROM event WHERE acknowledged_at IS NULL AND severity <> 'info'",
    );
    this.#acknowledge = database.prepare(
      `UPDATE event SET acknowledged_by = @by, acknowledged_at = @at, acknowledged_era = @era
       WHERE id <= @last AND id >= @first AND acknowledged_at IS NULL`,
    );
  }

  add(events: readonly NewEvent[]): void {
    this.#added += 1;
    const era = this.#eras.now();
    // No more of them wait for a disk that refuses than are kept.
    this.#behind.keep(`events:${String(this.#added % keptOthers)}`, () => {
      for (const { at, code, severity, evse, subject, count } of events)
        this.#insert.run({
          at: wholeMillis(at),
          code,
          severity,
          evse: evse ?? null,
          subject: subject ?? null,
          count,
          era,
        });
      this.#prune.run({ isAlarm: 1, keep: keptAlarms });
      this.#prune.run({ isAlarm: 0, keep: keptOthers });
    });
  }

  page({ before = Number.MAX_SAFE_INTEGER, limit, severity, openOnly = false }: EventPage): readonly KeptEvent[] {
    return this.#page
      .all({ before, limit, severity: severity ?? null, openOnly: openOnly ? 1 : 0 })
      .map((row) => decode(row, this.#eras));
  }

  open(): number {
    return new FieldReader({ table: "event", key: "?" }, this.#open.get()).integer("open");
  }

  acknowledge({ first, last }: { readonly first: number; readonly last: number }, by: string, at: EpochMillis): number {
    return this.#acknowledge.run({ first, last, by, at: wholeMillis(at), era: this.#eras.now() });
  }
}

function decode(row: unknown, eras: StampEras): KeptEvent {
  const id = new FieldReader({ table: "event", key: "?" }, row).integer("id");
  const fields = new FieldReader({ table: "event", key: id }, row);
  const evse = fields.optionalNumber("evse");
  const subject = fields.optionalText("subject");
  const by = fields.optionalText("acknowledged_by");
  const acknowledgedAt = () =>
    eras.read(epochMillis(fields.integer("acknowledged_at")), fields.optionalNumber("acknowledged_era"));
  return {
    id,
    at: eras.read(epochMillis(fields.integer("at")), fields.optionalNumber("era")),
    code: fields.oneOf("code", codeWords),
    severity: fields.oneOf("severity", severityWords),
    count: fields.integer("occurrences"),
    ...(evse === undefined ? {} : { evse }),
    ...(subject === undefined ? {} : { subject }),
    ...(by === undefined ? {} : { acknowledged: { by, at: acknowledgedAt() } }),
  };
}
