import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { type Amperes, amperes } from "#hal/core/units";
import type { PowerPermit } from "#hal/ports/power-permit";

/** What the board is told of the permission. Nobody waits for it: a grant that was refused comes back as news. */
export class PermitOrders {
  readonly #permit: PowerPermit;
  readonly #log: Log;
  readonly #onRefused: () => void;
  /** Counts what the board was told; the failure of an older order says nothing of the newest. */
  #orders = 0;
  readonly #underWay = new Set<Promise<void>>();

  constructor(permit: PowerPermit, log: Log, onRefused: () => void) {
    this.#permit = permit;
    this.#log = log;
    this.#onRefused = onRefused;
  }

  /** Never more than was decided: what is too little for the board is refused by its driver. */
  grant(limit: Amperes): void {
    const order = ++this.#orders;
    const offered = amperes(Math.min(limit, this.#permit.range.max));
    const done = this.#permit.grant(offered).catch((error: unknown) => {
      this.#log.warn({ error: describeError(error) }, "permit.refused");
      if (order === this.#orders) this.#onRefused();
    });
    this.#remember(done);
  }

  withdraw(): void {
    this.#orders += 1;
    this.#remember(this.#watch("withdraw", this.#permit.withdraw()));
  }

  open(): void {
    this.#orders += 1;
    this.#remember(this.#watch("open", this.#permit.open()));
  }

  /** `onAnswered`: the driver has done with it, whether or not the board has answered. */
  renew(onAnswered: () => void): void {
    this.#remember(this.#watch("renew", this.#permit.renew()).then(onAnswered));
  }

  /**
   * When the board has answered everything that it was told, what is told in the same breath and on its answers included. Until then a
   * contactor may still close by an order that has been taken back.
   */
  async settled(): Promise<void> {
    do {
      await Promise.all(this.#underWay);
    } while (this.#underWay.size > 0);
  }

  /** A board that does not confirm is reported by its driver as silent; here it only needs to be seen in the log. */
  #watch(command: string, done: Promise<void>): Promise<void> {
    return done.catch((error: unknown) => {
      this.#log.warn({ command, error: describeError(error) }, "board.unconfirmed");
    });
  }

  /** `done` never rejects. */
  #remember(done: Promise<void>): void {
    const forgotten = done.finally(() => {
      this.#underWay.delete(forgotten);
    });
    this.#underWay.add(forgotten);
  }
}
