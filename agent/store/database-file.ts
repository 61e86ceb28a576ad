import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { AgentError } from "#hal/core/errors";

/**
 * Makes sure that the database file exists and that only its owner reads it: it holds tokens. SQLite gives its WAL files the same mode.
 * A directory is created when its parent exists; a longer missing path is more likely a mount that failed than a wish.
 * @throws AgentError `store.no-directory`, `store.failed`
 */
export function prepareDatabaseFile(path: string): void {
  const directory = dirname(path);
  createDirectory(directory);
  try {
    closeSync(openSync(path, "a", 0o600));
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
    syncDirectory(directory);
  } catch (error) {
    throw new AgentError("store.failed", "the database file cannot be written", { path }, error);
  }
}

/** Makes new names in a directory survive a power cut. */
export function syncDirectory(directory: string): void {
  const handle = openSync(directory, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function createDirectory(directory: string): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true) return;
  try {
    mkdirSync(directory, { mode: 0o700 });
    syncDirectory(dirname(directory));
  } catch (error) {
    throw new AgentError("store.no-directory", "the store's directory is missing", { directory }, error);
  }
}
