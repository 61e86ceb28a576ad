import { epochMillis, type EpochMillis } from "#hal/core/units";
import type { WebSession, WebSessionStore } from "#agent/ports/site-store";
import type { Database, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import { wholeMillis } from "#agent/store/sql-values";

/** The logins. Durable when a method returns. */
export class SqliteWebSessionStore implements WebSessionStore {
  readonly #find: Statement;
  readonly #put: Statement;
  readonly #remove: Statement;
  readonly #removeOf: Statement;
  readonly #removeOld: Statement;

  constructor(database: Database) {
    this.#find = database.prepare(
      "SELECT token_hash, account, began_at, used_at FROM web_session WHERE token_hash = @tokenHash",
    );
    this.#put = database.prepare(
      `INSERT INTO web_session (token_hash, account, began_at, used_at) VALUES (@tokenHash, @account, @beganAt, @usedAt)
       ON CONFLICT (token_hash) DO UPDATE SET used_at = excluded.used_at`,
    );
    this.#remove = database.prepare("DELETE FROM web_session WHERE token_hash = @tokenHash");
    this.#removeOf = database.prepare("DELETE FROM web_session WHERE account = @account");
    this.#removeOld = database.prepare(
      "DELETE FROM web_session WHERE began_at < @beganBefore OR used_at < @usedBefore",
    );
  }

  find(tokenHash: string): WebSession | undefined {
    const row = this.#find.get({ tokenHash });
    return row === undefined ? undefined : decodeSession(row);
  }

  put({ beganAt, usedAt, ...session }: WebSession): void {
    this.#put.run({ ...session, beganAt: wholeMillis(beganAt), usedAt: wholeMillis(usedAt) });
  }

  remove(tokenHash: string): void {
    this.#remove.run({ tokenHash });
  }

  removeOf(account: string): void {
    this.#removeOf.run({ account });
  }

  removeOld({
    beganBefore,
    usedBefore,
  }: {
    readonly beganBefore: EpochMillis;
    readonly usedBefore: EpochMillis;
  }): void {
    this.#removeOld.run({ beganBefore: wholeMillis(beganBefore), usedBefore: wholeMillis(usedBefore) });
  }
}

function decodeSession(row: unknown): WebSession {
  const account = new FieldReader({ table: "web_session", key: "?" }, row).text("account");
  const fields = new FieldReader({ table: "web_session", key: account }, row);
  return {
    tokenHash: fields.text("token_hash"),
    account,
    beganAt: epochMillis(fields.integer("began_at")),
    usedAt: epochMillis(fields.integer("used_at")),
  };
}
