import type { Migration } from "#agent/store/migration";
import { first } from "#agent/store/migrations/001-first";
import { chargingProfiles } from "#agent/store/migrations/002-charging-profiles";
import { lists } from "#agent/store/migrations/003-lists";
import { notices } from "#agent/store/migrations/004-notices";
import { site } from "#agent/store/migrations/005-site";
import { plugged } from "#agent/store/migrations/009-plugged";

/** All steps of the schema, in order. */
export const migrations: readonly Migration[] = [first, chargingProfiles, lists, notices, site, plugged];
