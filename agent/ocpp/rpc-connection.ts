import { AgentError } from "#hal/core/errors";
import { Signal } from "#hal/core/signal";
import type { Millis } from "#hal/core/units";
import type { CallHandler, CsmsConnection, Traffic } from "#agent/ports/csms-link";
import {
  badCallFrame,
  CALLERROR,
  type CallError,
  callErrorOf,
  closedErrorOf,
  errorFrame,
  type FrameDefect,
  type InboundCall,
  readCallError,
  readFrame,
  UNREADABLE_ID,
} from "#agent/ocpp/rpc-frame";
import type { InboundCalls } from "#agent/ocpp/rpc-inbound-calls";

/** What is used of the RPC client. */
export interface RpcSocket {
  isOpen(): boolean;
  call(action: string, payload: object, timeout: Millis): Promise<unknown>;
  close(code: number): Promise<unknown>;
  /** Sends a text past the client's own ideas of what to answer. */
  send(text: string): void;
  isTimeout(error: unknown): boolean;
}

export interface RpcConnectionParts {
  readonly socket: RpcSocket;
  readonly handler: CallHandler;
  readonly inbound: InboundCalls;
  /** The code to answer a defective frame with; undefined for none. */
  readonly answerTo: (subprotocol: string, defect: FrameDefect) => string | undefined;
}

/**
 * One connection over the RPC client. The client matches ids, keeps one call outstanding, pings and frames; what it would get wrong is done here:
 * answers with their exact codes, repeated calls, and silence where the norm wants it.
 */
export class RpcConnection implements CsmsConnection {
  readonly closed: Promise<string>;
  readonly #traffic = new Signal<Traffic>();
  readonly traffic = this.#traffic;
  readonly #parts: RpcConnectionParts;
  #tellClosed: (reason: string) => void = () => undefined;
  #subprotocol = "";
  #trustedRoot: string | undefined;
  /** Calls that came before whoever connects has the connection in hand; undefined from then on. */
  #held: InboundCall[] | undefined = [];
  #outstandingId: unknown;
  #callError: CallError | undefined;
  #trouble = "";
  #isClosing = false;
  #closeCode: number | undefined;

  constructor(parts: RpcConnectionParts) {
    this.#parts = parts;
    this.closed = new Promise((resolve) => {
      this.#tellClosed = resolve;
    });
  }

  get subprotocol(): string {
    return this.#subprotocol;
  }

  get trustedRoot(): string | undefined {
    return this.#trustedRoot;
  }

  isOpen(): boolean {
    return this.#parts.socket.isOpen();
  }

  async call(action: string, payload: object, timeout: Millis): Promise<unknown> {
    if (!this.isOpen()) throw new AgentError("csms.closed", "there is no connection", { action });
    this.#callError = undefined;
    try {
      return await this.#parts.socket.call(action, payload, timeout);
    } catch (error) {
      const failure = await this.#callFailure(action, error);
      throw failure;
    }
  }

  async close(code: number): Promise<void> {
    this.#isClosing = true;
    if (this.isOpen()) await this.#parts.socket.close(code);
    await this.closed;
  }

  /** The handshake is over. */
  opened(subprotocol: string, trustedRoot?: string): void {
    this.#subprotocol = subprotocol;
    this.#trustedRoot = trustedRoot;
  }

  /** From now on calls of the peer are worked on as they come. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const call of held) this.#serve(call);
  }

  /** A call of the peer with an id and an action. */
  receive(frame: readonly unknown[]): void {
    if (!this.isOpen()) return;
    const read = readFrame(frame);
    if (read.type !== "call") {
      this.refuse(String(frame[1]), "a call has an id, an action and a payload");
      return;
    }
    this.#traffic.emit({ direction: "received", frame });
    if (this.#held === undefined) this.#serve(read);
    else this.#held.push(read);
  }

  /** The client is about to send a call of ours. */
  calling(frame: readonly unknown[]): void {
    this.#outstandingId = frame[1];
    this.#traffic.emit({ direction: "sent", frame });
  }

  /** A result or an error has come, for a call of ours or for none. */
  answered(frame: readonly unknown[]): void {
    if (frame[0] === CALLERROR && frame[1] === this.#outstandingId) this.#callError = readCallError(frame);
    this.#traffic.emit({ direction: "received", frame });
  }

  /** A call came that cannot be served for its form alone. */
  refuse(id: string, why: string): void {
    this.#reply(badCallFrame(id, why));
  }

  /** Something came that is no frame, or a call of which nothing but the id can be read. */
  puzzled(defect: FrameDefect, id: string): void {
    if (id !== UNREADABLE_ID) {
      this.refuse(id, "the action is no text");
      return;
    }
    const code = this.#parts.answerTo(this.#subprotocol, defect);
    if (code !== undefined) this.#reply(errorFrame(id, code, ""));
  }

  troubled(reason: string): void {
    this.#trouble = reason;
  }

  ended(code: number, reason: string): void {
    this.#held = undefined;
    // Where the end came from here, the code is our own word.
    if (this.#trouble === "" && !this.#isClosing) this.#closeCode = code;
    const why = [this.#trouble, reason].filter((text) => text !== "");
    this.#tellClosed([...why, `WebSocket code ${String(code)}`].join(", "));
  }

  #serve(call: InboundCall): void {
    this.#parts.inbound.serve(call, this.#parts.handler, (frame) => this.#reply(frame));
  }

  /** An answer belongs to the connection that asked: the client would keep it for the next one. */
  #reply(frame: readonly unknown[]): boolean {
    if (!this.isOpen()) return false;
    this.#parts.socket.send(JSON.stringify(frame));
    this.#traffic.emit({ direction: "sent", frame });
    return true;
  }

  async #callFailure(action: string, error: unknown): Promise<AgentError> {
    if (this.#callError !== undefined) return callErrorOf(action, this.#callError, error);
    if (this.#parts.socket.isTimeout(error))
      return new AgentError("csms.timeout", "no answer to a call", { action }, error);
    // What the client says of the end comes after the calls that it costs.
    if (!this.isOpen()) await this.closed;
    return closedErrorOf(action, this.#closeCode, error);
  }
}
