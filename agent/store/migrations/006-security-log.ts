import type { Migration } from "#agent/store/migration";

/** What touched the station's security, for whoever looks into it later. */
export const securityLog: Migration = {
  version: 6,
  name: "security-log",
  up: `
    CREATE TABLE security_entry (
      position INTEGER PRIMARY KEY AUTOINCREMENT,
      event TEXT NOT NULL,
      at INTEGER NOT NULL,
      info TEXT
    ) STRICT;
  `,
  down: `
    DROP TABLE security_entry;
  `,
};
