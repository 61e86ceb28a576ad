import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { AgentError } from "#hal/core/errors";
import type { Database } from "#agent/store/database";
import { syncDirectory } from "#agent/store/database-file";

/** Where the copy lies that was made before leaving schema `version`. One per version, the newest replaces an older one. */
export function backupPath(databasePath: string, version: number): string {
  return `${databasePath}.v${String(version)}.backup`;
}

/** Removes those copies. */
export function dropBackups(databasePath: string): void {
  const directory = dirname(databasePath);
  const start = `${basename(databasePath)}.v`;
  const isBackup = (name: string) => name.startsWith(start) && /^\d+\.backup$/.test(name.slice(start.length));
  for (const name of readdirSync(directory).filter(isBackup)) rmSync(join(directory, name), { force: true });
}

/**
 * Copies the whole database, as of now, to `path`. After it returns the copy survives a power cut; until then an older copy of that name
 * stays. The caller is not in a transaction.
 * @throws AgentError `store.failed`
 */
export function backUp(database: Database, path: string): void {
  const unfinished = `${path}.new`;
  try {
    // VACUUM INTO takes an empty file and keeps its mode; it does not sync what it writes.
    rmSync(unfinished, { force: true });
    closeSync(openSync(unfinished, "wx", 0o600));
    database.prepare("VACUUM INTO @file").run({ file: unfinished });
    syncFile(unfinished);
    renameSync(unfinished, path);
    syncDirectory(dirname(path));
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw new AgentError("store.failed", "the database could not be backed up", { path }, error);
  }
}

function syncFile(path: string): void {
  const handle = openSync(path, "r+");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
