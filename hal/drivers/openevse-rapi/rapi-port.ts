import type { Cancel, Clock } from "#hal/core/clock";
import { AgentError, describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { type Listenable, Signal } from "#hal/core/signal";
import type { LineLink } from "#hal/links/line-link";
import type { RapiTiming } from "#hal/drivers/openevse-rapi/rapi-timing";
import {
  encodeRapiCommand,
  parseRapiReply,
  type RapiAnswer,
  type RapiFlaw,
  rapiLimits,
  type RapiNotice,
} from "#hal/wire/rapi";

export interface RapiCounters {
  readonly sent: number;
  readonly answered: number;
  readonly timeouts: number;
  /** Lines that were no RAPI, above all those with a wrong checksum. */
  readonly unreadable: number;
  /** Answers to commands that were no longer waited for. */
  readonly late: number;
}

export interface RapiPortOptions {
  readonly line: LineLink;
  readonly clock: Clock;
  readonly log: Log;
  readonly timing: Pick<RapiTiming, "answer" | "retries" | "silentAfter">;
}

/**
 * `look` waits for everything else. `steer` goes before all looks. `stop` does so too, and what is on the wire is not repeated any more.
 * Steering and stopping keep their order, so that an "enable" given before a "sleep" never arrives after it.
 */
export type RapiUrgency = "look" | "steer" | "stop";

export interface AskOptions {
  /** "look" unless told. */
  readonly urgency?: RapiUrgency;
  /** 0 for a command that must not be done twice. */
  readonly retries?: number;
}

interface Order {
  readonly code: string;
  readonly args: readonly string[];
  readonly urgency: RapiUrgency;
  retriesLeft: number;
  /** Of the attempt on the wire; 0 before the first. */
  sequence: number;
  /** Something unreadable arrived while the answer was due. */
  sawNoise: boolean;
  readonly resolve: (answer: RapiAnswer) => void;
  readonly reject: (error: AgentError) => void;
}

/**
 * One command at a time on a RAPI line. Each attempt has a sequence id of its own, so that an answer that comes too late is never taken for
 * that of the next command. Rejects with AgentError `board.timeout`, `board.checksum` (something came, but nothing readable) or `board.closed`.
 */
export class RapiPort {
  readonly #options: RapiPortOptions;
  readonly #notices: Signal<RapiNotice>;
  readonly #silences: Signal<AgentError>;
  readonly #counters = { sent: 0, answered: 0, timeouts: 0, unreadable: 0, late: 0 };
  readonly #waiting: Order[] = [];
  #active: Order | undefined;
  #cancelTimer: Cancel = () => undefined;
  #lastSequence = 0;
  /** Attempts in a row. */
  #unanswered = 0;
  #isSilent = false;

  constructor(options: RapiPortOptions) {
    this.#options = options;
    const onFailure = (error: unknown) => {
      options.log.error({ error: describeError(error) }, "rapi.listener-failed");
    };
    this.#notices = new Signal(onFailure);
    this.#silences = new Signal(onFailure);
    options.line.lines.listen((line) => {
      this.#onLine(line);
    });
    options.line.states.listen((state) => {
      if (state === "closed") this.#onClosed();
    });
  }

  /** What the board says unasked, also between a command and its answer. */
  get notices(): Listenable<RapiNotice> {
    return this.#notices;
  }

  /** The board has left several commands in a row without an answer; told once until it answers again. */
  get silences(): Listenable<AgentError> {
    return this.#silences;
  }

  counters(): RapiCounters {
    return { ...this.#counters };
  }

  /** Resolves with the answer, be it OK or NK. */
  ask(code: string, args: readonly string[] = [], options: AskOptions = {}): Promise<RapiAnswer> {
    return new Promise((resolve, reject) => {
      if (!this.#options.line.isOpen()) {
        reject(this.#closedError(code));
        return;
      }
      const { urgency = "look", retries = this.#options.timing.retries } = options;
      const order = { code, args, urgency, retriesLeft: retries, sequence: 0, sawNoise: false, resolve, reject };
      if (urgency === "look") this.#waiting.push(order);
      else this.#waiting.splice(this.#firstLook(), 0, order);
      this.#next();
    });
  }

  /** The values behind OK; rejects with AgentError `board.refused` when the board says NK. */
  async command(code: string, args: readonly string[] = [], options: AskOptions = {}): Promise<readonly string[]> {
    const answer = await this.ask(code, args, options);
    if (answer.ok) return answer.args;
    throw new AgentError("board.refused", `the board refused ${code}`, { code, args, answer: answer.args });
  }

  #firstLook(): number {
    const place = this.#waiting.findIndex((order) => order.urgency === "look");
    return place < 0 ? this.#waiting.length : place;
  }

  #mustMakeWay(order: Order): boolean {
    return order.urgency !== "stop" && this.#waiting.some((other) => other.urgency === "stop");
  }

  #next(): void {
    if (this.#active !== undefined) return;
    const order = this.#waiting.shift();
    if (order === undefined) return;
    this.#active = order;
    this.#transmit(order);
  }

  #transmit(order: Order): void {
    order.sequence = this.#lastSequence = (this.#lastSequence % rapiLimits.lastSequence) + 1;
    order.sawNoise = false;
    this.#counters.sent++;
    const line = encodeRapiCommand(order);
    this.#options.log.trace({ line }, "rapi.sent");
    this.#cancelTimer = this.#options.clock.after(this.#options.timing.answer, () => {
      this.#onTimeout(order);
    });
    this.#options.line.writeLine(line).catch((error: unknown) => {
      this.#settle(order, () => {
        order.reject(this.#closedError(order.code, error));
      });
    });
  }

  #onLine(line: string): void {
    if (line.trim() === "") return;
    this.#options.log.trace({ line }, "rapi.received");
    const parsed = parseRapiReply(line);
    if (!parsed.ok) this.#onUnreadable(parsed.reason, line);
    else if (parsed.value.kind === "notice") this.#notices.emit(parsed.value);
    else this.#onAnswer(parsed.value);
  }

  #onUnreadable(reason: RapiFlaw, line: string): void {
    this.#counters.unreadable++;
    if (this.#active !== undefined) this.#active.sawNoise = true;
    this.#options.log.debug({ reason, line }, "rapi.unreadable");
  }

  #onAnswer(answer: RapiAnswer): void {
    const order = this.#active;
    if (order !== undefined && answer.sequence === order.sequence) {
      this.#unanswered = 0;
      this.#isSilent = false;
      this.#counters.answered++;
      this.#settle(order, () => {
        order.resolve(answer);
      });
      return;
    }
    // A board that could not read a command cannot know its sequence id: the refusal without one says "again".
    if (order !== undefined && !answer.ok && answer.sequence === undefined) {
      this.#counters.unreadable++;
      order.sawNoise = true;
      this.#again(order);
      return;
    }
    this.#counters.late++;
  }

  #onTimeout(order: Order): void {
    this.#counters.timeouts++;
    this.#again(order);
  }

  /** Sends the command once more, or gives it up. */
  #again(order: Order): void {
    this.#cancelTimer();
    this.#unanswered++;
    if (order.retriesLeft > 0 && !this.#mustMakeWay(order)) {
      order.retriesLeft--;
      this.#transmit(order);
      return;
    }
    const code = order.sawNoise ? "board.checksum" : "board.timeout";
    const error = new AgentError(code, `no answer to ${order.code}`, {
      line: this.#options.line.name,
      code: order.code,
    });
    this.#settle(order, () => {
      order.reject(error);
    });
    this.#judgeSilence(error);
  }

  /** Counted in attempts: three lamp commands, which are never repeated, prove less than three others. */
  #judgeSilence(error: AgentError): void {
    const { silentAfter, retries } = this.#options.timing;
    if (this.#isSilent || this.#unanswered < silentAfter * (retries + 1)) return;
    this.#isSilent = true;
    this.#silences.emit(error);
  }

  #settle(order: Order, end: () => void): void {
    if (this.#active !== order) return;
    this.#cancelTimer();
    this.#active = undefined;
    end();
    this.#next();
  }

  #onClosed(): void {
    this.#cancelTimer();
    this.#unanswered = 0;
    this.#isSilent = false;
    const orders = [...(this.#active === undefined ? [] : [this.#active]), ...this.#waiting.splice(0)];
    this.#active = undefined;
    for (const order of orders) order.reject(this.#closedError(order.code));
  }

  #closedError(code: string, cause?: unknown): AgentError {
    const { name } = this.#options.line;
    return new AgentError("board.closed", `the line to the board is closed`, { line: name, code }, cause);
  }
}
