import type { Migration } from "#agent/store/migration";

/**
 * The curve of a session that runs, as of the last minute: a process that dies leaves it. It moves to `session_curve` when the session is over.
 * What was kept instead, the values that the back end had taken, goes like all that is settled.
 */
export const runningCurves: Migration = {
  version: 16,
  name: "running-curves",
  up: "ALTER TABLE session ADD COLUMN curve TEXT;",
  down: "ALTER TABLE session DROP COLUMN curve;",
};
