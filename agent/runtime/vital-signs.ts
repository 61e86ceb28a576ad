import { type Millis, seconds } from "#hal/core/units";

/** How long ago each thing happened that a healthy charge point does all the time. */
export interface VitalSigns {
  /** The longest that the event loop kept a timer waiting since the last look. */
  readonly loopLag: Millis;
  readonly sinceTick: Millis;
  /** Since the store last took the lock that every commit needs. */
  readonly sinceStore: Millis;
  /** By how much the board's driver is late with an answer to the sign of life, the worst of all outlets; 0 when none is due. */
  readonly boardOverdue: Millis;
  /** Everything is being ended: store and boards are let go of. */
  readonly isEnding: boolean;
}

export type Vitality = { readonly kind: "well" } | { readonly kind: "ill"; readonly why: Illness };
export type Illness = "event-loop" | "control" | "store" | "board";

const LONGEST_LAG = seconds(5);
const OLDEST_TICK = seconds(1);
/** Two looks in vain; with the patience of systemd (30 s) and the start of another process all is over within a minute. */
const OLDEST_STORE = seconds(20);

/** A process that is ill gives no sign of life. What a new start cannot cure, such as a board that is unplugged, is no illness. */
export function judgeVitality(signs: VitalSigns): Vitality {
  if (signs.loopLag >= LONGEST_LAG) return ill("event-loop");
  if (signs.sinceTick >= OLDEST_TICK) return ill("control");
  if (signs.isEnding) return { kind: "well" };
  if (signs.sinceStore >= OLDEST_STORE) return ill("store");
  return signs.boardOverdue > 0 ? ill("board") : { kind: "well" };
}

function ill(why: Illness): Vitality {
  return { kind: "ill", why };
}
