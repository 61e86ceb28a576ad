import type { Cancel, Clock } from "#hal/core/clock";
import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { seconds } from "#hal/core/units";
import type { ConnectorLock } from "#hal/ports/connector-lock";
import type { EvseController } from "#agent/control/evse-controller";
import { wantsLock } from "#agent/domain/evse/wants-lock";
import { hasTransaction } from "#agent/domain/session/session-machine";

export interface LockKeeperOptions {
  readonly evse: Pick<EvseController, "id" | "state" | "post" | "news">;
  readonly lock: ConnectorLock;
  readonly clock: Clock;
  /** Real time, in which motors move. */
  readonly lineClock: Clock;
  readonly log: Log;
}

/** A lock that did not move is tried again after this time. */
const RETRY = seconds(5);
/** The end of a transaction: draining, the weld check and the last reading fit into this. */
const ENDING_PATIENCE = seconds(20);

/** Brings the lock of one outlet where the outlet's state wants it, and tells the outlet where it is. */
export class LockKeeper {
  readonly #options: LockKeeperOptions;
  /** Where it was last sent; undefined before the first order. */
  #aim: boolean | undefined;
  /** Orders one after the other; never rejects. */
  #orders: Promise<unknown> = Promise.resolve();
  #isMoving = false;
  #isJammed = false;
  #cancels: readonly Cancel[] = [];
  #cancelRetry: Cancel = () => undefined;
  readonly #waiting = new Set<() => void>();

  constructor(options: LockKeeperOptions) {
    this.#options = options;
  }

  start(): void {
    const { evse, lock } = this.#options;
    this.#cancels = [
      evse.news.listen(() => {
        this.#settle();
      }),
      lock.changes.listen(() => {
        this.#tellPosition();
        this.#correct();
      }),
    ];
    this.#tellPosition();
    this.#settle();
  }

  /** Lets an order that is under way come to its end; the lock stays where it is then. */
  async stop(): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    this.#cancels = [];
    for (const ring of [...this.#waiting]) ring();
    this.#cancelRetry();
    await this.#orders;
    this.#cancelRetry();
  }

  /**
   * OCPP 1.6 section 5.18: ends a running transaction, then opens the lock, also where no cable is known of. False when the lock did not open,
   * or could not because energy may still flow.
   */
  async release(): Promise<boolean> {
    const { evse } = this.#options;
    const { session } = evse.state();
    if (hasTransaction(session) || session.kind === "starting")
      evse.post({ type: "stop.requested", cause: "unlockCommand" });
    evse.post({ type: "plug.released" });
    await this.#until(() => wantsLock(evse.state()) === false);
    return wantsLock(evse.state()) === false && (await this.#order(false));
  }

  #settle(): void {
    for (const ring of [...this.#waiting]) ring();
    const wanted = wantsLock(this.#options.evse.state());
    if (wanted === undefined || wanted === this.#aim) return;
    this.#aim = wanted;
    this.#go(wanted);
  }

  /** Somebody else has moved it. */
  #correct(): void {
    if (!this.#isMoving && this.#aim !== undefined && this.#aim !== this.#isLocked()) this.#go(this.#aim);
  }

  #isLocked(): boolean {
    return this.#options.lock.position() === "locked";
  }

  #go(wanted: boolean): void {
    // It never rejects, and what came of it shows in the fault.
    this.#order(wanted).catch(() => undefined);
  }

  #order(wanted: boolean): Promise<boolean> {
    const order = this.#orders.then(() => this.#move(wanted));
    this.#orders = order;
    return order;
  }

  async #move(wanted: boolean): Promise<boolean> {
    const { lock, lineClock, log, evse } = this.#options;
    this.#cancelRetry();
    this.#isMoving = true;
    try {
      await (wanted ? lock.lock() : lock.unlock());
      this.#tellJam(undefined);
      return true;
    } catch (error) {
      log.warn({ evse: evse.id, wanted, error: describeError(error) }, "lock.jammed");
      this.#tellJam(wanted ? "the lock does not close" : "the lock does not open");
      this.#cancelRetry = lineClock.after(RETRY, () => {
        if (this.#aim !== undefined) this.#go(this.#aim);
      });
      return false;
    } finally {
      this.#isMoving = false;
    }
  }

  #tellJam(detail: string | undefined): void {
    const { evse, clock } = this.#options;
    const active = detail !== undefined;
    if (active === this.#isJammed) return;
    this.#isJammed = active;
    const more = active ? { detail } : {};
    evse.post({ type: "fault.changed", code: "lock.jammed", active, at: clock.now(), ...more });
  }

  #tellPosition(): void {
    this.#options.evse.post({ type: "lock.moved", isLoose: !this.#isLocked() });
  }

  #until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        cancel();
        this.#waiting.delete(look);
        resolve();
      };
      const look = () => {
        if (condition() || this.#cancels.length === 0) finish();
      };
      const cancel = this.#options.lineClock.after(ENDING_PATIENCE, finish);
      this.#waiting.add(look);
      look();
    });
  }
}
