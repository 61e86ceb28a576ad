import { destination as openDestination, type Logger, pino } from "pino";
import type { Clock } from "#hal/core/clock";
import type { Log, LogFields } from "#hal/core/log";
import { isoTime } from "#hal/core/units";
import { redact } from "#agent/runtime/redaction";

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "silent";

/** Takes whole lines, each with its newline. */
export interface LogDestination {
  write(line: string): void;
}

export interface LogOptions {
  readonly level: LogLevel;
  readonly clock: Pick<Clock, "now">;
  /** Standard error when absent. */
  readonly destination?: LogDestination;
  /** Gets every line, too. */
  readonly also?: LogDestination;
  /** Fields of every line. */
  readonly base?: LogFields;
}

/**
 * One JSON object a line: `time` (RFC 3339 from the given clock), `level`, the base fields, the event's own, and `event`. Lines are written
 * before the call returns, so that the last words of a crash are not lost. Secrets and tokens do not get through (see redaction).
 */
export function createLog({ level, clock, destination = standardError(), also, base = {} }: LogOptions): Log {
  const logger = pino(
    {
      level,
      base: redact(base),
      messageKey: "event",
      timestamp: () => `,"time":"${isoTime(clock.now())}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    also === undefined ? destination : both(destination, also),
  );
  return new PinoLog(logger);
}

/** A reader that went away must not end the charging. */
function standardError(): LogDestination {
  const stream = openDestination({ fd: 2, sync: true });
  stream.on("error", () => undefined);
  return stream;
}

function both(first: LogDestination, second: LogDestination): LogDestination {
  return {
    write: (line) => {
      first.write(line);
      second.write(line);
    },
  };
}

class PinoLog implements Log {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  trace(fields: LogFields, event: string): void {
    if (this.#logger.isLevelEnabled("trace")) this.#logger.trace(redact(fields), event);
  }

  debug(fields: LogFields, event: string): void {
    if (this.#logger.isLevelEnabled("debug")) this.#logger.debug(redact(fields), event);
  }

  info(fields: LogFields, event: string): void {
    if (this.#logger.isLevelEnabled("info")) this.#logger.info(redact(fields), event);
  }

  warn(fields: LogFields, event: string): void {
    if (this.#logger.isLevelEnabled("warn")) this.#logger.warn(redact(fields), event);
  }

  error(fields: LogFields, event: string): void {
    if (this.#logger.isLevelEnabled("error")) this.#logger.error(redact(fields), event);
  }

  child(fields: LogFields): Log {
    return new PinoLog(this.#logger.child(redact(fields)));
  }
}
