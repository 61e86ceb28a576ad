import type { EvseId } from "#hal/core/charging";
import type { Cancel, Clock } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import type { Listenable } from "#hal/core/signal";
import { hasCode } from "#hal/core/errors";
import { amperes, epochMillis, isoTime, type Millis, millis, seconds } from "#hal/core/units";
import type { EvseController } from "#agent/control/evse-controller";
import type { EvseNews } from "#agent/control/evse-news";
import type { LogbookDesk } from "#agent/control/logbook-desk";
import type { IdToken } from "#agent/domain/authorization/id-token";
import { type HoldDecision, holdAt, type HoldTimes } from "#agent/domain/logbook/logbook-hold";
import { isWaiting, type LogbookRecord } from "#agent/domain/logbook/logbook-record";
import type { LogbookLeaf } from "#agent/domain/site/state-tree";
import type { TransactionId, TransactionStarted } from "#agent/domain/transaction/station-fact";

export const LOGBOOK_REASON = "odometer and number plate are missing";

/** Between two tries to write down what is asked. */
const PATIENCE = seconds(5);

type KeptEvse = Pick<EvseController, "id" | "state" | "news" | "post">;

interface Running {
  readonly token: IdToken;
  /** Uptime: a hold must not jump when the wall clock is set. */
  readonly begun: Millis;
  readonly record: LogbookRecord;
  /** False while the disk does not take it; it is asked again then. */
  readonly isKept: boolean;
}

export interface LogbookKeeperOptions {
  readonly evses: readonly KeptEvse[];
  readonly desk: Pick<LogbookDesk, "changes" | "find" | "asked" | "begin" | "fillIn" | "wouldWait" | "asksPlate">;
  readonly clock: Clock;
  /** Undefined where the logbook is off: nothing is held. */
  readonly times: () => HoldTimes | undefined;
  /** What is known of tags, or when the logbook holds, is perhaps another thing now. */
  readonly ruleChanges: readonly Listenable<unknown>[];
  readonly onStorageFailure: (error: unknown) => void;
}

/**
 * Holds the energy of charges that need odometer and plate, after the time of grace, until they are there: a limit of 0 A among all others,
 * so that the charge is suspended and not ended. It ends with the entry, the charge or its longest time.
 */
export class LogbookKeeper implements Component {
  readonly name = "logbook";
  readonly #options: LogbookKeeperOptions;
  readonly #running = new Map<EvseId, Running>();
  readonly #held = new Set<EvseId>();
  readonly #wakes = new Map<EvseId, Cancel>();
  #cancels: readonly Cancel[] = [];

