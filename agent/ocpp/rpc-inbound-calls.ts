import type { Clock } from "#hal/core/clock";
import { minutes, type Millis } from "#hal/core/units";
import type { CallHandler, CallReply } from "#agent/ports/csms-link";
import { type InboundCall, replyFrame } from "#agent/ocpp/rpc-frame";

/** Hands a frame to the connection; false when that is gone and nothing left. */
export type SendReply = (frame: readonly unknown[]) => boolean;

/** A peer repeats a call when its own time-out has passed, which is seldom more than a minute. */
const REMEMBERED_FOR = minutes(2);
const REMEMBERED_ANSWERS = 16;

interface Entry {
  readonly id: string;
  /** Action and payload: some peers use one id for everything, and then the id alone proves nothing. */
  readonly content: string;
  /** Where the answer goes: the connection that asked last. */
  send: SendReply;
  answer?: Answer;
}

interface Answer {
  readonly frame: readonly unknown[];
  readonly at: Millis;
  afterwards: (() => void) | undefined;
}

/**
 * Runs the handler once for each call and answers once for each asking (OCPP-J section 4.2.3). A call that comes again while the first is at work
 * waits for the same answer; one that comes again soon after gets that answer repeated. It outlives connections, since a peer whose answer was
 * lost with the old connection asks again on the new one. Errors and silence are not remembered: nothing was done, so asking again is harmless, and the
 * reason may have gone.
 */
export class InboundCalls {
  readonly #clock: Clock;
  readonly #onFailure: (error: unknown, action: string) => void;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Clock, onFailure: (error: unknown, action: string) => void) {
    this.#clock = clock;
    this.#onFailure = onFailure;
  }

  serve(call: InboundCall, handler: CallHandler, send: SendReply): void {
    this.#forgetOld();
    const content = JSON.stringify([call.action, call.payload]);
    const known = this.#entries.get(call.id);
    if (known?.content === content) {
      known.send = send;
      this.#deliver(known, call.action);
      return;
    }
    const entry: Entry = { id: call.id, content, send };
    this.#entries.delete(call.id);
    this.#entries.set(call.id, entry);
    this.#run(entry, call, handler).catch((error: unknown) => {
      this.#onFailure(error, call.action);
    });
  }

  async #run(entry: Entry, call: InboundCall, handler: CallHandler): Promise<void> {
    const reply = await this.#ask(call, handler);
    const frame = replyFrame(call.id, reply);
    if (reply.kind !== "result") this.#forget(entry);
    if (frame === undefined) return;
    const afterwards = reply.kind === "result" ? reply.afterwards : undefined;
    entry.answer = { frame, at: this.#clock.uptime(), afterwards };
    this.#deliver(entry, call.action);
  }

  async #ask(call: InboundCall, handler: CallHandler): Promise<CallReply> {
    try {
      return await handler(call.action, call.payload, call.id);
    } catch (error) {
      this.#onFailure(error, call.action);
      return { kind: "error", code: "InternalError", description: "the station could not work on this call" };
    }
  }

  #deliver(entry: Entry, action: string): void {
    const { answer } = entry;
    if (answer === undefined || !entry.send(answer.frame)) return;
    const { afterwards } = answer;
    answer.afterwards = undefined;
    try {
      afterwards?.();
    } catch (error) {
      this.#onFailure(error, action);
    }
  }

  #forget(entry: Entry): void {
    if (this.#entries.get(entry.id) === entry) this.#entries.delete(entry.id);
  }

  #forgetOld(): void {
    const now = this.#clock.uptime();
    const answered = [...this.#entries.values()].filter((entry) => entry.answer !== undefined);
    const surplus = answered.length - REMEMBERED_ANSWERS;
    for (const [index, entry] of answered.entries()) {
      const isOld = entry.answer !== undefined && now - entry.answer.at > REMEMBERED_FOR;
      if (isOld || index < surplus) this.#forget(entry);
    }
  }
}
