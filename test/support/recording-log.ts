import type { Log, LogFields } from "#hal/core/log";

export interface LoggedEvent {
  readonly level: "trace" | "debug" | "info" | "warn" | "error";
  readonly event: string;
  readonly fields: LogFields;
}

/** Keeps every event with its fields, those of the child included. */
export class RecordingLog implements Log {
  readonly events: LoggedEvent[];
  readonly #base: LogFields;

  constructor(base: LogFields = {}, events: LoggedEvent[] = []) {
    this.#base = base;
    this.events = events;
  }

  trace(fields: LogFields, event: string): void {
    this.#keep("trace", fields, event);
  }

  debug(fields: LogFields, event: string): void {
    this.#keep("debug", fields, event);
  }

  info(fields: LogFields, event: string): void {
    this.#keep("info", fields, event);
  }

  warn(fields: LogFields, event: string): void {
    this.#keep("warn", fields, event);
  }

  error(fields: LogFields, event: string): void {
    this.#keep("error", fields, event);
  }

  child(fields: LogFields): Log {
    return new RecordingLog({ ...this.#base, ...fields }, this.events);
  }

  /** The names of what was logged at `level`, in order. */
  named(level: LoggedEvent["level"]): readonly string[] {
    return this.events.filter((logged) => logged.level === level).map((logged) => logged.event);
  }

  #keep(level: LoggedEvent["level"], fields: LogFields, event: string): void {
    this.events.push({ level, event, fields: { ...this.#base, ...fields } });
  }
}
