import type { Cancel, Clock } from "#hal/core/clock";
import type { Millis } from "#hal/core/units";
import type { CsmsAnswer } from "#agent/ports/csms-client";
import type { Lane, LaneCall, Scope } from "#agent/ocpp/call-lane";
import type { Dialect, Exchange } from "#agent/ocpp/dialects/dialect";

interface Question {
  /** Puts it into words and says what becomes of it. */
  ask(dialect: Dialect): LaneCall;
  /** Nobody will answer in time. */
  giveUp(): void;
}

interface QuestionLaneOptions {
  readonly clock: Clock;
  /** How long whoever asks waits in all, queueing included. */
  readonly patience: () => Millis;
  readonly wake: () => void;
}

/** Questions of the station whose answer somebody waits for, in the order in which they were asked. Nothing of them is kept on disk. */
export class QuestionLane implements Lane {
  readonly #options: QuestionLaneOptions;
  readonly #waiting = new Set<Question>();
  readonly #open = new Set<Question>();

  constructor(options: QuestionLaneOptions) {
    this.#options = options;
  }

  /** `onAnswer` hears every answer, also one that came too late for who asked. */
  ask<Subject, Answer>(
    exchangeOf: (dialect: Dialect) => Exchange<Subject, Answer>,
    subject: Subject,
    onAnswer: (answer: Answer) => void = () => undefined,
  ): Promise<CsmsAnswer<Answer>> {
    return new Promise((resolve) => {
      let cancelDeadline: Cancel = () => undefined;
      const end = (answer: CsmsAnswer<Answer>) => {
        cancelDeadline();
        this.#waiting.delete(question);
        this.#open.delete(question);
        resolve(answer);
      };
      const giveUp = () => {
        end({ kind: "unreachable" });
      };
      const ask = (dialect: Dialect): LaneCall => {
        const exchange = exchangeOf(dialect);
        const answered = (payload: unknown) => {
          const answer = exchange.decode(payload);
          onAnswer(answer);
          end({ kind: "answered", answer });
        };
        return { call: exchange.encode(subject), answered, failed: giveUp };
      };
      const question: Question = { ask, giveUp };
      cancelDeadline = this.#options.clock.after(this.#options.patience(), giveUp);
      this.#waiting.add(question);
      this.#open.add(question);
      this.#options.wake();
    });
  }

  next(dialect: Dialect, scope: Scope): LaneCall | undefined {
    const [question] = this.#waiting;
    if (question === undefined || scope !== "all") return undefined;
    this.#waiting.delete(question);
    return question.ask(dialect);
  }

  /** Nobody will answer: the connection is gone. */
  abandon(): void {
    for (const question of [...this.#open]) question.giveUp();
  }
}
