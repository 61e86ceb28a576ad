import type { Cancel, Clock } from "#hal/core/clock";
import type { Millis } from "#hal/core/units";
import type { IdToken, TokenInfo } from "#agent/domain/authorization/id-token";
import type { AuthorizeAnswer } from "#agent/ports/csms-client";
import type { Lane, LaneCall, Scope } from "#agent/ocpp/call-lane";
import type { Dialect } from "#agent/ocpp/dialects/dialect";

interface Question {
  readonly token: IdToken;
  readonly resolve: (answer: AuthorizeAnswer) => void;
  readonly cancelDeadline: Cancel;
}

interface AuthorizeLaneOptions {
  readonly clock: Clock;
  /** How long somebody in front of the station waits in all, queueing included. */
  readonly patience: () => Millis;
  /** Every answer, also one that came too late for who asked. */
  readonly onInfo: (token: IdToken, info: TokenInfo) => void;
  readonly wake: () => void;
}

/** Questions after tokens, in the order in which they were presented. */
export class AuthorizeLane implements Lane {
  readonly #options: AuthorizeLaneOptions;
  readonly #waiting = new Set<Question>();
  readonly #asked = new Set<Question>();

  constructor(options: AuthorizeLaneOptions) {
    this.#options = options;
  }

  ask(token: IdToken): Promise<AuthorizeAnswer> {
    return new Promise((resolve) => {
      const cancelDeadline = this.#options.clock.after(this.#options.patience(), () => {
        this.#end(question, { kind: "unreachable" });
      });
      const question: Question = { token, resolve, cancelDeadline };
      this.#waiting.add(question);
      this.#options.wake();
    });
  }

  next(dialect: Dialect, scope: Scope): LaneCall | undefined {
    const [question] = this.#waiting;
    if (question === undefined || scope !== "all") return undefined;
    this.#waiting.delete(question);
    this.#asked.add(question);
    return {
      call: dialect.authorize.encode(question.token),
      answered: (payload) => {
        const info = dialect.authorize.decode(payload);
        this.#options.onInfo(question.token, info);
        this.#end(question, { kind: "answered", info });
      },
      failed: () => {
        this.#end(question, { kind: "unreachable" });
      },
    };
  }

  /** Nobody will answer: the connection is gone. */
  abandon(): void {
    for (const question of [...this.#waiting, ...this.#asked]) this.#end(question, { kind: "unreachable" });
  }

  #end(question: Question, answer: AuthorizeAnswer): void {
    question.cancelDeadline();
    this.#waiting.delete(question);
    this.#asked.delete(question);
    question.resolve(answer);
  }
}
