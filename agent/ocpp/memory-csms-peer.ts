import { AgentError } from "#hal/core/errors";
import { type RandomStream, uuid } from "#hal/core/random";
import type { CallReply } from "#agent/ports/csms-link";
import type { MemoryCsms, MemoryCsmsControl } from "#agent/ocpp/memory-csms";
import { CALL, callErrorOf, frameParts, readFrame, replyFrame } from "#agent/ocpp/rpc-frame";

export interface MemoryPeerParts {
  readonly csms: MemoryCsms;
  readonly ids: RandomStream;
  readonly send: (text: string) => void;
  readonly drop: (reason: string, closeCode?: number) => void;
}

interface PendingCall {
  readonly action: string;
  readonly resolve: (payload: unknown) => void;
  readonly reject: (error: AgentError) => void;
}

/** The CSMS's end of a connection inside one process. */
export class MemoryPeer implements MemoryCsmsControl {
  readonly #parts: MemoryPeerParts;
  readonly #pending = new Map<string, PendingCall>();
  #ended: string | undefined;

  constructor(parts: MemoryPeerParts) {
    this.#parts = parts;
  }

  call(action: string, payload: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) {
        reject(closedError(action, this.#ended));
        return;
      }
      const id = uuid(this.#parts.ids);
      this.#pending.set(id, { action, resolve, reject });
      this.send(JSON.stringify([CALL, id, action, payload]));
    });
  }

  send(text: string): void {
    if (this.#ended === undefined) this.#parts.send(text);
  }

  drop(reason: string, closeCode?: number): void {
    this.#parts.drop(reason, closeCode);
  }

  end(reason: string): void {
    this.#ended = reason;
    for (const { action, reject } of this.#pending.values()) reject(closedError(action, reason));
    this.#pending.clear();
  }

  receive(text: string): void {
    const parts = frameParts(text);
    const frame = readFrame(parts);
    if (frame.type === "call") {
      this.#answer(frame.id, this.#parts.csms.onCall(frame.action, frame.payload, frame.id));
      return;
    }
    if (frame.type === "defect" || frame.type === "badCall") return;
    this.#parts.csms.onAnswer?.(parts);
    const pending = this.#pending.get(frame.id);
    if (pending === undefined) return;
    this.#pending.delete(frame.id);
    if (frame.type === "result") pending.resolve(frame.payload);
    else pending.reject(callErrorOf(pending.action, frame.error));
  }

  #answer(id: string, reply: Promise<CallReply> | CallReply | undefined): void {
    if (reply === undefined) return;
    if (!(reply instanceof Promise)) {
      this.#sendReply(id, reply);
      return;
    }
    const sent = reply.then((later) => {
      this.#sendReply(id, later);
    });
    sent.catch((error: unknown) => {
      this.drop(`the CSMS failed: ${String(error)}`);
    });
  }

  #sendReply(id: string, reply: CallReply): void {
    const frame = replyFrame(id, reply);
    if (frame === undefined) return;
    this.send(JSON.stringify(frame));
    if (reply.kind === "result") reply.afterwards?.();
  }
}

function closedError(action: string, reason: string): AgentError {
  return new AgentError("csms.closed", "the connection ended before the answer", { action, reason });
}
