import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { AgentError } from "#hal/core/errors";
import { repository } from "#test/support/architecture-tree";

export const hasCompiler = spawnSync("cc", ["--version"], { stdio: "ignore" }).status === 0;

/** What the disk below a directory says: as it is, no space, an I/O error, read-only, or each flush takes so many real seconds. */
export type DiskOrder = "well" | "full" | "broken" | "readonly" | `slow ${number}`;

/** A real process's disk that can fail below the real SQLite: a library, compiled here, that stands between the two. */
export class TroubledDisk {
  readonly #library: string;
  readonly #orders: string;
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    this.#library = join(directory, "troubled-disk.so");
    this.#orders = join(directory, "disk-order");
    this.say("well");
    const source = join(repository, "test", "support", "troubled-disk.c");
    const { status, stderr } = spawnSync("cc", ["-O1", "-shared", "-fPIC", "-o", this.#library, source, "-ldl"], {
      encoding: "utf8",
    });
    if (status !== 0) throw new AgentError("test.compiler", "the library could not be compiled", { stderr });
  }

  /** For the process whose disk it is. */
  get environment(): Readonly<Record<string, string>> {
    return {
      LD_PRELOAD: this.#library,
      BORNE_DISK_ORDER: this.#orders,
      BORNE_DISK_DIRECTORY: join(this.#directory, "store"),
    };
  }

  say(order: DiskOrder): void {
    writeFileSync(this.#orders, order);
  }
}
