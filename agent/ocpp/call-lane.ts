import type { Dialect, OutgoingCall } from "#agent/ocpp/dialects/dialect";

/** How a CALL of ours came to nothing. */
export type CallFailure =
  /** The connection ended first; nothing is known of the message. */
  | "closed"
  /** No answer in time. */
  | "timeout"
  /** A CALLERROR, an answer that cannot be read, or a connection that was closed for what the message is. */
  | "refused"
  /** Our own payload was not what the version wants; it has not left. */
  | "invalid";

/** One message on its way; exactly one of the two is called, once. */
export interface LaneCall {
  readonly call: OutgoingCall;
  /** May throw AgentError `csms.answer-unreadable`, which makes it a failure. */
  answered(payload: unknown): void;
  failed(failure: CallFailure): void;
}

/** What may leave: everything, or before registration only what the CSMS has asked for. */
export type Scope = "all" | "triggered";

/** One kind of message that waits for its turn on the connection. */
export interface Lane {
  /** The next message that may leave now. Asking again before it is answered is not allowed. */
  next(dialect: Dialect, scope: Scope): LaneCall | undefined;
}
