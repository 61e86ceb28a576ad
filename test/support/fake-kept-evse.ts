import { evseId } from "#hal/core/charging";
import { Signal } from "#hal/core/signal";
import type { VirtualClock } from "#hal/core/virtual-clock";
import { type EpochMillis, wattHours } from "#hal/core/units";
import type { EvseNews } from "#agent/control/evse-news";
import type { KeptEvse } from "#agent/control/limit-keeper";
import { idToken } from "#agent/domain/authorization/id-token";
import { initialEvse } from "#agent/domain/evse/evse-machine";
import type { EvseEvent, EvseState } from "#agent/domain/evse/evse-state";
import { idle } from "#agent/domain/session/session-machine";
import { transactionId } from "#agent/domain/transaction/station-fact";
import { FakeEvseHardware } from "#test/support/fake-hardware";

/** An outlet as the limit keeper sees it: tests say what it does and read what it was told. */
export class FakeKeptEvse implements KeptEvse {
  readonly id;
  readonly hardware: FakeEvseHardware;
  readonly news = new Signal<EvseNews>();
  readonly posts: EvseEvent[] = [];
  #state: EvseState = initialEvse([], true);

  constructor(id: number, clock: VirtualClock) {
    this.id = evseId(id);
    this.hardware = new FakeEvseHardware(clock, id);
  }

  state(): EvseState {
    return this.#state;
  }

  post(event: EvseEvent): void {
    this.posts.push(event);
    this.news.emit({ type: "changed" });
  }

  /** A transaction named like the outlet begins. */
  begin(at: EpochMillis): void {
    const id = transactionId(`t${this.id}`);
    const token = idToken("CARD");
    const meter = wattHours(0);
    this.#state = {
      ...this.#state,
      session: {
        kind: "active",
        flow: "flowing",
        transaction: {
          token,
          id,
          startedAt: at,
          meterStart: meter,
          meterNow: meter,
          nextSeqNo: 1,
          isTokenHeld: false,
          isPlugged: true,
        },
      },
    };
    const fact = {
      type: "transaction.started",
      transactionId: id,
      evse: this.id,
      seqNo: 0,
      at,
      token,
      meterStart: meter,
    } as const;
    this.news.emit({ type: "fact", fact });
    this.news.emit({ type: "changed" });
  }

  end(at: EpochMillis): void {
    this.#state = { ...this.#state, session: idle };
    const transaction = transactionId(`t${this.id}`);
    const fact = {
      type: "transaction.ended",
      transactionId: transaction,
      evse: this.id,
      seqNo: 1,
      at,
      meterStop: wattHours(1),
      cause: "local",
    } as const;
    this.news.emit({ type: "fact", fact });
    this.news.emit({ type: "changed" });
  }

  /** The amperes that it was last limited to; undefined when nothing limits it. */
  limit(): number | undefined {
    const last = this.posts.findLast(({ type }) => type === "limit.set" || type === "limit.lifted");
    return last?.type === "limit.set" ? last.limit.limit : undefined;
  }

  reason(): string | undefined {
    const last = this.posts.at(-1);
    return last?.type === "limit.set" ? last.limit.reason : undefined;
  }
}
