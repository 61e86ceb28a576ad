import type { CallReply, ConnectFailure, CsmsTarget } from "#agent/ports/csms-link";

/** A CSMS in the same process. */
export interface MemoryCsms {
  /** Decides the handshake: the subprotocol it speaks, or why not. */
  accept(target: CsmsTarget): { readonly subprotocol: string } | ConnectFailure;
  /** Answers a call of the station; undefined sends nothing. */
  onCall(action: string, payload: unknown, messageId: string): Promise<CallReply> | CallReply | undefined;
  /** Sees each result and error that the station sends, also those to calls that were sent as bare texts. */
  onAnswer?(frame: readonly unknown[]): void;
  /** A connection is up. */
  attach?(control: MemoryCsmsControl): void;
}

/** What a CSMS can do with a connection. */
export interface MemoryCsmsControl {
  /** Rejects with AgentError `csms.call-error`, or `csms.closed` when the connection ends first. The station may stay silent; then nothing happens. */
  call(action: string, payload: object): Promise<unknown>;
  /** Sends a text as it is: repeated ids, broken frames. */
  send(text: string): void;
  /** With a WebSocket code where the CSMS says why, else as a line that was cut. */
  drop(reason: string, closeCode?: number): void;
}
