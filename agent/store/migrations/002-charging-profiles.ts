import type { Migration } from "#agent/store/migration";

/** `profile_id` is the back end's number, which names one profile of the whole station. `ordinal` gives the order of installation. */
export const chargingProfiles: Migration = {
  version: 2,
  name: "charging-profiles",
  up: `
    CREATE TABLE charging_profile (
      ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
      profile_id INTEGER NOT NULL UNIQUE,
      evse INTEGER NOT NULL CHECK (evse >= 0),
      format INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
  `,
  down: `
    DROP TABLE charging_profile;
  `,
};