  constructor(options: LogbookKeeperOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { evses, desk, ruleChanges } = this.#options;
    this.#cancels = [
      ...evses.map((evse) =>
        evse.news.listen((news) => {
          this.#hear(evse, news);
        }),
      ),
      desk.changes.listen((id) => {
        this.#entered(id);
      }),
      ...ruleChanges.map((changes) =>
        changes.listen(() => {
          this.#rulesChanged();
        }),
      ),
    ];
    for (const evse of evses) this.#look(evse);
  }

  async stop(): Promise<void> {
    for (const cancel of [...this.#cancels, ...this.#wakes.values()]) cancel();
    this.#wakes.clear();
  }

  health(): Health {
    return { kind: "ok" };
  }

  /** What whoever stands at the outlet has to enter, and by when. Null for nothing. */
  leaf(id: EvseId): LogbookLeaf | null {
    const running = this.#running.get(id);
    const { desk, clock, times } = this.#options;
    const hold = times();
    if (running === undefined || hold === undefined || !isWaiting(running.record)) return null;
    const { record, token, begun } = running;
    const decision = this.#decide(running, hold);
    const left = begun + (decision.next ?? 0) - clock.uptime();
    return {
      needs: [
        ...(record.asksOdometer ? ["odometer" as const] : []),
        ...(desk.asksPlate(token) ? ["plate" as const] : []),
      ],
      isHeld: decision.isHeld,
      holdsAt: decision.isHeld || decision.next === undefined ? null : isoTime(epochMillis(clock.now() + left)),
    };
  }

  #hear(evse: KeptEvse, news: EvseNews): void {
    if (news.type !== "fact") this.#look(evse);
    else if (news.fact.type === "transaction.started") this.#begin(evse, news.fact);
    else if (news.fact.type === "transaction.ended") this.#running.delete(evse.id);
  }

  #begin(evse: KeptEvse, { transactionId, token }: Pick<TransactionStarted, "transactionId" | "token">): void {
    const { desk, clock } = this.#options;
    const record = desk.asked(evse.id, transactionId, token);
    if (record !== undefined) this.#running.set(evse.id, { token, begun: clock.uptime(), record, isKept: false });
    this.#look(evse);
  }

  /** The session itself may still be waiting for the disk, and comes first. */
  #keep(evse: KeptEvse, running: Running): void {
    try {
      // What is filled in leads back here by way of the desk's news.
      const record = this.#options.desk.begin(running.record, running.token);
      this.#running.set(evse.id, { ...running, record, isKept: true });
    } catch (error) {
      if (!hasCode(error, "store.failed") && !hasCode(error, "store.constraint")) throw error;
    }
  }

  #entered(id: TransactionId): void {
    for (const evse of this.#options.evses) {
      const running = this.#running.get(evse.id);
      if (running?.record.transactionId !== id) continue;
      const record = this.#options.desk.find(id) ?? running.record;
      this.#running.set(evse.id, { ...running, record, isKept: true });
      this.#look(evse);
    }
  }

  #rulesChanged(): void {
    const { evses, desk } = this.#options;
    for (const evse of evses) {
      const running = this.#running.get(evse.id);
      // What is put in leads back here by way of the desk's news.
      if (running !== undefined) this.#store(() => desk.fillIn(running.record, running.token));
      this.#look(evse);
    }
  }

  #look(evse: KeptEvse): void {
    this.#wakes.get(evse.id)?.();
    this.#wakes.delete(evse.id);
    const running = this.#running.get(evse.id);
    if (running?.isKept === false) this.#keep(evse, running);
    const times = this.#options.times();
    const decision = times === undefined ? undefined : this.#decisionFor(evse, times);
    this.#tell(evse, decision);
    const isKept = this.#running.get(evse.id)?.isKept ?? true;
    if (!isKept) this.#wakeAt(evse, millis(this.#options.clock.uptime() + PATIENCE));
  }

  #decisionFor(evse: KeptEvse, times: HoldTimes): HoldDecision | undefined {
    const { session } = evse.state();
    // Before a charge: the limit of one that is held from the start stands before the first ampere.
    if (session.kind === "authorized" || session.kind === "starting")
      return times.grace === 0
        ? { isHeld: this.#options.desk.wouldWait(evse.id, session.authorization.token) }
        : undefined;
    const running = this.#running.get(evse.id);
    if (session.kind !== "active" || running?.record.transactionId !== session.transaction.id) return undefined;
    if (!isWaiting(running.record)) return undefined;
    const decision = this.#decide(running, times);
    if (decision.next !== undefined) this.#wakeAt(evse, millis(running.begun + decision.next));
    return decision;
  }

  #decide({ begun }: Running, times: HoldTimes): HoldDecision {
    return holdAt(millis(this.#options.clock.uptime() - begun), times);
  }

  #wakeAt(evse: KeptEvse, uptime: Millis): void {
    const { clock } = this.#options;
    this.#wakes.get(evse.id)?.();
    const cancel = clock.after(millis(Math.max(1, uptime - clock.uptime())), () => {
      this.#look(evse);
    });
    this.#wakes.set(evse.id, cancel);
  }

  #tell(evse: KeptEvse, decision: HoldDecision | undefined): void {
    const isHeld = decision?.isHeld === true;
    if (isHeld === this.#held.has(evse.id)) return;
    if (isHeld) this.#held.add(evse.id);
    else this.#held.delete(evse.id);
    if (!isHeld) {
      evse.post({ type: "limit.lifted", owner: "logbook" });
      return;
    }
    const { clock } = this.#options;
    const begun = this.#running.get(evse.id)?.begun ?? clock.uptime();
    const expiresAt =
      decision.next === undefined
        ? {}
        : { expiresAt: epochMillis(clock.now() + begun + decision.next - clock.uptime()) };
    evse.post({
      type: "limit.set",
      limit: { owner: "logbook", reason: LOGBOOK_REASON, limit: amperes(0), ...expiresAt },
    });
  }

  #store(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.onStorageFailure(error);
    }
  }
}
