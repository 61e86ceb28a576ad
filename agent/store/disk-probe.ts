import { open } from "node:fs/promises";

/** Enough for a page. */
const BYTES = Buffer.alloc(4096, 1);

/** Writes a page beside the database and flushes it, in another thread than the caller's. Rejects as the disk does. */
export async function probeDisk(databasePath: string): Promise<void> {
  const file = await open(`${databasePath}.probe`, "w", 0o600);
  try {
    await file.write(BYTES, 0, BYTES.length, 0);
    await file.datasync();
  } finally {
    await file.close();
  }
}
