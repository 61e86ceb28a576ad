import type { Command, Push } from "./protocol.js";

interface Listener {
  push(message: Push): void;
  connected(isConnected: boolean): void;
}

const RETRY_MS = 1000;

/** The WebSocket to the panel's server, opened again whenever it ends. */
export class PanelLink {
  readonly #listener: Listener;
  #socket: WebSocket | undefined;
  #commands = 0;

  constructor(listener: Listener) {
    this.#listener = listener;
    this.#open();
  }

  /** Returns the command's id, or undefined when there is no connection. */
  send(name: string, argument: string | undefined): number | undefined {
    if (this.#socket?.readyState !== WebSocket.OPEN) return undefined;
    this.#commands += 1;
    const command: Command = {
      type: "command",
      id: this.#commands,
      name,
      ...(argument === undefined ? {} : { argument }),
    };
    this.#socket.send(JSON.stringify(command));
    return command.id;
  }

  #open(): void {
    const socket = new WebSocket(`ws://${location.host}/panel`);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#listener.connected(true);
    });
    socket.addEventListener("message", (event: MessageEvent<string>) => {
      this.#listener.push(JSON.parse(event.data) as Push);
    });
    socket.addEventListener("close", () => {
      this.#listener.connected(false);
      setTimeout(() => {
        this.#open();
      }, RETRY_MS);
    });
  }
}
