import type { Migration } from "#agent/store/migration";
import { first } from "#agent/store/migrations/001-first";
import { lists } from "#agent/store/migrations/002-lists";

/** All steps of the schema, in order. */
export const migrations: readonly Migration[] = [first, lists];
