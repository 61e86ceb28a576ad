import { createServer, type Server, type Socket } from "node:net";
import { AgentError } from "#hal/core/errors";
import { type Listenable, Signal } from "#hal/core/signal";
import type { ByteLink, LinkState } from "#hal/links/byte-link";
import type { Wire } from "#simulator/wire/wire";

/** A serial server as cable: bytes of the line in a TCP stream, for masters that speak "RTU over TCP" or sit on another machine. */
export interface TcpWire extends Wire {
  readonly host: string;
  /** The port that is listened on; the one asked for, or a free one when that was 0. It stays the same after mending. */
  readonly port: number;
}

/** Listens at once. Rejects with AgentError `link.open-failed`. */
export async function tcpWire(name: string, port = 0, host = "127.0.0.1"): Promise<TcpWire> {
  const far = new TcpEnd(name, host);
  const bound = await far.listen(port);
  return {
    name,
    host,
    port: bound,
    far,
    cut: () => far.hangUp(),
    mend: async () => {
      await far.listen(bound);
    },
  };
}

/** Like a serial line it talks to one peer: a later caller takes the place of the earlier. Without a peer, what is written is lost. */
class TcpEnd implements ByteLink {
  readonly name: string;
  readonly #host: string;
  readonly #bytes = new Signal<Uint8Array>();
  readonly #states = new Signal<LinkState>();
  #server: Server | undefined;
  #peer: Socket | undefined;
  #isOpen = false;

  constructor(name: string, host: string) {
    this.name = name;
    this.#host = host;
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

  listen(port: number): Promise<number> {
    if (this.#server !== undefined) return Promise.resolve(port);
    const server = createServer({ noDelay: true }, (socket) => {
      this.#accept(socket);
    });
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once("error", (error) => {
        this.#server = undefined;
        reject(new AgentError("link.open-failed", "nobody can listen there", { port }, error));
      });
      server.listen(port, this.#host, () => {
        const address = server.address();
        resolve(typeof address === "object" && address !== null ? address.port : port);
      });
    });
  }

  async hangUp(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#peer?.destroy();
    this.#peer = undefined;
    await this.close();
    if (server === undefined) return;
    await new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
  }

  open(): Promise<void> {
    if (this.#server === undefined)
      return Promise.reject(new AgentError("link.open-failed", "the cable is cut", { link: this.name }));
    if (!this.#isOpen) {
      this.#isOpen = true;
      this.#states.emit("open");
    }
    return Promise.resolve();
  }

  close(): Promise<void> {
    if (this.#isOpen) {
      this.#isOpen = false;
      this.#states.emit("closed");
    }
    return Promise.resolve();
  }

  write(bytes: Uint8Array): Promise<void> {
    if (!this.#isOpen) return Promise.reject(new AgentError("link.closed", "the link is closed", { link: this.name }));
    this.#peer?.write(bytes);
    return Promise.resolve();
  }

  /** Nothing is kept here: bytes go out as they come in. */
  discard(): void {
    return;
  }

  #accept(socket: Socket): void {
    this.#peer?.destroy();
    this.#peer = socket;
    socket.on("data", (bytes) => {
      if (this.#isOpen && this.#peer === socket) this.#bytes.emit(Uint8Array.from(bytes));
    });
    // A broken connection is a pulled plug at the other end; this end waits for the next caller.
    socket.on("error", () => socket.destroy());
  }
}
