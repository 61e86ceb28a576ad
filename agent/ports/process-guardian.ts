import type { Millis } from "#hal/core/units";

/** Whoever started this process, watches it and starts it again: systemd, where it is there. */
export interface ProcessGuardian {
  /** How long it waits for a sign of life before it ends this process; undefined where nobody waits for one. */
  readonly patience: Millis | undefined;
  /** Tells it `KEY=value` pairs as sd_notify(3) has them. Never throws, never waits: what cannot be told is not told. */
  tell(news: readonly string[]): void;
}

/** For where nobody watches. */
export const noGuardian: ProcessGuardian = { patience: undefined, tell: () => undefined };
