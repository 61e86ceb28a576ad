import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** A program of the name of systemd's helper, which notes in files when it was told what. */
export class NotifyHelper {
  readonly #directory: string;

  /** Makes the directory. */
  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const path = join(directory, "systemd-notify");
    writeFileSync(path, script(directory));
    chmodSync(path, 0o755);
  }

  /** For the process that is watched; `searchPath` is where it finds all other programs. */
  environment(searchPath: string): Readonly<Record<string, string>> {
    return { PATH: `${this.#directory}${delimiter}${searchPath}`, NOTIFY_SOCKET: join(this.#directory, "socket") };
  }

  /** When it was first told that the process works since `clear`, in milliseconds of the wall clock. */
  readyAt(): number | undefined {
    return this.#when("ready");
  }

  /** When the last sign of life came. */
  signAt(): number | undefined {
    return this.#when("sign");
  }

  /** From now on it hangs itself whenever it is started, until the answer is called. */
  hang(): () => void {
    const stuck = join(this.#directory, "stuck");
    writeFileSync(stuck, "");
    return () => {
      rmSync(stuck, { force: true });
    };
  }

  /** What was told by a process that has ended is forgotten. */
  clear(): void {
    for (const name of ["ready", "sign"]) rmSync(join(this.#directory, name), { force: true });
  }

  #when(name: string): number | undefined {
    return statSync(join(this.#directory, name), { throwIfNoEntry: false })?.mtimeMs;
  }
}

function script(directory: string): string {
  return `#!/bin/sh
[ -e '${directory}/stuck' ] && exec sleep 3600
for word do
  case "$word" in
    WATCHDOG=1) : > '${directory}/sign' ;;
    READY=1) : > '${directory}/ready' ;;
  esac
done
`;
}
