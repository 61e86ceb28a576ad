import { cpSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Log, silentLog } from "#hal/core/log";
import { VirtualClock } from "#hal/core/virtual-clock";
import { settleMacrotasks } from "#hal/host/macrotask";
import type { StationStore } from "#agent/ports/station-store";
import { openStationStore, type StationStoreOptions } from "#agent/store/station-store";
import { snapshots } from "#agent/store/journal/journal-files";
import { storeEpoch } from "#test/support/station-store-samples";
import { temporaryDirectory } from "#test/support/temporary-directory";

/** A directory with the store of one station, and what can happen to it. */
export class StoreDisk {
  readonly directory: string;
  readonly clock: VirtualClock;

  constructor(directory = temporaryDirectory(), clock = new VirtualClock(storeEpoch, settleMacrotasks)) {
    this.directory = directory;
    this.clock = clock;
  }

  get path(): string {
    return join(this.directory, "station.db");
  }

  open(options: Partial<StationStoreOptions> = {}, log: Log = silentLog): StationStore {
    const store = openStationStore({ path: this.path, clock: this.clock, log, ...options });
    onTestFinished(() => {
      store.close();
    });
    return store;
  }

  /** What the disk holds now, as the next boot finds it; whoever has the store open goes on with the old one. */
  cutPower(): StoreDisk {
    const directory = temporaryDirectory();
    cpSync(this.directory, directory, { recursive: true });
    rmSync(join(directory, "station.db-shm"), { force: true });
    return new StoreDisk(directory);
  }

  /** Until the copies of the database that are being made are there. */
  async untilSnapshot(count = 1): Promise<void> {
    const deadline = performance.now() + 20_000;
    while (performance.now() < deadline && snapshots(this.path).length < count) await settleMacrotasks();
    if (snapshots(this.path).length < count) throw new TypeError("no snapshot was made");
  }

  read(suffix = ""): Buffer {
    return readFileSync(this.path + suffix);
  }

  write(bytes: Uint8Array, suffix = ""): void {
    writeFileSync(this.path + suffix, bytes);
  }

  /** Damages the database file itself, as it would be without its write-ahead log. */
  damage(kind: Damage, chance = 0.5): void {
    const bytes = this.read();
    if (kind === "deleted") rmSync(this.path);
    if (kind === "zeroed") this.write(Buffer.alloc(bytes.length));
    if (kind === "emptied") this.write(Buffer.alloc(0));
    if (kind === "truncated") truncateSync(this.path, Math.floor(bytes.length / 2));
    if (kind === "not a database") this.write(Buffer.from("x".repeat(bytes.length)));
    if (kind === "one page flipped") this.write(flipped(bytes, Math.floor((bytes.length / PAGE) * chance)));
    if (kind === "log lost" && existsSync(`${this.path}-wal`)) rmSync(`${this.path}-wal`);
  }
}

export const damages = ["deleted", "zeroed", "emptied", "truncated", "not a database", "one page flipped"] as const;
export type Damage = (typeof damages)[number] | "log lost";

const PAGE = 4096;

function flipped(bytes: Buffer, page: number): Buffer {
  return bytes.map((byte, place) => (Math.floor(place / PAGE) === page ? byte ^ 0xff : byte)) as Buffer;
}
