import type { Migration } from "#agent/store/migration";

/** Accounts, logins and settings of the page on site. An older program has no page and needs none of it. */
export const site: Migration = {
  version: 5,
  name: "site",
  up: `
    CREATE TABLE account (
      name TEXT PRIMARY KEY,
      role TEXT NOT NULL,
      password_hash TEXT NOT NULL,
      must_change INTEGER NOT NULL CHECK (must_change IN (0, 1))
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE web_session (
      token_hash TEXT PRIMARY KEY,
      account TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
      began_at INTEGER NOT NULL,
      used_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX web_session_account ON web_session (account);
    CREATE TABLE factory_secret (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      password_hash TEXT NOT NULL,
      pin_hash TEXT NOT NULL
    ) STRICT;
    CREATE TABLE site_setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  down: `
    DROP TABLE site_setting;
    DROP TABLE factory_secret;
    DROP TABLE web_session;
    DROP TABLE account;
  `,
};
