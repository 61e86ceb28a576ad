import { type Cancel, type Clock, every } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import { type EpochMillis, millis, minutes, type Millis, seconds } from "#hal/core/units";
import type { TransactionCost } from "#agent/domain/cost/outlet-cost";
import type { CsmsAnswer, DataReply } from "#agent/ports/csms-client";
import type { CostStore } from "#agent/ports/cost-store";
import type { SessionStore } from "#agent/ports/station-store";
import type { TransactionId } from "#agent/domain/transaction/station-fact";

const LOOK = seconds(1);
/** Between two tries: an answer that does not come is no reason to hurry. */
const PAUSE = minutes(1);

export interface UnplugTellerOptions {
  readonly store: Pick<CostStore, "untold" | "find">;
  readonly sessions: Pick<SessionStore, "find">;
  /** Online, and everything that happened before has been told: the back end must know of the end of the transaction first. */
  readonly mayTell: () => boolean;
  readonly tell: (csmsNumber: number, at: EpochMillis) => Promise<CsmsAnswer<DataReply>>;
  readonly onTold: (id: TransactionId) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly background: (name: string, work: Promise<void>) => void;
}

/** Tells the back end that a cable came out after a transaction whose cost went on; over restarts too, until it has been heard. */
export class UnplugTeller {
  readonly #options: UnplugTellerOptions;
  #untold: readonly TransactionCost[] = [];
  #isTelling = false;
  #notBefore: Millis | undefined;
  #isStarted = false;
  #cancel: Cancel | undefined;

  constructor(options: UnplugTellerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#isStarted = true;
    this.#hold(this.#options.store.untold());
  }

  stop(): void {
    this.#isStarted = false;
    this.#rest();
  }

  /** It has been stored by whoever calls. */
  add(cost: TransactionCost): void {
    this.#hold([...this.#untold, cost]);
  }

  /** Looks again and again only while there is something to tell. */
  #hold(untold: readonly TransactionCost[]): void {
    this.#untold = untold;
    if (untold.length === 0 || !this.#isStarted) {
      this.#rest();
      return;
    }
    this.#cancel ??= every(this.#options.clock, LOOK, () => {
      this.#look();
    });
  }

  #rest(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #look(): void {
    const [cost] = this.#untold;
    const { clock, mayTell, background } = this.#options;
    const isPausing = this.#notBefore !== undefined && clock.uptime() < this.#notBefore;
    if (cost === undefined || this.#isTelling || isPausing || !mayTell()) return;
    this.#isTelling = true;
    background(
      "connector-unplugged",
      this.#tell(cost).finally(() => {
        this.#isTelling = false;
      }),
    );
  }

  /** A transaction that the back end never numbered cannot be named to it. */
  async #tell(cost: TransactionCost): Promise<void> {
    const { store, sessions, tell, log, clock } = this.#options;
    const { transactionId } = cost;
    // The time may have become known since.
    const { unpluggedAt } = store.find(transactionId) ?? cost;
    const csmsNumber = sessions.find(transactionId)?.csmsNumber ?? -1;
    if (unpluggedAt !== undefined && csmsNumber >= 0) {
      const answer = await tell(csmsNumber, unpluggedAt);
      if (answer.kind === "unreachable") {
        this.#notBefore = millis(clock.uptime() + PAUSE);
        return;
      }
      const { status } = answer.answer;
      if (status !== "accepted") log.warn({ transactionId, status }, "connector-unplugged.refused");
    }
    this.#forget(cost);
  }

  #forget({ transactionId }: TransactionCost): void {
    this.#hold(this.#untold.filter((each) => each.transactionId !== transactionId));
    this.#options.onTold(transactionId);
  }
}
