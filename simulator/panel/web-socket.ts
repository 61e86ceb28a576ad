import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";

/** One WebSocket for text messages. */
export interface TextSocket {
  send(text: string): void;
  /** Ends it at once. */
  close(): void;
}

export interface TextSocketListener {
  opened?(): void;
  text(text: string): void;
  /** Told once, also when the connection never came about. */
  closed(): void;
}

/** Connects to `url`; what becomes of it is told to `listener`. Never throws. */
export function connectTextSocket(url: string, listener: TextSocketListener): TextSocket {
  const socket = new WebSocket(url, { perMessageDeflate: false, handshakeTimeout: 3000, maxPayload: 1 << 20 });
  hear(socket, listener);
  return wrap(socket);
}

/** The server's side: takes over the upgrades that its owner has checked. */
export class TextSocketAcceptor {
  readonly #server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 4096 });

  /** Completes the handshake and calls `welcome` with the socket; the listener it returns hears of it from then on. */
  accept(
    request: IncomingMessage,
    stream: Duplex,
    head: Buffer,
    welcome: (socket: TextSocket) => TextSocketListener,
  ): void {
    this.#server.handleUpgrade(request, stream, head, (socket) => {
      hear(socket, welcome(wrap(socket)));
    });
  }

  close(): void {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
  }
}

function hear(socket: WebSocket, listener: TextSocketListener): void {
  socket.on("open", () => {
    listener.opened?.();
  });
  socket.on("message", (data, isBinary) => {
    if (!isBinary && Buffer.isBuffer(data)) listener.text(data.toString("utf8"));
  });
  // An error is always followed by "close".
  socket.on("error", () => undefined);
  socket.on("close", () => {
    listener.closed();
  });
}

function wrap(socket: WebSocket): TextSocket {
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: () => {
      socket.terminate();
    },
  };
}
