import type { Migration } from "#agent/store/migration";

const stamped = ["security_entry", "event", "logbook_change"];

/**
 * In which era the stamps were made of what else is told or kept as evidence; that of a notice is inside its body. An era is vouched for where
 * the host had its time from a clock with a battery: it counts as right until somebody knows better.
 */
export const toldEras: Migration = {
  version: 19,
  name: "told-eras",
  up: `
    ${[...stamped, "notice"].map((table) => `ALTER TABLE ${table} ADD COLUMN era INTEGER REFERENCES clock_era (era);`).join("\n    ")}
    ALTER TABLE event ADD COLUMN acknowledged_era INTEGER REFERENCES clock_era (era);
    ALTER TABLE clock_era ADD COLUMN is_vouched INTEGER NOT NULL DEFAULT 0 CHECK (is_vouched IN (0, 1));
  `,
  // An older program tells what it finds: it finds what is known by now.
  down: `
    ${stamped.map((table) => putRight(table, "at", "era")).join("\n    ")}
    ${putRight("event", "acknowledged_at", "acknowledged_era")}
    UPDATE notice SET body = json_set(body, '$.at', json_extract(body, '$.at') + ${shiftOf("notice.era")})
    WHERE json_extract(body, '$.at') IS NOT NULL AND ${shiftOf("notice.era")} IS NOT NULL;
    ${[...stamped, "notice"].map((table) => `UPDATE ${table} SET era = NULL; ALTER TABLE ${table} DROP COLUMN era;`).join("\n    ")}
    UPDATE event SET acknowledged_era = NULL;
    ALTER TABLE event DROP COLUMN acknowledged_era;
    ALTER TABLE clock_era DROP COLUMN is_vouched;
  `,
};

function shiftOf(era: string): string {
  return `(SELECT true_lead - lead FROM clock_era WHERE clock_era.era = ${era})`;
}

function putRight(table: string, column: string, era: string): string {
  const shift = shiftOf(`${table}.${era}`);
  return `UPDATE ${table} SET ${column} = ${column} + ${shift} WHERE ${shift} IS NOT NULL;`;
}
