import type { EvseId } from "#hal/core/charging";
import type { Cancel, Clock } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import { epochMillis, type Millis } from "#hal/core/units";
import type { EvseController } from "#agent/control/evse-controller";
import type { EvseState } from "#agent/domain/evse/evse-state";
import { projectStatus } from "#agent/domain/evse/project-status";
import { type ChargingSpan, type PlugStay, withSpan } from "#agent/domain/site/plug-stay";
import type { SessionHistory } from "#agent/ports/session-history";

export interface PlugJournalOptions {
  readonly evses: readonly Pick<EvseController, "id" | "news" | "state">[];
  readonly history: () => Pick<SessionHistory, "addStay">;
  readonly clock: Clock;
  readonly onStorageFailure: (error: unknown) => void;
}

/** Shorter ones are a plug that did not go in at the first try. */
const SHORTEST = 1000;

/** A vehicle that stands here; by uptime, so that a clock that is set meanwhile makes no stay longer or shorter. */
interface Standing {
  readonly since: Millis;
  readonly charging: readonly ChargingSpan[];
  readonly flowsSince?: Millis;
}

/** Notes how long vehicles stand at the outlets, whether they charge or not: one row on disk when they leave. */
export class PlugJournal implements Component {
  readonly name = "plug-journal";
  readonly #options: PlugJournalOptions;
  readonly #standing = new Map<EvseId, Standing>();
  #cancels: readonly Cancel[] = [];

  constructor(options: PlugJournalOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#cancels = this.#options.evses.map((evse) => {
      this.#look(evse.id, evse.state());
      return evse.news.listen(() => {
        this.#look(evse.id, evse.state());
      });
    });
  }

  /** What stands here is written down so far; the next run goes on with a stay of its own. */
  async stop(): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    this.#cancels = [];
    for (const evse of [...this.#standing.keys()]) this.#leave(evse);
  }

  health(): Health {
    return { kind: "ok" };
  }

  /** Those that stand here now, as if they left now. */
  present(): readonly PlugStay[] {
    return [...this.#standing].map(([evse, standing]) => this.#stay(evse, standing));
  }

  #look(evse: EvseId, state: EvseState): void {
    if (!isPlugged(state)) {
      this.#leave(evse);
      return;
    }
    const now = this.#options.clock.uptime();
    const before = this.#standing.get(evse) ?? { since: now, charging: [] };
    const flows = projectStatus(state) === "charging";
    if (flows === (before.flowsSince !== undefined)) this.#standing.set(evse, before);
    else this.#standing.set(evse, flows ? { ...before, flowsSince: now } : settled(before, now));
  }

  #leave(evse: EvseId): void {
    const standing = this.#standing.get(evse);
    if (standing === undefined) return;
    this.#standing.delete(evse);
    const stay = this.#stay(evse, standing);
    if (stay.to - stay.from < SHORTEST) return;
    try {
      this.#options.history().addStay(stay);
    } catch (error) {
      this.#options.onStorageFailure(error);
    }
  }

  #stay(evse: EvseId, standing: Standing): PlugStay {
    const { clock } = this.#options;
    const [to, now] = [clock.now(), clock.uptime()];
    return { evse, from: epochMillis(to - (now - standing.since)), to, charging: settled(standing, now).charging };
  }
}

/** With the stretch that flows ended now. */
function settled({ since, charging, flowsSince }: Standing, now: Millis): Standing {
  if (flowsSince === undefined) return { since, charging };
  const span = { after: (flowsSince - since) / 1000, lasts: (now - flowsSince) / 1000 };
  return { since, charging: withSpan(charging, span) };
}

function isPlugged({ pilot }: EvseState): boolean {
  switch (pilot.kind) {
    case "unplugged":
      return false;
    case "connected":
    case "energized":
      return true;
    default:
      return pilot.plugged;
  }
}
