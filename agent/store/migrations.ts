import type { Migration } from "#agent/store/migration";
import { first } from "#agent/store/migrations/001-first";
import { chargingProfiles } from "#agent/store/migrations/002-charging-profiles";
import { lists } from "#agent/store/migrations/003-lists";
import { notices } from "#agent/store/migrations/004-notices";
import { events } from "#agent/store/migrations/011-events";
import { site } from "#agent/store/migrations/005-site";

/** All steps of the schema, in order. */
export const migrations: readonly Migration[] = [first, chargingProfiles, lists, notices, site, events];
