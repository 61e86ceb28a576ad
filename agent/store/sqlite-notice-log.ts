import type { Notice } from "#agent/domain/notices/notice";
import type { NoticeLog, QueuedNotice } from "#agent/ports/notice-log";
import type { Database, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import { decodeNotice, encodeNotice, noticeFormat } from "#agent/store/notice-codec";

/** About a month of a station whose back end is gone and whose locks are tried every hour. */
const CAPACITY = 1000;

/** Notices in the order in which they happened. Durable when a method returns. */
export class SqliteNoticeLog implements NoticeLog {
  readonly #database: Database;
  readonly #insert: Statement;
  readonly #count: Statement;
  readonly #makeRoom: Statement;
  readonly #head: Statement;
  readonly #noteAttempt: Statement;
  readonly #remove: Statement;

  constructor(database: Database) {
    this.#database = database;
    this.#insert = database.prepare(
      "INSERT INTO notice (format, body, is_critical) VALUES (@format, @body, @isCritical)",
    );
    this.#count = database.prepare("SELECT count(*) AS count FROM notice");
    this.#makeRoom = database.prepare(
      "DELETE FROM notice WHERE position = (SELECT position FROM notice ORDER BY is_critical, position LIMIT 1)",
    );
    this.#head = database.prepare("SELECT position, format, body, attempts FROM notice ORDER BY position LIMIT 1");
    this.#noteAttempt = database.prepare("UPDATE notice SET attempts = attempts + 1 WHERE position = @position");
    this.#remove = database.prepare("DELETE FROM notice WHERE position = @position");
  }

  add(notice: Notice): void {
    const isCritical = notice.type === "security.event" && notice.isCritical ? 1 : 0;
    this.#database.transaction(() => {
      const { count } = this.#count.get() as { readonly count: number };
      if (count >= CAPACITY) this.#makeRoom.run();
      this.#insert.run({ format: noticeFormat, body: encodeNotice(notice), isCritical });
    });
  }

  head(): QueuedNotice | undefined {
    const row = this.#head.get();
    if (row === undefined) return undefined;
    const position = new FieldReader({ table: "notice", key: "?" }, row).integer("position");
    const place = { table: "notice", key: position };
    const fields = new FieldReader(place, row);
    return {
      position,
      notice: decodeNotice(place, fields.integer("format"), fields.text("body")),
      attempts: fields.integer("attempts"),
    };
  }

  noteAttempt(position: number): void {
    this.#noteAttempt.run({ position });
  }

  remove(position: number): void {
    this.#remove.run({ position });
  }
}
