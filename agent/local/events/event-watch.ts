import type { Cancel, Clock } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import type { Listenable } from "#hal/core/signal";
import { millis } from "#hal/core/units";
import { eventsBetween } from "#agent/domain/site/state-events";
import type { StateTree } from "#agent/domain/site/state-tree";
import type { EventJournal } from "#agent/local/events/event-journal";
import { Throttle } from "#agent/local/throttle";
import type { OnSite } from "#agent/runtime/agent";

/** A fault that came and went within this is seen by nobody else either. */
const SPACING = millis(250);

export interface EventWatchOptions {
  readonly onSite: Pick<OnSite, "state" | "variables" | "lifeCycle">;
  readonly changes: Listenable<unknown>;
  readonly journal: Pick<EventJournal, "note">;
  readonly clock: Clock;
  readonly log: Log;
}

/** Sees what happens to the charger, from its start on, whoever looks at the page. */
export class EventWatch {
  readonly #options: EventWatchOptions;
  readonly #throttle: Throttle;
  readonly #cancels: readonly Cancel[];
  #seen: StateTree;

  constructor(options: EventWatchOptions) {
    this.#options = options;
    const { onSite, changes, journal, clock } = options;
    // Faults that are there at the start have been raised by it, and what the disk needed to be opened.
    this.#seen = {
      ...onSite.state(),
      faults: [],
      evses: {},
      store: { troubleSince: null, isSlow: false, rebuiltAt: null },
    };
    this.#throttle = new Throttle(clock, SPACING, () => {
      this.#look();
    });
    const stage = () => onSite.lifeCycle.record().stage;
    let known = stage();
    this.#cancels = [
      changes.listen(() => {
        this.#throttle.request();
      }),
      onSite.variables.changes.listen((subject) => {
        journal.note({ code: "configuration.changed", severity: "info", subject });
      }),
      onSite.lifeCycle.changes.listen(() => {
        if (stage() === known) return;
        known = stage();
        journal.note({ code: "lifeCycle.changed", severity: "info", subject: known });
      }),
    ];
    this.#throttle.request();
  }

  stop(): void {
    this.#throttle.stop();
    for (const cancel of this.#cancels) cancel();
  }

  /** Never throws: it is called from timers. */
  #look(): void {
    const { onSite, journal, log } = this.#options;
    try {
      const state = onSite.state();
      for (const event of eventsBetween(this.#seen, state)) journal.note(event);
      this.#seen = state;
    } catch (error) {
      log.error({ error }, "events.look-failed");
    }
  }
}
