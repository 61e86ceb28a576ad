import type { EpochMillis } from "#hal/core/units";

/** A stretch of time; open where an end is absent. */
export interface TimeWindow {
  readonly from?: EpochMillis;
  readonly to?: EpochMillis;
}

/** What the program has said of late. */
export interface KeptLog {
  /** From the oldest line that is kept to the newest; undefined when there is none. */
  span(): { readonly from: EpochMillis; readonly to: EpochMillis } | undefined;
  /** One JSON object each, oldest first, with its newline. Secrets and tokens are masked already. */
  lines(window: TimeWindow): Iterable<string>;
}

/** What touched the station's security, as its journal keeps it; each entry becomes one line of JSON. */
export interface SecurityLogSource {
  entries(window: TimeWindow): Iterable<object>;
}
