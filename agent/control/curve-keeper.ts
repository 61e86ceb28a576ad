import type { EvseId, MeterReading } from "#hal/core/charging";
import type { Cancel, Clock } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import type { Millis, WattHours } from "#hal/core/units";
import type { EvseController } from "#agent/control/evse-controller";
import type { EvseNews } from "#agent/control/evse-news";
import { decideLimit } from "#agent/domain/limits/current-limit";
import { GrowingCurve, type PowerCurve } from "#agent/domain/site/power-curve";
import { RecentPower, type RecentPoint } from "#agent/domain/site/recent-power";
import type { TransactionFact, TransactionId } from "#agent/domain/transaction/station-fact";
import type { SessionHistory } from "#agent/ports/session-history";

export interface CurveKeeperOptions {
  readonly evses: readonly (Pick<EvseController, "id" | "news" | "state"> & {
    watch(): Pick<ReturnType<EvseController["watch"]>, "readings">;
  })[];
  readonly history: () => Pick<SessionHistory, "followCurve" | "gatherCurves" | "keepCurve">;
  readonly clock: Clock;
  readonly log: Log;
}

type Kept = ReturnType<CurveKeeperOptions["history"]>;
type CurvedEvse = CurveKeeperOptions["evses"][number];

/** A session that runs, by uptime: a clock that is set meanwhile bends no curve. */
interface Running {
  readonly id: TransactionId;
  readonly since: Millis;
  readonly meterStart: WattHours;
  readonly growing: GrowingCurve;
  readonly leave: Cancel;
}

/**
 * The power over time: of the last minutes at every outlet, and of every session, written when it ends. What is written of the session meanwhile
 * takes it along, so that a power cut costs the last minute of it. Nobody is billed by it.
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
    this.#try({}, (history) => {
      history.gatherCurves();
    });
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
    const growing = new GrowingCurve();
    const leave = this.#options.history().followCurve(id, () => growing.curve());
    this.#running.set(evse.id, { id, meterStart, since: this.#options.clock.uptime(), growing, leave });
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
    running?.leave();
    if (running === undefined || running.growing.isEmpty) return;
    const { id, growing } = running;
    this.#try({ transaction: id }, (history) => {
      history.keepCurve(id, growing.curve());
    });
  }

  /** A disk that has no room for a picture is no reason to charge nobody. */
  #try(about: { readonly transaction?: TransactionId }, work: (history: Kept) => void): void {
    try {
      work(this.#options.history());
    } catch (error) {
      this.#options.log.warn({ ...about, error: describeError(error) }, "curve.not-kept");
    }
  }
}
