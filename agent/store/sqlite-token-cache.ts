import type { EpochMillis } from "#hal/core/units";
import type { IdToken, TokenInfo } from "#agent/domain/authorization/id-token";
import type { TokenCache } from "#agent/ports/station-store";
import type { Database, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import { wholeMillis } from "#agent/store/sql-values";
import type { WriteBehind } from "#agent/store/write-behind";
import { readTokenInfo, tokenInfoValues } from "#agent/store/token-info-codec";

export interface TokenCacheOptions {
  readonly database: Database;
  readonly behind: Pick<WriteBehind, "keep">;
  /** The largest number of tokens, 500 unless told. */
  readonly limit?: number;
}

/**
 * The authorization cache. Durable when `remember` or `clear` returns. A full cache drops tokens that are not accepted, or not any more, first, then those
 * that were remembered longest ago. Erased tokens are overwritten in the file (secure_delete): they are personal data.
 */
export class SqliteTokenCache implements TokenCache {
  readonly #behind: Pick<WriteBehind, "keep">;
  readonly #limit: number;
  readonly #selectOne: Statement;
  readonly #put: Statement;
  readonly #shrink: Statement;
  readonly #deleteAll: Statement;

  constructor({ database, behind, limit = 500 }: TokenCacheOptions) {
    this.#behind = behind;
    this.#limit = limit;
    this.#selectOne = database.prepare(
      "SELECT ordinal, status, parent, expires_at FROM token_cache WHERE token = @token",
    );
    // REPLACE gives the row a new ordinal, so that ordinals tell who was remembered last whatever the wall clock did.
    this.#put = database.prepare(
      `INSERT OR REPLACE INTO token_cache (token, status, parent, expires_at, remembered_at)
       VALUES (@token, @status, @parent, @expiresAt, @rememberedAt)`,
    );
    this.#shrink = database.prepare(dropSurplus);
    this.#deleteAll = database.prepare("DELETE FROM token_cache");
  }

  find(token: IdToken): TokenInfo | undefined {
    const row = this.#selectOne.get({ token: keyOf(token) });
    if (row === undefined) return undefined;
    // The token itself would be personal data in an error.
    const key = new FieldReader({ table: "token_cache", key: "?" }, row).integer("ordinal");
    return readTokenInfo(new FieldReader({ table: "token_cache", key }, row));
  }

  remember(token: IdToken, info: TokenInfo, at: EpochMillis): void {
    this.#behind.keep(`token:${keyOf(token)}`, () => {
      this.write(token, info, at);
    });
  }

  /** Inside a commit. */
  write(token: IdToken, info: TokenInfo, at: EpochMillis): void {
    this.#put.run({ token: keyOf(token), ...tokenInfoValues(info), rememberedAt: wholeMillis(at) });
    this.#shrink.run({ limit: this.#limit, now: wholeMillis(at) });
  }

  clear(): void {
    this.#behind.keep("tokens", () => {
      this.#deleteAll.run();
    });
  }
}

const dropSurplus = `
  DELETE FROM token_cache WHERE ordinal IN (
    SELECT ordinal FROM token_cache
    ORDER BY (status = 'accepted' AND (expires_at IS NULL OR expires_at > @now)) DESC, ordinal DESC LIMIT -1 OFFSET @limit
  )`;

/** Tokens are compared without regard to case. */
function keyOf(token: IdToken): string {
  return token.toLowerCase();
}
