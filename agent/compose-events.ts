import type { Clock } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import { EventJournal } from "#agent/local/events/event-journal";
import { EventWatch } from "#agent/local/events/event-watch";
import { startEvents } from "#agent/local/events/note-start";
import type { StationStore } from "#agent/ports/station-store";
import type { Agent } from "#agent/runtime/agent";

interface Ground {
  readonly agent: Pick<Agent, "onSite" | "changes">;
  readonly store: StationStore;
  readonly clock: Clock;
  readonly lineClock: Clock;
  readonly log: Log;
  readonly version: string;
}

export interface Events {
  readonly journal: EventJournal;
  start(): void;
  stop(): void;
}

/** Puts down what happens from the start on, whether anybody looks or not. */
export function composeEvents({ agent, store, clock, lineClock, log, version }: Ground): Events {
  const journal = new EventJournal({ store: () => store.site.events, clock, lineClock, log });
  let watch: EventWatch | undefined;
  return {
    journal,
    start: () => {
      for (const event of startEvents(store.site.events, version)) journal.note(event);
      watch = new EventWatch({ onSite: agent.onSite, changes: agent.changes, journal, clock: lineClock, log });
    },
    stop: () => {
      watch?.stop();
      journal.stop();
    },
  };
}
