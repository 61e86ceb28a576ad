import type { Cancel, Clock } from "#hal/core/clock";
import { AgentError } from "#hal/core/errors";
import { type RandomStream, uuid } from "#hal/core/random";
import { Signal } from "#hal/core/signal";
import type { Millis } from "#hal/core/units";
import type { CallHandler, CsmsConnection, Traffic } from "#agent/ports/csms-link";
import { type DeepFrame, deepFrameIn } from "#agent/ocpp/deep-frame";
import {
  badCallFrame,
  CALL,
  callErrorOf,
  closedErrorOf,
  errorFrame,
  type Frame,
  type FrameDefect,
  frameParts,
  readFrame,
} from "#agent/ocpp/rpc-frame";
import type { InboundCalls } from "#agent/ocpp/rpc-inbound-calls";

export interface MemoryConnectionParts {
  readonly subprotocol: string;
  readonly handler: CallHandler;
  readonly clock: Clock;
  readonly ids: RandomStream;
  readonly inbound: InboundCalls;
  readonly answerTo: (defect: FrameDefect) => string | undefined;
  readonly send: (text: string) => void;
}

interface PendingCall {
  readonly action: string;
  readonly resolve: (payload: unknown) => void;
  readonly reject: (error: AgentError) => void;
  readonly cancelTimeout: Cancel;
}

/** The station's end of a connection inside one process. */
export class MemoryConnection implements CsmsConnection {
  readonly subprotocol: string;
  readonly closed: Promise<string>;
  readonly #traffic = new Signal<Traffic>();
  readonly traffic = this.#traffic;
  readonly #parts: MemoryConnectionParts;
  readonly #pending = new Map<string, PendingCall>();
  #tellClosed: (reason: string) => void = () => undefined;
  #onEnd: (reason: string) => void = () => undefined;
  #isOpen = true;

  constructor(parts: MemoryConnectionParts) {
    this.#parts = parts;
    this.subprotocol = parts.subprotocol;
    this.closed = new Promise((resolve) => {
      this.#tellClosed = resolve;
    });
  }

  isOpen(): boolean {
    return this.#isOpen;
  }

  call(action: string, payload: object, timeout: Millis): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (!this.#isOpen) {
        reject(new AgentError("csms.closed", "there is no connection", { action }));
        return;
      }
      const id = uuid(this.#parts.ids);
      const cancelTimeout = this.#parts.clock.after(timeout, () => {
        this.#pending.delete(id);
        reject(new AgentError("csms.timeout", "no answer to a call", { action }));
      });
      this.#pending.set(id, { action, resolve, reject, cancelTimeout });
      this.#send([CALL, id, action, payload]);
    });
  }

  close(code: number): Promise<void> {
    this.end(`WebSocket code ${String(code)}`);
    return Promise.resolve();
  }

  /** Told once, when the connection has ended. */
  onEnd(listener: (reason: string) => void): void {
    this.#onEnd = listener;
  }

  end(reason: string, closeCode?: number): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const { action, reject, cancelTimeout } of this.#pending.values()) {
      cancelTimeout();
      reject(closedErrorOf(action, closeCode));
    }
    this.#pending.clear();
    this.#onEnd(reason);
    this.#tellClosed(reason);
  }

  receive(text: string): void {
    const deep = deepFrameIn(text);
    if (deep !== undefined) {
      this.#refuseDeep(deep);
      return;
    }
    const parts = frameParts(text);
    const frame = readFrame(parts);
    if (frame.type === "defect") {
      const code = this.#parts.answerTo(frame.defect);
      if (code !== undefined) this.#send(errorFrame(frame.id, code, ""));
      return;
    }
    if (frame.type === "badCall") {
      this.#send(badCallFrame(frame.id, "a call has an id, an action and a payload"));
      return;
    }
    this.#traffic.emit({ direction: "received", frame: parts });
    this.#take(frame);
  }

  #refuseDeep({ type, id }: DeepFrame): void {
    if (type === "call") this.#send(badCallFrame(id, "nested too deeply"));
    const error = { errorCode: "GenericError", errorDescription: "the result is nested too deeply" };
    if (type === "result") this.#take({ type: "error", id, error });
  }

  #take(frame: Exclude<Frame, { readonly type: "defect" | "badCall" }>): void {
    if (frame.type === "call") {
      this.#parts.inbound.serve(frame, this.#parts.handler, (reply) => this.#send(reply));
      return;
    }
    const pending = this.#pending.get(frame.id);
    if (pending === undefined) return;
    this.#pending.delete(frame.id);
    pending.cancelTimeout();
    if (frame.type === "result") pending.resolve(frame.payload);
    else pending.reject(callErrorOf(pending.action, frame.error));
  }

  #send(frame: readonly unknown[]): boolean {
    if (!this.#isOpen) return false;
    this.#traffic.emit({ direction: "sent", frame });
    this.#parts.send(JSON.stringify(frame));
    return true;
  }
}
