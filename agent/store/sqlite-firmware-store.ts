import type { UpdateState } from "#agent/domain/firmware/firmware-update";
import type { Notice } from "#agent/domain/notices/notice";
import type { FirmwareStore } from "#agent/ports/firmware-store";
import type { Database, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import type { SqliteNoticeLog } from "#agent/store/sqlite-notice-log";
import type { WriteBehind } from "#agent/store/write-behind";
import { decodeUpdate, encodeUpdate, firmwareFormat } from "#agent/store/firmware-codec";

/** The one update of the firmware. Durable when a method returns: an update goes no step further on a disk that refuses. */
export class SqliteFirmwareStore implements FirmwareStore {
  readonly #behind: Pick<WriteBehind, "commit">;
  readonly #notices: Pick<SqliteNoticeLog, "write">;
  readonly #select: Statement;
  readonly #put: Statement;

  constructor(database: Database, behind: Pick<WriteBehind, "commit">, notices: Pick<SqliteNoticeLog, "write">) {
    this.#behind = behind;
    this.#notices = notices;
    this.#select = database.prepare("SELECT format, body FROM firmware_update");
    this.#put = database.prepare(
      `INSERT INTO firmware_update (only, format, body) VALUES (1, @format, @body)
       ON CONFLICT (only) DO UPDATE SET format = excluded.format, body = excluded.body`,
    );
  }

  load(): UpdateState {
    const row = this.#select.get();
    if (row === undefined) return { kind: "none" };
    const place = { table: "firmware_update", key: 1 };
    const fields = new FieldReader(place, row);
    return decodeUpdate(place, fields.integer("format"), fields.text("body"));
  }

  commit(state: UpdateState, notices: readonly Notice[]): void {
    this.#behind.commit(() => {
      this.#put.run({ format: firmwareFormat, body: encodeUpdate(state) });
      // Nothing of these is stamped.
      for (const notice of notices) this.#notices.write(notice, null);
    });
  }
}
