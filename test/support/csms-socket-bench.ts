import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { AgentError } from "#hal/core/errors";
import { silentLog } from "#hal/core/log";
import { RpcCsmsLink } from "#agent/ocpp/rpc-csms-link";
import type { CsmsTarget } from "#agent/ports/csms-link";
import {
  type CsmsBench,
  type CsmsBenchOptions,
  emptyResult,
  type Frame,
  type Handshake,
  SUBPROTOCOL,
  target,
} from "#test/support/csms-bench";
import { WallClock } from "#test/support/csms-wall-clock";

/** A plain WebSocket server with framing of its own, so that a mistake of the client's library cannot cancel itself out. */
export class SocketBench implements CsmsBench {
  readonly link: RpcCsmsLink;
  readonly target: CsmsTarget;
  readonly arrived: Frame[] = [];
  readonly requests: IncomingMessage[] = [];
  handshake: Handshake = "accept";
  answer: (call: Frame) => readonly Frame[] = emptyResult;
  /** Sent as soon as a connection is accepted. */
  greeting: string | undefined;
  answersPings = true;
  /** Pings that arrived. */
  pings = 0;
  /** The newest connection as the server sees it. */
  socket: WebSocket | undefined;
  readonly #http: Server;
  readonly #streams: Duplex[] = [];
  readonly #clock = new WallClock();

  private constructor(http: Server, options: CsmsBenchOptions) {
    const { port } = http.address() as AddressInfo;
    this.#http = http;
    this.target = { ...target, url: `ws://127.0.0.1:${String(port)}/ocpp/` };
    this.link = new RpcCsmsLink({ clock: this.#clock, log: silentLog, ...options });
    const accepting = new WebSocketServer({ noServer: true, autoPong: false, handleProtocols: () => SUBPROTOCOL });
    const mute = new WebSocketServer({ noServer: true, autoPong: false, handleProtocols: () => false });
    http.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
      this.requests.push(request);
      this.#streams.push(stream);
      if (this.handshake === "silence") return;
      if (typeof this.handshake === "number") {
        stream.end(`HTTP/1.1 ${String(this.handshake)} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
        return;
      }
      const server = this.handshake === "accept" ? accepting : mute;
      server.handleUpgrade(request, stream, head, (socket) => {
        this.#attach(socket);
      });
    });
  }

  static async start(options: CsmsBenchOptions = {}): Promise<SocketBench> {
    const http = createServer();
    await new Promise<void>((resolve) => {
      http.listen(0, "127.0.0.1", resolve);
    });
    return new SocketBench(http, options);
  }

  isReady(): boolean {
    return this.socket !== undefined;
  }

  send(text: string): void {
    this.socket?.send(text);
  }

  /** All in one packet. */
  sendTogether(texts: readonly string[]): void {
    this.#streams.at(-1)?.cork();
    for (const text of texts) this.socket?.send(text);
    this.#streams.at(-1)?.uncork();
  }

  /** Leaves what comes where it is, the closing included. */
  stopReading(): void {
    this.#streams.at(-1)?.pause();
    this.socket?.pause();
  }

  drop(closeCode?: number): void {
    if (closeCode === undefined) this.socket?.terminate();
    else this.socket?.close(closeCode);
  }

  settled<Value>(promise: Promise<Value>): Promise<Value> {
    return promise;
  }

  async until(condition: () => boolean): Promise<void> {
    const deadline = performance.now() + 4000;
    while (!condition()) {
      if (performance.now() > deadline) throw new AgentError("test.waited-in-vain", condition.toString());
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  leftovers(): number {
    return process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap" || name === "Timeout").length;
  }

  async stop(): Promise<void> {
    for (const stream of this.#streams) stream.destroy();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #attach(socket: WebSocket): void {
    this.socket = socket;
    socket.on("error", () => undefined);
    socket.on("ping", () => {
      this.pings++;
      if (this.answersPings) socket.pong();
    });
    if (this.greeting !== undefined) socket.send(this.greeting);
    socket.on("message", (data: Buffer) => {
      const frame = JSON.parse(data.toString("utf8")) as Frame;
      this.arrived.push(frame);
      if (frame[0] !== 2) return;
      for (const reply of this.answer(frame)) socket.send(JSON.stringify(reply));
    });
  }
}
