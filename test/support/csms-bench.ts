import type { Log } from "#hal/core/log";
import type { Millis } from "#hal/core/units";
import type { CsmsLink, CsmsTarget } from "#agent/ports/csms-link";
import type { DefectAnswer } from "#agent/ocpp/rpc-frame";

/** How the CSMS of a bench takes a handshake: with a subprotocol, with an HTTP status, with no subprotocol, or never. */
export type Handshake = "accept" | "noSubprotocol" | "silence" | number;

export type Frame = readonly unknown[];

export interface CsmsBenchOptions {
  readonly log?: Log;
  readonly answerTo?: DefectAnswer;
}

/** A link with a CSMS at its other end, which does what the test says. */
export interface CsmsBench {
  readonly link: CsmsLink;
  readonly target: CsmsTarget;
  /** What has arrived at the CSMS, oldest first. */
  readonly arrived: readonly Frame[];
  handshake: Handshake;
  /** What the CSMS sends when a call arrives; an empty result unless set. */
  answer: (call: Frame) => readonly Frame[];
  /** The CSMS can send on the newest connection. */
  isReady(): boolean;
  /** Sends a text to the station as it is. */
  send(text: string): void;
  /** Ends the connection without a word, or with this code of WebSocket. */
  drop(closeCode?: number): void;
  /** Lets time pass until the promise is settled. */
  settled<Value>(promise: Promise<Value>): Promise<Value>;
  /** Lets time pass until the condition holds; fails after some seconds. */
  until(condition: () => boolean): Promise<void>;
  /** Timers and connections that would keep a process alive. */
  leftovers(): number;
  stop(): Promise<void>;
}

export const SUBPROTOCOL = "test.ocpp";

export const target: Omit<CsmsTarget, "url"> = {
  identity: "CP 1/ä",
  subprotocols: [SUBPROTOCOL],
  pingInterval: 0 as Millis,
  maxMessageBytes: 65_536,
};

export const emptyResult = (call: Frame): readonly Frame[] => [[3, call[1], {}]];
