import { once } from "node:events";
import { WebSocket } from "ws";

/** A WebSocket client that keeps what it gets until a test asks for it. */
export class LiveClient {
  readonly #socket: WebSocket;
  readonly #received: unknown[] = [];
  #arrived: () => void = () => undefined;

  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.#socket = new WebSocket(url, { headers });
    this.#socket.on("message", (data: Buffer) => {
      this.#received.push(JSON.parse(data.toString("utf8")));
      this.#arrived();
    });
  }

  /** `open`, or the HTTP status of the refusal. */
  async opened(): Promise<"open" | number> {
    return Promise.race([
      once(this.#socket, "open").then(() => "open" as const),
      new Promise<number>((resolve) => {
        this.#socket.on("unexpected-response", (request, response) => {
          resolve(response.statusCode ?? 0);
          request.destroy();
        });
      }),
    ]);
  }

  /** The next message in order of arrival. */
  async next(): Promise<unknown> {
    while (this.#received.length === 0) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
    return this.#received.shift();
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  async closed(): Promise<void> {
    if (this.#socket.readyState !== WebSocket.CLOSED) await once(this.#socket, "close");
  }

  end(): void {
    this.#socket.on("error", () => undefined);
    this.#socket.terminate();
  }
}
