import type { UpdateState } from "#agent/domain/firmware/firmware-update";
import type { Notice } from "#agent/domain/notices/notice";
import type { FirmwareStore } from "#agent/ports/firmware-store";
import type { NoticeLog } from "#agent/ports/notice-log";
import type { Database, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import { decodeUpdate, encodeUpdate, firmwareFormat } from "#agent/store/firmware-codec";

/** The one update of the firmware. Durable when a method returns. */
export class SqliteFirmwareStore implements FirmwareStore {
  readonly #database: Database;
  readonly #notices: Pick<NoticeLog, "add">;
  readonly #select: Statement;
  readonly #put: Statement;

  constructor(database: Database, notices: Pick<NoticeLog, "add">) {
    this.#database = database;
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
    this.#database.transaction(() => {
      this.#put.run({ format: firmwareFormat, body: encodeUpdate(state) });
      for (const notice of notices) this.#notices.add(notice);
    });
  }
}
