import type { EvseId, MeterReading } from "#hal/core/charging";
import type { Clock } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import { type EpochMillis, type Millis, seconds, type WattHours, wattHours } from "#hal/core/units";
import type { SessionRecord } from "#agent/ports/session-record";
import type { SessionStore } from "#agent/ports/station-store";

/** Below this it may be the resolution of a meter with a large register, or what flows while a contactor opens. */
const WORTH_A_NOTE = wattHours(5);
/** A flow is over when the register has not moved for so long. */
const REST = seconds(60);
/** Enough to find the last session of one outlet among those of all. */
const LOOK_BACK = 100;

interface OutsideEnergyOptions {
  readonly evse: EvseId;
  readonly sessions: Pick<SessionStore, "noteUnbilled" | "recent" | "unbilled">;
  /** Only its uptime is looked at. */
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Energy that the meter has counted while no transaction was open: a contactor that did not obey, or a board that went on by itself. It is on
 * nobody's bill, and is written down beside the session before it, once the flow is over or the next session begins.
 */
export class OutsideEnergy {
  readonly #options: OutsideEnergyOptions;
  /** The session before; null when there has been none. Looked up at first sight, because it may have to be recovered before. */
  #last: SessionRecord | null | undefined;
  /** Up to here the register is explained; undefined where nothing is known. */
  #accounted: WattHours | undefined;
  #moved: { readonly energy: WattHours; readonly at: Millis } | undefined;

  constructor(options: OutsideEnergyOptions) {
    this.#options = options;
  }

  /** A live reading while no transaction is open. */
  seen({ importEnergy: energy, at }: MeterReading): void {
    const uptime = this.#options.clock.uptime();
    if (this.#moved?.energy !== energy) this.#moved = { energy, at: uptime };
    if (uptime - this.#moved.at >= REST) this.#settle(energy, at);
  }

  /** A transaction begins at this reading. */
  begun(energy: WattHours, at: EpochMillis): void {
    this.#settle(energy, at);
    // Until it has ended.
    this.#accounted = undefined;
    this.#moved = undefined;
  }

  /** The transaction is over, and this is what was written down of it. */
  ended(session: SessionRecord): void {
    this.#last = session;
    this.#accounted = explained(session, this.#options.sessions);
  }

  #before(): SessionRecord | undefined {
    const { sessions, evse } = this.#options;
    if (this.#last === undefined) {
      const found = sessions.recent(LOOK_BACK).find((session) => session.evse === evse);
      if (found === undefined) this.#last = null;
      else if (found.ended !== undefined) this.ended(found);
    }
    return this.#last ?? undefined;
  }

  #settle(energy: WattHours, at: EpochMillis): void {
    const { sessions, evse, log } = this.#options;
    const session = this.#before();
    if (session === undefined || this.#accounted === undefined) return;
    const outside = wattHours(energy - this.#accounted);
    // Another meter, or one that was set back.
    if (outside < 0) this.#accounted = energy;
    if (outside < WORTH_A_NOTE) return;
    const { transactionId } = session;
    const unbilled = { transactionId, evse, at, energy: outside, why: "outside-transaction" };
    sessions.noteUnbilled(unbilled);
    this.#accounted = energy;
    log.error({ ...unbilled }, "energy.unbilled");
  }
}

/** The end of a session, and what was found beyond it and has been written down already. */
function explained(
  { transactionId, ended, lastReading }: SessionRecord,
  sessions: Pick<SessionStore, "unbilled">,
): WattHours {
  const beyond = sessions
    .unbilled()
    .filter((each) => each.transactionId === transactionId)
    .reduce((sum, { energy }) => sum + Math.max(0, energy), 0);
  return wattHours((ended?.meterStop ?? lastReading.energy) + beyond);
}
