import { renameSync, rmSync, writeFileSync } from "node:fs";
import { AgentError } from "#hal/core/errors";

/**
 * Tells another program where the server listens: `{ "url": "http://127.0.0.1:40123" }`. The file is there whole or not at all.
 * @throws AgentError `status.address-file`
 */
export function writeAddressFile(file: string, url: string): void {
  const unfinished = `${file}.new`;
  try {
    writeFileSync(unfinished, `${JSON.stringify({ url })}\n`, { mode: 0o644 });
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw new AgentError("status.address-file", "the address of the status server cannot be written", { file }, error);
  }
}
