import type { Cancel, Clock } from "#hal/core/clock";
import { describeError, hasCode } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { millis } from "#hal/core/units";
import type { TransactionId } from "#agent/domain/transaction/station-fact";
import type { TransactionAnswer } from "#agent/ports/csms-client";
import type { Traffic } from "#agent/ports/csms-link";
import type { FactLog, QueuedFact, SessionStore, Settlement } from "#agent/ports/station-store";
import type { Variables } from "#agent/control/variables";
import type { CallFailure, Lane, LaneCall, Scope } from "#agent/ocpp/call-lane";
import type { Dialect, FactAnswer, OutgoingCall } from "#agent/ocpp/dialects/dialect";
import type { TokenNews } from "#agent/ocpp/token-news";

interface OutboxSenderOptions {
  readonly facts: FactLog;
  readonly sessions: Pick<SessionStore, "find">;
  readonly variables: Pick<Variables, "get">;
  readonly clock: Clock;
  readonly log: Log;
  readonly tokenNews: Pick<TokenNews, "mayCache" | "compare">;
  readonly onAnswer: (answer: TransactionAnswer) => void;
  readonly wake: () => void;
}

/** A start that got no answer in time and may still get one. */
interface LateStart {
  readonly queued: QueuedFact;
  readonly messageId: unknown;
  readonly dialect: Dialect;
}

/**
 * Sends the oldest fact until it is answered or given up, then the next (OCPP 1.6 sections 3.7, 3.7.1). After the n-th failed send it waits n
 * times the interval. A lost connection is no failed send. Facts are put into words only when they are about to leave, so that the CSMS's
 * number of a transaction is known to the messages that follow its start.
 */
export class OutboxSender implements Lane {
  readonly #options: OutboxSenderOptions;
  #notBefore = { position: -1, at: millis(0) };
  #cancelTimer: Cancel = () => undefined;
  #lastMessageId: unknown;
  #lateStart: LateStart | undefined;
  /** The transaction whose number was looked up last: once there is one, it stays. */
  #numbered: { readonly id: TransactionId; readonly csmsNumber: number } | undefined;

  constructor(options: OutboxSenderOptions) {
    this.#options = options;
  }

  next(dialect: Dialect, scope: Scope): LaneCall | undefined {
    if (scope !== "all") return undefined;
    for (let head = this.#head(); head !== undefined; head = this.#head()) {
      if (head.attempts >= this.#options.variables.get("transactionMessageAttempts")) {
        this.#giveUp(head, `no good answer after ${head.attempts} attempts`);
        continue;
      }
      if (this.#isHeldBack(head)) return undefined;
      const call = this.#encode(head, dialect);
      if (call !== undefined) return this.#laneCall(head, call, dialect);
    }
    return undefined;
  }

  /** A fact that cannot be read, or was written by a newer program, becomes a dead letter: it must not hold back all that follow. */
  #head(): QueuedFact | undefined {
    const { facts, log } = this.#options;
    for (;;) {
      try {
        return facts.head();
      } catch (error) {
        const position = hasCode(error, "store.corrupt-row") ? error.details["key"] : undefined;
        if (typeof position !== "number") throw error;
        facts.settle(position, { kind: "dead", why: describeError(error) });
        log.error({ position, why: describeError(error) }, "fact.dead");
      }
    }
  }

  /** Watches for the answer to a start that came after its time-out: using it avoids a second transaction in the CSMS. */
  saw({ direction, frame: [type, messageId, payload] }: Traffic): void {
    if (direction === "sent" && type === 2) this.#lastMessageId = messageId;
    const late = this.#lateStart;
    if (late === undefined || direction !== "received" || type !== 3 || messageId !== late.messageId) return;
    this.#lateStart = undefined;
    this.#takeLate(late, payload);
    this.#options.wake();
  }

