import type { Migration } from "#agent/store/migration";

/**
 * By which clock the times of a session go: they less `lead` are the uptime of that boot. `wall_lead` is wall time less uptime as of the last
 * reading. `lead` is of the era in which the session began, `wall_lead` of its own. So another process of the same boot goes on with the same
 * even time, whatever the wall clock was set to in between. Energy on no bill names the era of its stamp, too.
 */
export const sessionClocks: Migration = {
  version: 18,
  name: "session-clocks",
  up: `
    ALTER TABLE session ADD COLUMN boot_id TEXT;
    ALTER TABLE session ADD COLUMN lead INTEGER;
    ALTER TABLE session ADD COLUMN wall_lead INTEGER;
    ALTER TABLE session ADD COLUMN wall_era INTEGER REFERENCES clock_era (era);
    ALTER TABLE unbilled ADD COLUMN era INTEGER REFERENCES clock_era (era);
  `,
  down: `
    UPDATE unbilled SET at = at + (SELECT true_lead - lead FROM clock_era WHERE clock_era.era = unbilled.era)
    WHERE era IN (SELECT era FROM clock_era WHERE true_lead IS NOT NULL);
    UPDATE unbilled SET era = NULL;
    UPDATE session SET wall_era = NULL;
    ALTER TABLE unbilled DROP COLUMN era;
    ALTER TABLE session DROP COLUMN wall_era;
    ALTER TABLE session DROP COLUMN wall_lead;
    ALTER TABLE session DROP COLUMN lead;
    ALTER TABLE session DROP COLUMN boot_id;
  `,
};
