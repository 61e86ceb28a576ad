import type { Listenable } from "#hal/core/signal";

export type LinkState = "closed" | "open";

/**
 * A serial line or something that behaves like one: bytes both ways, no framing, and it may vanish. Opening is explicit and may be tried again.
 */
export interface ByteLink {
  /** For logs: a path or a name. */
  readonly name: string;
  /** Bytes as they arrive, in pieces of any size. */
  readonly bytes: Listenable<Uint8Array>;
  /** "closed" also when the cable was pulled. */
  readonly states: Listenable<LinkState>;
  isOpen(): boolean;
  /** Rejects with AgentError `link.open-failed`. */
  open(): Promise<void>;
  /** Never rejects. */
  close(): Promise<void>;
  /** Resolves when handed to the device; rejects with AgentError `link.closed` or `link.write-failed`. */
  write(bytes: Uint8Array): Promise<void>;
  /** Forgets what was received and not yet delivered. */
  discard(): void;
}

/** How a line is set; ignored by links that have no such thing. */
export interface LineSettings {
  readonly baudRate: number;
  readonly dataBits: 7 | 8;
  readonly parity: "none" | "even" | "odd";
  readonly stopBits: 1 | 2;
}

/** Opens nothing yet: makes the link for a path. */
export type ByteLinkFactory = (path: string, settings: LineSettings) => ByteLink;
