import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";

export interface LiveSocketOptions {
  readonly maxClients: number;
  /** What a new client gets first. */
  readonly greeting: () => string;
}

/** RFC 6455 section 7.4.1. */
const POLICY_VIOLATION = 1008;
/** A client that has not taken this many bytes yet is cut off: it has stopped reading. */
const patienceBytes = 1_048_576;

/** One-way WebSocket: what it is given goes to every client; what a client says is not listened to, and much of it ends the connection. */
export class LiveSocket {
  /** Whose client it is, where the owner of the socket asks. */
  readonly #tags = new WeakMap<WebSocket, string>();
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 1024, perMessageDeflate: false });
  readonly #options: LiveSocketOptions;

  constructor(options: LiveSocketOptions) {
    this.#options = options;
  }

  get clients(): number {
    return this.#server.clients.size;
  }

  /**
   * Takes over an upgrade request that was found admissible; false when there are too many clients, and nothing is done then. `tag` says for
   * `expel` whose client it is.
   */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, tag = ""): boolean {
    if (this.clients >= this.#options.maxClients) return false;
    this.#server.handleUpgrade(request, socket, head, (client) => {
      client.on("error", () => {
        client.terminate();
      });
      this.#tags.set(client, tag);
      client.send(this.#options.greeting());
    });
    return true;
  }

  /** Ends the connections of those who may not listen any more. */
  expel(mayStay: (tag: string) => boolean): void {
    for (const client of this.#server.clients)
      if (!mayStay(this.#tags.get(client) ?? "")) client.close(POLICY_VIOLATION);
  }

  send(text: string): void {
    for (const client of this.#server.clients) {
      if (client.readyState !== WebSocket.OPEN) continue;
      if (client.bufferedAmount > patienceBytes) client.terminate();
      else client.send(text);
    }
  }

  close(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }
}
