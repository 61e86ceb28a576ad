import { hasCode } from "#hal/core/errors";

/** Why the process ended, for systemd and for whoever reads its journal. 64 to 78 are those of sysexits.h. */
export const exitCodes = {
  /** It was asked to end. */
  asked: 0,
  /** The command line makes no sense. */
  usage: 64,
  /** A mistake in the program. */
  internal: 70,
  /** The store cannot be written or read; the next start ends what was open. */
  storage: 74,
  /** It ended to be started again: reset, new firmware. */
  restart: 75,
  /** The configuration is wrong; starting again would not help. */
  config: 78,
} as const;

export type ExitReason = keyof typeof exitCodes;

/** The exit that an error nobody caught leads to. */
export function exitReasonOf(error: unknown): ExitReason {
  if (hasCode(error, "store")) return "storage";
  return hasCode(error, "config") ? "config" : "internal";
}
