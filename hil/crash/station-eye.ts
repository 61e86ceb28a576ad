import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hasOpenSession, hasQueuedValues } from "#hil/station-file";
import { fieldsOf, listField, numberField } from "#simulator/csms/payload-fields";
import type { Rehearsal } from "#simulator/rehearsal";

/** Sees of a station what anybody can: its status page and its file. */
export class StationEye {
  readonly storeDirectory: string;
  readonly databaseFile: string;
  readonly #rehearsal: Rehearsal;

  constructor(rehearsal: Rehearsal, directory: string) {
    this.#rehearsal = rehearsal;
    this.storeDirectory = join(directory, "store");
    this.databaseFile = join(this.storeDirectory, "station.db");
  }

  /** Nothing goes on and nothing waits. */
  async isQuiet(): Promise<boolean> {
    const status = await this.#status();
    const evse = fieldsOf(listField(status, "evses")[0]);
    const isIdle = queuedIn(status) === 0 && evse["status"] === "available" && evse["session"] === null;
    // One that waits for its last reading after a restart is in no queue yet.
    return isIdle && !hasOpenSession(this.databaseFile);
  }

  /** The board answers the agent, and the store takes what it is given. */
  async isWell(): Promise<boolean> {
    const status = await this.#status();
    return typeof fieldsOf(listField(status, "evses")[0])["pilot"] === "string" && !isStoreBroken(status);
  }

  /** The agent says that its store refuses what it is given; one that is slow takes it. */
  async isStoreBroken(): Promise<boolean> {
    return isStoreBroken(await this.#status());
  }

  /** Messages that wait for the back end; none where nobody answers. */
  async queued(): Promise<number> {
    return queuedIn(await this.#status()) ?? 0;
  }

  /** On disk, where the next life finds them. */
  hasQueuedValues(): boolean {
    return hasQueuedValues(this.databaseFile);
  }

  async #status(): Promise<unknown> {
    try {
      const { url } = fieldsOf(JSON.parse(readFileSync(this.#rehearsal.addressFile, "utf8")));
      const response = await fetch(`${String(url)}/status`);
      return await response.json();
    } catch {
      // Not up yet: whoever asks looks again.
      return undefined;
    }
  }
}

function queuedIn(status: unknown): number | undefined {
  return numberField(fieldsOf(status)["csms"], "queuedFacts");
}

function isStoreBroken(status: unknown): boolean {
  return fieldsOf(fieldsOf(fieldsOf(status)["store"])["trouble"])["isSlow"] === false;
}
