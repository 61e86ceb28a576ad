import type { SerialPort } from "serialport";
import { AgentError, describeError } from "#hal/core/errors";
import { Signal } from "#hal/core/signal";
import type { ByteLink, LineSettings, LinkState } from "#hal/links/byte-link";
import { readAttentively } from "#hal/links/native/attentive-read";

/** A serial port of the machine. The package is loaded at the first `open`: with its native part it would add some 40 ms to every start. */
export class SerialportLink implements ByteLink {
  readonly name: string;
  readonly bytes = new Signal<Uint8Array>();
  readonly states = new Signal<LinkState>();
  readonly #settings: LineSettings;
  #port: SerialPort | undefined;
  #opening: Promise<void> = Promise.resolve();
  #discarding: Promise<void> = Promise.resolve();

  constructor(path: string, settings: LineSettings) {
    this.name = path;
    this.#settings = settings;
  }

  isOpen(): boolean {
    return this.#port !== undefined;
  }

  open(): Promise<void> {
    const opened = this.#opening.then(() => this.#open());
    this.#opening = opened.catch(() => undefined);
    return opened;
  }

  async close(): Promise<void> {
    await this.#opening;
    const port = this.#port;
    if (port === undefined) return;
    this.#port = undefined;
    // A port that cannot be closed is gone already.
    await settled((done) => port.close(done)).catch(() => undefined);
    this.states.emit("closed");
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#discarding;
    const port = this.#port;
    if (port === undefined) throw new AgentError("link.closed", "the port is closed", { link: this.name });
    await settled((done) => port.write(bytes, done)).catch((error: unknown) => {
      throw new AgentError("link.write-failed", describeError(error), { link: this.name }, error);
    });
  }

  /** The system forgets what waits in both directions, in a thread of its own: the next write waits for that, or it would be forgotten too. */
  discard(): void {
    const port = this.#port;
    if (port !== undefined) this.#discarding = settled((done) => port.flush(done)).catch(() => undefined);
  }

  async #open(): Promise<void> {
    if (this.#port !== undefined) return;
    const port = await openPort(this.name, this.#settings).catch((error: unknown) => {
      throw new AgentError("link.open-failed", describeError(error), { link: this.name }, error);
    });
    port.on("data", (bytes: Buffer) => this.bytes.emit(Uint8Array.from(bytes)));
    // A pulled plug shows as "close"; where the driver reads zero bytes instead it shows as "end" and the port would stay deaf.
    for (const sign of ["close", "end", "error"]) port.on(sign, () => this.#onLost(port));
    this.#port = port;
    this.states.emit("open");
  }

  #onLost(port: SerialPort): void {
    if (this.#port !== port) return;
    this.#port = undefined;
    if (port.isOpen) port.close(() => undefined);
    this.states.emit("closed");
  }
}

async function openPort(path: string, settings: LineSettings): Promise<SerialPort> {
  const { SerialPort } = await import("serialport");
  const port = new SerialPort({ path, ...settings, autoOpen: false });
  await settled((done) => port.open(done));
  if (port.port !== undefined) readAttentively(port.port);
  return port;
}

/** Turns a call with a callback into a promise. */
function settled(call: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    call((error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