  #takeLate({ queued, dialect }: LateStart, payload: unknown): void {
    try {
      this.#answered(queued, dialect, payload);
    } catch (error) {
      if (!hasCode(error, "csms.answer-unreadable")) throw error;
      this.#options.log.warn({ position: queued.position, why: describeError(error) }, "fact.late-answer-unreadable");
    }
  }

  /** The connection is gone and with it any answer under way. */
  linkLost(): void {
    this.#lateStart = undefined;
  }

  stop(): void {
    this.#cancelTimer();
    this.#lateStart = undefined;
  }

  #encode(head: QueuedFact, dialect: Dialect): OutgoingCall | undefined {
    try {
      const call = dialect.fact.encode(head.fact, {
        csmsNumber: (id) => this.#csmsNumber(id),
      });
      if (call === undefined) this.#options.facts.settle(head.position, { kind: "unspoken" });
      return call;
    } catch (error) {
      // The session's row holds the number; where it cannot be read the fact must not hold back all that follow.
      if (!hasCode(error, "outbox") && !hasCode(error, "store.corrupt-row")) throw error;
      this.#giveUp(head, describeError(error));
      return undefined;
    }
  }

  #csmsNumber(id: TransactionId): number | undefined {
    if (this.#numbered?.id === id) return this.#numbered.csmsNumber;
    const csmsNumber = this.#options.sessions.find(id)?.csmsNumber;
    if (csmsNumber !== undefined) this.#numbered = { id, csmsNumber };
    return csmsNumber;
  }

  #laneCall(head: QueuedFact, call: OutgoingCall, dialect: Dialect): LaneCall {
    return {
      call,
      answered: (payload) => {
        this.#answered(head, dialect, payload);
      },
      failed: (failure) => {
        this.#failed(head, failure, dialect);
      },
    };
  }

  #answered(queued: QueuedFact, dialect: Dialect, payload: unknown): void {
    if (!this.#isHead(queued)) return;
    const { settlement, answer } = dialect.fact.decode(queued.fact, payload);
    this.#options.facts.settle(queued.position, this.#withoutUncacheable(settlement));
    if (answer === undefined) return;
    this.#options.tokenNews.compare(answer.token, answer.info);
    this.#options.onAnswer(answer);
  }

  #failed(queued: QueuedFact, failure: CallFailure, dialect: Dialect): void {
    if (failure === "closed" || !this.#isHead(queued)) return;
    if (failure === "invalid") {
      this.#giveUp(queued, "cannot be said in the version in use");
      return;
    }
    this.#options.facts.noteAttempt(queued.position);
    const sends = queued.attempts + 1;
    const wait = this.#options.variables.get("transactionMessageRetryInterval") * sends;
    this.#notBefore = { position: queued.position, at: millis(this.#options.clock.uptime() + wait) };
    this.#options.log.warn({ position: queued.position, sends, failure }, "fact.unanswered");
    if (failure === "timeout" && queued.fact.type === "transaction.started")
      this.#lateStart = { queued, messageId: this.#lastMessageId, dialect };
  }

  #giveUp(queued: QueuedFact, why: string): void {
    this.#options.facts.settle(queued.position, { kind: "dead", why });
    const { type, transactionId } = queued.fact;
    this.#options.log.error({ position: queued.position, type, transactionId, why }, "fact.dead");
  }

  /** What the settlement stores of a token goes into the cache. */
  #withoutUncacheable(settlement: FactAnswer["settlement"]): Settlement {
    const { token, ...rest } = settlement;
    const mayCache = token !== undefined && this.#options.tokenNews.mayCache(token.token, token.info);
    return mayCache ? settlement : rest;
  }

  #isHead({ position }: QueuedFact): boolean {
    return this.#head()?.position === position;
  }

  #isHeldBack({ position }: QueuedFact): boolean {
    this.#cancelTimer();
    const missing = position === this.#notBefore.position ? this.#notBefore.at - this.#options.clock.uptime() : 0;
    if (missing <= 0) return false;
    this.#cancelTimer = this.#options.clock.after(millis(missing), this.#options.wake);
    return true;
  }
}
