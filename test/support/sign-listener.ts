import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "#test/support/temporary-directory";

/** Stands for systemd: a program of its helper's name notes what it is told. */
export class SignListener {
  readonly #directory = temporaryDirectory();
  readonly #heard = join(this.#directory, "heard");

  constructor() {
    const path = join(this.#directory, "systemd-notify");
    writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$@" >> "${this.#heard}"\n`);
    chmodSync(path, 0o755);
  }

  /** For a process that is to give signs of life at least every `patience` milliseconds. */
  environment(patience: number): Readonly<Record<string, string>> {
    return {
      PATH: `${this.#directory}:${process.env["PATH"] ?? ""}`,
      NOTIFY_SOCKET: join(this.#directory, "socket"),
      WATCHDOG_USEC: String(patience * 1000),
    };
  }

  /** All that was told so far, oldest first. */
  told(): readonly string[] {
    return existsSync(this.#heard) ? readFileSync(this.#heard, "utf8").trimEnd().split("\n") : [];
  }

  signs(): number {
    return this.told().filter((line) => line === "WATCHDOG=1").length;
  }

  /** When the last one came, in milliseconds of the wall clock. */
  lastAt(): number {
    return existsSync(this.#heard) ? statSync(this.#heard).mtimeMs : 0;
  }
}
