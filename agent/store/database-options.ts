import type { Clock } from "#hal/core/clock";
import type { Failpoint } from "#hal/core/failpoint";
import type { Log } from "#hal/core/log";

export interface DatabaseOptions {
  /** A file, or `:memory:` for a database that ends with its `close`. */
  readonly path: string;
  readonly log: Log;
  /** Real time, in which commits are slow or quick; each is quick unless given. */
  readonly lineClock?: Pick<Clock, "uptime">;
  /** Passed around the commits that have a name. */
  readonly failpoint?: Failpoint;
  /** What a database in memory begins with: that of another. For tests of power cuts. */
  readonly content?: Buffer;
  /** Called before each commit and each change; what it throws is what the disk would say. For tests of a failing disk. */
  readonly beforeWrite?: () => void;
}
