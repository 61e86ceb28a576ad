import type { EvseId, MeterReading } from "#hal/core/charging";
import type { Cancel, Clock } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import type { Millis, WattHours } from "#hal/core/units";
import type { EvseController } from "#agent/control/evse-controller";
import type { EvseNews } from "#agent/control/evse-news";
import { decideLimit } from "#agent/domain/limits/current-limit";
import { curveFromPoints, GrowingCurve, type PowerCurve } from "#agent/domain/site/power-curve";
import { RecentPower, type RecentPoint } from "#agent/domain/site/recent-power";
import { sessionCurve } from "#agent/domain/site/session-curve";
import type { TransactionFact, TransactionId } from "#agent/domain/transaction/station-fact";
import type { SessionHistory } from "#agent/ports/session-history";
import type { SessionRecord } from "#agent/ports/session-record";

export interface CurveKeeperOptions {
  readonly evses: readonly (Pick<EvseController, "id" | "news" | "state"> & {
    watch(): Pick<ReturnType<EvseController["watch"]>, "readings">;
  })[];
  readonly sessions: { open(): readonly SessionRecord[] };
  readonly history: () => Pick<SessionHistory, "curve" | "keepCurve" | "samples">;
  readonly clock: Clock;
  readonly log: Log;
}

type CurvedEvse = CurveKeeperOptions["evses"][number];

/** Enough for a curve of a session that was cut short. */
const MOST_FACTS = 5000;

/** A session that runs, by uptime: a clock that is set meanwhile bends no curve. */
interface Running {
  readonly id: TransactionId;
  readonly since: Millis;
  readonly meterStart: WattHours;
  readonly growing: GrowingCurve;
}

/**
 * The power over time: of the last minutes at every outlet, and of every session, written when it ends. Nobody is billed by it: what a power
 * cut takes of it is made up from what the back end was told.
 */
export class CurveKeeper implements Component {
  readonly name = "curves";
  readonly #options: CurveKeeperOptions;
  readonly #recent = new Map<EvseId, RecentPower>();
  readonly #running = new Map<EvseId, Running>();
  #cancels: readonly Cancel[] = [];

  constructor(options: CurveKeeperOptions) {
    this.#options = options;
    for (const { id } of options.evses) this.#recent.set(id, new RecentPower());
  }

  async start(): Promise<void> {
    for (const session of this.#options.sessions.open()) this.#mend(session);
    this.#cancels = this.#options.evses.flatMap((evse) => [
      evse.watch().readings.listen((reading) => {
        this.#read(evse, reading);
      }),
      evse.news.listen((news) => {
        this.#hear(evse, news);
      }),
    ]);
  }

  async stop(): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    this.#cancels = [];
    for (const evse of [...this.#running.keys()]) this.#finish(evse);
  }

  health(): Health {
    return { kind: "ok" };
  }

  /** Of a session that runs. */
  running(id: TransactionId): PowerCurve | undefined {
    return [...this.#running.values()].find((each) => each.id === id)?.growing.curve();
  }

  /** Of the last quarter of an hour, oldest first; undefined for an outlet that is not there. */
  recent(evse: EvseId): readonly RecentPoint[] | undefined {
    return this.#recent.get(evse)?.points(this.#options.clock.now());
  }

  #read(evse: CurvedEvse, { power, importEnergy }: MeterReading): void {
    const { clock } = this.#options;
    if (power !== undefined) this.#recent.get(evse.id)?.add(clock.now(), power);
    const running = this.#running.get(evse.id);
    running?.growing.add({
      after: this.#after(running),
      watts: power,
      wattHours: importEnergy - running.meterStart,
    });
  }

  #hear(evse: CurvedEvse, news: EvseNews): void {
    if (news.type === "fact") this.#learn(evse, news.fact);
    else this.#noteLimit(evse);
  }

  #learn(evse: CurvedEvse, fact: TransactionFact): void {
    if (fact.type === "transaction.ended") this.#finish(evse.id);
    if (fact.type !== "transaction.started") return;
    const { transactionId: id, meterStart } = fact;
    this.#running.set(evse.id, { id, meterStart, since: this.#options.clock.uptime(), growing: new GrowingCurve() });
    this.#noteLimit(evse);
  }

  #noteLimit(evse: CurvedEvse): void {
    const running = this.#running.get(evse.id);
    if (running === undefined) return;
    const { limit, decidedBy } = decideLimit(evse.state().limits);
    if (decidedBy === undefined) return;
    running.growing.limit({ after: Math.round(this.#after(running)), owner: decidedBy.owner, amperes: limit });
  }

  #after({ since }: Running): number {
    return (this.#options.clock.uptime() - since) / 1000;
  }

  #finish(evse: EvseId): void {
    const running = this.#running.get(evse);
    this.#running.delete(evse);
    if (running !== undefined && !running.growing.isEmpty) this.#keep(running.id, () => running.growing.curve());
  }

  /** What is known of a session that the last run has left open. */
  #mend({ transactionId, startedAt, meterStart }: SessionRecord): void {
    this.#keep(transactionId, () => {
      const history = this.#options.history();
      if (history.curve(transactionId) !== undefined) return undefined;
      const points = sessionCurve(history.samples(transactionId, MOST_FACTS));
      return points.length === 0 ? undefined : curveFromPoints(points, { at: startedAt, energy: meterStart });
    });
  }

  /** A disk that has no room for a picture is no reason to charge nobody. */
  #keep(id: TransactionId, curve: () => PowerCurve | undefined): void {
    try {
      const made = curve();
      if (made !== undefined) this.#options.history().keepCurve(id, made);
    } catch (error) {
      this.#options.log.warn({ transaction: id, error: describeError(error) }, "curve.not-kept");
    }
  }
}
