import type { Wiping } from "#agent/ports/station-store";
import type { Database } from "#agent/store/database";
import type { WriteBehind } from "#agent/store/write-behind";

/** What is taken back with which wish. Every table of the schema is named here or among those that stay; a test sees to it. */
export const wipedTables = {
  configuration: ["variable", "site_setting", "access_rules"],
  people: [
    "web_session",
    "account",
    "token_cache",
    "local_list",
    "local_list_version",
    "local_tag",
    "guest",
    "reservation",
  ],
  traces: ["event", "session_curve", "life_cycle", "charging_profile", "availability"],
} as const;

/**
 * Bills and what they rest upon, the logbook of the charges, how long the place was taken, what the back end is still to be told, what touched
 * security, the update that the back end waits to hear of, the time by which all this is to be read, the secrets of the label, and the way back to
 * an older schema.
 */
export const keptTables = [
  "session",
  "session_labels",
  "transaction_cost",
  "logbook",
  "logbook_change",
  "plugged",
  "fact",
  "unbilled",
  "notice",
  "security_entry",
  "firmware_update",
  "run",
  "clock_era",
  "clock_mark",
  "factory_secret",
  "migration",
] as const;

/** What waits to be written is wiped with the rest. `forget` is called after each, so that no copy of the store keeps what was wiped. */
export function wipingOf(database: Database, behind: Pick<WriteBehind, "commit">, forget: () => void): Wiping {
  const wipe = (work: () => void) => {
    behind.commit(work);
    forget();
  };
  const empty = (tables: readonly string[]) => {
    for (const table of tables) database.prepare(`DELETE FROM ${table}`).run();
  };
  return {
    configuration: () => {
      wipe(() => {
        empty(wipedTables.configuration);
      });
    },
    people: () => {
      wipe(() => {
        empty(wipedTables.people);
        database.prepare(ownerOfTheLabel).run();
      });
    },
    traces: () => {
      wipe(() => {
        empty(wipedTables.traces);
        database.prepare("UPDATE session SET curve = NULL WHERE curve IS NOT NULL").run();
      });
    },
  };
}

const ownerOfTheLabel = `
  INSERT INTO account (name, role, password_hash, must_change)
  SELECT 'owner', 'owner', password_hash, 1 FROM factory_secret`;
