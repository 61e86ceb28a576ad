import type { AbortSignalLike } from "#hal/core/clock";
import type { Listenable } from "#hal/core/signal";
import type { Millis } from "#hal/core/units";

/** Where to connect and as whom. */
export interface CsmsTarget {
  /** ws or wss URL without the identity; the identity is appended percent-encoded. */
  readonly url: string;
  readonly identity: string;
  /** Subprotocols in order of preference. */
  readonly subprotocols: readonly string[];
  /** Password of HTTP Basic; raw bytes, because the 1.6 key is binary. */
  readonly password?: Uint8Array;
  /** Seconds between WebSocket pings; 0 for none. A peer that did not answer by the next ping is dropped. */
  readonly pingInterval: Millis;
  /** The largest incoming message in bytes; a larger one ends the connection. */
  readonly maxMessageBytes: number;
}

/** Why no connection came about, told apart because different things follow. */
export type ConnectFailure =
  | { readonly kind: "unreachable"; readonly detail: string }
  | { readonly kind: "refused"; readonly httpStatus: number; readonly detail: string }
  | { readonly kind: "noSubprotocol"; readonly detail: string }
  | { readonly kind: "tls"; readonly detail: string }
  | { readonly kind: "aborted"; readonly detail: string };

/** An answer to a CALL of the peer. `silence` sends nothing (a rejected 1.6 station answers nobody). */
export type CallReply =
  | {
      readonly kind: "result";
      readonly payload: object;
      /** Runs after the answer has left, never before. */ readonly afterwards?: () => void;
    }
  | { readonly kind: "error"; readonly code: string; readonly description: string; readonly details?: object }
  | { readonly kind: "silence" };

export type CallHandler = (action: string, payload: unknown, messageId: string) => Promise<CallReply>;

/** One frame as it passed, for logs, status pages and traces. */
export interface Traffic {
  readonly direction: "sent" | "received";
  readonly frame: readonly unknown[];
}

/** One WebSocket connection and no more: it is never reopened. */
export interface CsmsConnection {
  /** The subprotocol that the CSMS chose. */
  readonly subprotocol: string;
  /** Sends one CALL and resolves with the result's payload. The caller keeps one call outstanding at a time.
   * Rejects with AgentError `csms.timeout`, `csms.closed`, or `csms.call-error` (details: errorCode, errorDescription). */
  call(action: string, payload: object, timeout: Millis): Promise<unknown>;
  /** True until the connection has ended for whatever reason. */
  isOpen(): boolean;
  /** Told once, with a short reason for logs. */
  readonly closed: Promise<string>;
  readonly traffic: Listenable<Traffic>;
  /** Closes with the given WebSocket code and resolves when it is closed; a peer that does not answer is dropped after a second. */
  close(code: number): Promise<void>;
}

export type ConnectResult =
  { readonly ok: true; readonly connection: CsmsConnection } | { readonly ok: false; readonly failure: ConnectFailure };

/** Makes connections; knows nothing of OCPP's rules. */
export interface CsmsLink {
  connect(target: CsmsTarget, handler: CallHandler, abort: AbortSignalLike): Promise<ConnectResult>;
}
