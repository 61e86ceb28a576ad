import type { IdToken, TokenInfo } from "#agent/domain/authorization/id-token";
import type { ListEntry, ListUpdate } from "#agent/domain/authorization/local-list";
import type { LocalList } from "#agent/ports/station-store";
import type { Database, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import { readTokenInfo, tokenInfoValues } from "#agent/store/token-info-codec";

/** The local authorization list. Durable, entries and version together, when `apply` returns. */
export class SqliteLocalList implements LocalList {
  readonly #database: Database;
  readonly #selectOne: Statement;
  readonly #selectVersion: Statement;
  readonly #count: Statement;
  readonly #put: Statement;
  readonly #remove: Statement;
  readonly #removeAll: Statement;
  readonly #putVersion: Statement;

  constructor(database: Database) {
    this.#database = database;
    this.#selectOne = database.prepare(
      "SELECT ordinal, status, parent, expires_at FROM local_list WHERE token = @token",
    );
    this.#selectVersion = database.prepare("SELECT version FROM local_list_version");
    this.#count = database.prepare("SELECT count(*) AS size FROM local_list");
    this.#put = database.prepare(
      `INSERT OR REPLACE INTO local_list (token, status, parent, expires_at) VALUES (@token, @status, @parent, @expiresAt)`,
    );
    this.#remove = database.prepare("DELETE FROM local_list WHERE token = @token");
    this.#removeAll = database.prepare("DELETE FROM local_list");
    this.#putVersion = database.prepare(
      `INSERT INTO local_list_version (only, version) VALUES (1, @version)
       ON CONFLICT (only) DO UPDATE SET version = excluded.version`,
    );
  }

  version(): number {
    const row = this.#selectVersion.get();
    return row === undefined ? 0 : new FieldReader({ table: "local_list_version", key: 1 }, row).integer("version");
  }

  size(): number {
    return new FieldReader({ table: "local_list", key: "*" }, this.#count.get()).integer("size");
  }

  find(token: IdToken): TokenInfo | undefined {
    const row = this.#selectOne.get({ token: token.toLowerCase() });
    if (row === undefined) return undefined;
    // The token itself would be personal data in an error.
    const key = new FieldReader({ table: "local_list", key: "?" }, row).integer("ordinal");
    return readTokenInfo(new FieldReader({ table: "local_list", key }, row));
  }

  apply({ kind, version, entries }: ListUpdate): void {
    this.#database.transaction(() => {
      if (kind === "full") this.#removeAll.run();
      for (const entry of entries) this.#change(entry);
      this.#putVersion.run({ version });
    });
  }

  #change({ token, info }: ListEntry): void {
    const key = token.toLowerCase();
    if (info === undefined) this.#remove.run({ token: key });
    else this.#put.run({ token: key, ...tokenInfoValues(info) });
  }
}
