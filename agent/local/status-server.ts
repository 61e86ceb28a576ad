import { rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Cancel, Clock } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import { AgentError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import type { Listenable } from "#hal/core/signal";
import { millis } from "#hal/core/units";
import { writeAddressFile } from "#agent/local/address-file";
import type { LiveSocket } from "#agent/local/live-socket";
import { isLoopbackHost, isLoopbackOrigin } from "#agent/local/loopback";
import { refuseUpgrade } from "#agent/local/refuse-upgrade";
import { Throttle } from "#agent/local/throttle";
import { type MetricFamily, METRICS_CONTENT_TYPE, metricsText } from "#agent/telemetry/metric-text";

export interface StatusServerOptions {
  /** A loopback address: there is no login here. */
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** The whole status as JSON can hold it; asked for with each request and each change. */
  readonly read: () => object;
  readonly changes: Listenable<unknown>;
  /** What GET /metrics tells. */
  readonly metrics: () => readonly MetricFamily[];
  /** What GET /health tells, `ok` unless given. */
  readonly condition?: () => Health;
  /** For the spacing of live messages; the real clock also where the station's is scaled. */
  readonly clock: Clock;
  readonly log: Log;
  /** Where to write the address for another program; removed by `stop`. */
  readonly addressFile?: string;
}

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly url: string;
}

/** Four live messages a second are more than an eye follows. */
const LIVE_SPACING = millis(250);
const MAX_LIVE_CLIENTS = 16;

/**
 * The station's status for programs on the same machine, to read and never to change: GET /status, GET /health, GET /metrics, and WebSocket /live, which
 * sends `{"type":"status","status":…}` at once and after changes, the latest only.
 */
export class StatusServer implements Component {
  readonly name = "status-server";
  readonly #options: StatusServerOptions;
  readonly #server: Server;
  readonly #throttle: Throttle;
  #address: ServerAddress | undefined;
  #live: LiveSocket | undefined;
  #unlisten: Cancel = () => undefined;

  constructor(options: StatusServerOptions) {
    this.#options = options;
    this.#throttle = new Throttle(options.clock, LIVE_SPACING, () => this.#live?.send(this.#liveMessage()));
    this.#server = createServer(
      { maxHeaderSize: 8192, headersTimeout: 5000, requestTimeout: 10_000, keepAliveTimeout: 5000 },
      (request, response) => {
        this.#answer(request, response);
      },
    );
    this.#server.maxConnections = 64;
    // Also out of file handles while accepting; a status page must not end the charging.
    this.#server.on("error", (error) => {
      options.log.warn({ error }, "status-server.error");
    });
    this.#server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#upgrade(request, socket, head);
    });
  }

  /** Rejects with AgentError `status.listen` or `status.address-file`. */
  async start(): Promise<void> {
    const address = await this.#listen();
    this.#address = address;
    this.#unlisten = this.#options.changes.listen(() => {
      if (this.#live !== undefined && this.#live.clients > 0) this.#throttle.request();
    });
    if (this.#options.addressFile !== undefined) writeAddressFile(this.#options.addressFile, address.url);
    this.#options.log.info({ url: address.url }, "status-server.listening");
  }

  async stop(): Promise<void> {
    this.#unlisten();
    this.#throttle.stop();
    this.#live?.close();
    this.#live = undefined;
    if (this.#address === undefined) return;
    this.#address = undefined;
    if (this.#options.addressFile !== undefined) rmSync(this.#options.addressFile, { force: true });
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    this.#server.closeAllConnections();
    await closed;
  }

  health(): Health {
    return this.#address === undefined ? { kind: "stopped" } : { kind: "ok" };
  }

  /** Where it listens; undefined when it does not. */
  address(): ServerAddress | undefined {
    return this.#address;
  }

  #listen(): Promise<ServerAddress> {
    const { host, port } = this.#options;
    return new Promise((resolve, reject) => {
      const onError = (error: Error) => {
        reject(new AgentError("status.listen", "the status server cannot listen", { host, port }, error));
      };
      this.#server.once("error", onError);
      this.#server.listen({ host, port }, () => {
        this.#server.off("error", onError);
        const bound = this.#server.address();
        const boundPort = typeof bound === "object" && bound !== null ? bound.port : port;
        const name = host.includes(":") ? `[${host}]` : host;
        resolve({ host, port: boundPort, url: `http://${name}:${String(boundPort)}` });
      });
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const refusal = this.#refusalOf(request);
    if (refusal !== undefined) {
      reply(response, refusal, { error: STATUS_CODES[refusal] });
      return;
    }
    try {
      const path = pathOf(request);
      if (path === "/metrics") send(response, 200, METRICS_CONTENT_TYPE, metricsText(this.#options.metrics()));
      else reply(response, ...this.#content(path));
    } catch (error) {
      this.#options.log.error({ error }, "status-server.failed");
      reply(response, 500, { error: STATUS_CODES[500] });
    }
  }

  #refusalOf(request: IncomingMessage): 405 | 421 | undefined {
    if (!isLoopbackHost(request.headers.host, this.#address?.port ?? 0)) return 421;
    return request.method === "GET" ? undefined : 405;
  }

  #content(path: string): readonly [status: number, body: object] {
    switch (path) {
      case "/status":
        return [200, this.#options.read()];
      case "/health": {
        const condition = this.#options.condition?.() ?? { kind: "ok" };
        return [condition.kind === "stopped" ? 503 : 200, condition];
      }
      case "/live":
        return [426, { error: "this is a WebSocket" }];
      default:
        return [404, { error: STATUS_CODES[404] }];
    }
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", () => socket.destroy());
    const refusal = this.#refusalOf(request);
    if (refusal !== undefined) refuseUpgrade(socket, refusal);
    else if (!isLoopbackOrigin(request.headers.origin)) refuseUpgrade(socket, 403);
    else if (pathOf(request) !== "/live") refuseUpgrade(socket, 404);
    else {
      this.#goLive(request, socket, head).catch((error: unknown) => {
        this.#options.log.error({ error }, "status-server.failed");
        refuseUpgrade(socket, 500);
      });
    }
  }

  /** The WebSocket package is loaded with the first client only: most chargers never have one. */
  async #goLive(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { LiveSocket: Live } = await import("#agent/local/live-socket");
    if (this.#address === undefined) {
      socket.destroy();
      return;
    }
    this.#live ??= new Live({ maxClients: MAX_LIVE_CLIENTS, greeting: () => this.#liveMessage() });
    if (!this.#live.accept(request, socket, head)) refuseUpgrade(socket, 503);
  }

  /** Never throws: it is called from a timer, where a failure would end the whole agent. */
  #liveMessage(): string {
    try {
      return JSON.stringify({ type: "status", status: this.#options.read() });
    } catch (error) {
      this.#options.log.error({ error }, "status-server.failed");
      return JSON.stringify({ type: "error", error: STATUS_CODES[500] });
    }
  }
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "").split("?", 1)[0] ?? "";
}

function reply(response: ServerResponse, status: number, body: object): void {
  send(response, status, "application/json", JSON.stringify(body));
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, {
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    ...(status === 405 ? { Allow: "GET" } : {}),
    ...(status === 426 ? { Upgrade: "websocket", Connection: "Upgrade" } : {}),
  });
  response.end(text);
}
