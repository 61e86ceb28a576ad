import { open } from "node:fs/promises";

/**
 * Makes durable whatever anybody in this process has written to a file until now, in another thread than the caller's. Rejects as the disk does. Not
 * for the database file itself nor its index: closing any handle of theirs takes SQLite's locks away.
 */
export async function flushFile(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}
