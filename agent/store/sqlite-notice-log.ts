import type { Notice } from "#agent/domain/notices/notice";
import type { NoticeLog, QueuedNotice } from "#agent/ports/notice-log";
import type { Database, Statement } from "#agent/store/database";
import type { StampEras } from "#agent/store/stamp-eras";
import type { WriteBehind } from "#agent/store/write-behind";
import { FieldReader } from "#agent/store/field-reader";
import { decodeNotice, encodeNotice, noticeFormat } from "#agent/store/notice-codec";

/** About a month of a station whose back end is gone and whose locks are tried every hour. */
const CAPACITY = 1000;

/** Notices in the order in which they happened. Durable when a method returns; while the disk refuses they wait, and nothing is given out. */
export class SqliteNoticeLog implements NoticeLog {
  readonly #behind: Pick<WriteBehind, "keep" | "mark" | "mayBeAnswered">;
  readonly #eras: StampEras;
  #changes = 0;
  /** Of the last change, whoever made it. */
  #mark = 0;
  readonly #insert: Statement;
  readonly #count: Statement;
  readonly #countEvent: Statement;
  readonly #makeRoom: Statement;
  readonly #head: Statement;
  readonly #noteAttempt: Statement;
  readonly #remove: Statement;

  constructor(database: Database, behind: Pick<WriteBehind, "keep" | "mark" | "mayBeAnswered">, eras: StampEras) {
    this.#behind = behind;
    this.#eras = eras;
    this.#insert = database.prepare(
      "INSERT INTO notice (format, body, is_critical, era) VALUES (@format, @body, @isCritical, @era)",
    );
    this.#count = database.prepare("SELECT count(*) AS count FROM notice");
    this.#countEvent = database.prepare(
      "SELECT count(*) AS count FROM notice WHERE json_extract(body, '$.event') = @event",
    );
    this.#makeRoom = database.prepare(
      "DELETE FROM notice WHERE position = (SELECT position FROM notice ORDER BY is_critical, position LIMIT 1)",
    );
    this.#head = database.prepare("SELECT position, format, body, attempts, era FROM notice ORDER BY position LIMIT 1");
    this.#noteAttempt = database.prepare("UPDATE notice SET attempts = attempts + 1 WHERE position = @position");
    this.#remove = database.prepare("DELETE FROM notice WHERE position = @position");
  }

  add(notice: Notice): void {
    const era = this.#eras.now();
    this.#keep(() => {
      this.write(notice, era);
    });
  }

  /** Inside a commit: whether the same event waits to be told already. */
  isWaiting(event: string): boolean {
    const row = this.#countEvent.get({ event });
    return new FieldReader({ table: "notice", key: "*" }, row).integer("count") > 0;
  }

  head(): QueuedNotice | undefined {
    if (!this.#behind.mayBeAnswered(this.#mark)) return undefined;
    const row = this.#head.get();
    if (row === undefined) return undefined;
    const position = new FieldReader({ table: "notice", key: "?" }, row).integer("position");
    const place = { table: "notice", key: position };
    const fields = new FieldReader(place, row);
    return {
      position,
      notice: this.#eras.readNotice(
        decodeNotice(place, fields.integer("format"), fields.text("body")),
        fields.optionalNumber("era"),
      ),
      attempts: fields.integer("attempts"),
    };
  }

  noteAttempt(position: number): void {
    this.#keep(() => {
      this.#noteAttempt.run({ position });
    });
  }

  remove(position: number): void {
    this.#keep(() => {
      this.#remove.run({ position });
    });
  }

  /** Inside a commit; `era`, in which it was stamped. */
  write(notice: Notice, era: number | null): void {
    const isCritical = notice.type === "security.event" && notice.isCritical ? 1 : 0;
    const { count } = this.#count.get() as { readonly count: number };
    if (count >= CAPACITY) this.#makeRoom.run();
    this.#mark = this.#behind.mark;
    this.#insert.run({ format: noticeFormat, body: encodeNotice(notice), isCritical, era });
  }

  #keep(write: () => void): void {
    this.#changes += 1;
    // No more of them wait than are kept.
    this.#behind.keep(`notice:${String(this.#changes % CAPACITY)}`, write);
    this.#mark = this.#behind.mark;
  }
}
