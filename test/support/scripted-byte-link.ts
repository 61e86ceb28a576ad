import { AgentError } from "#hal/core/errors";
import { type Listenable, Signal } from "#hal/core/signal";
import type { ByteLink, LinkState } from "#hal/links/byte-link";

/**
 * A line in memory on which the test plays the device. Nothing is buffered: `receive` delivers at once, in exactly the pieces given, and
 * only while the link is open.
 */
export class ScriptedByteLink implements ByteLink {
  readonly name: string;
  /** Every write, oldest first. */
  readonly sent: Uint8Array[] = [];
  /** How often the driver asked to forget pending input. */
  discards = 0;
  /** How often the driver tried to open. */
  openAttempts = 0;
  /** While true, `open` rejects with `link.open-failed`. */
  failOpen = false;
  /** While true, `write` rejects with `link.write-failed`. */
  failWrite = false;

  readonly #bytes = new Signal<Uint8Array>(rethrow);
  readonly #states = new Signal<LinkState>(rethrow);
  #isOpen = false;
  #answer: (bytes: Uint8Array, link: ScriptedByteLink) => void = () => undefined;

  constructor(name = "scripted") {
    this.name = name;
  }

  get bytes(): Listenable<Uint8Array> {
    return this.#bytes;
  }

  get states(): Listenable<LinkState> {
    return this.#states;
  }

  isOpen(): boolean {
    return this.#isOpen;
  }

  open(): Promise<void> {
    this.openAttempts++;
    if (this.failOpen)
      return Promise.reject(new AgentError("link.open-failed", `no ${this.name}`, { link: this.name }));
    if (!this.#isOpen) {
      this.#isOpen = true;
      this.#states.emit("open");
    }
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.drop();
    return Promise.resolve();
  }

  write(bytes: Uint8Array): Promise<void> {
    if (!this.#isOpen) return Promise.reject(new AgentError("link.closed", `${this.name} is closed`));
    if (this.failWrite) return Promise.reject(new AgentError("link.write-failed", `${this.name} takes nothing`));
    this.sent.push(bytes.slice());
    this.#answer(bytes, this);
    return Promise.resolve();
  }

  discard(): void {
    this.discards++;
  }

  /** The device sends. Bytes that arrive at a closed port are lost. */
  receive(bytes: Uint8Array): void {
    if (this.#isOpen) this.#bytes.emit(bytes.slice());
  }

  /** What the device does with each write, called before `write` resolves; replaces the handler before. */
  onWrite(handler: (bytes: Uint8Array, link: ScriptedByteLink) => void): void {
    this.#answer = handler;
  }

  /** Pulls the plug. Does nothing when it is out already. */
  drop(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#states.emit("closed");
  }
}

/** A listener that throws is a broken driver and must fail the test. */
function rethrow(error: unknown): never {
  throw error;
}
