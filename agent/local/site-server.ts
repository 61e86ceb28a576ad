import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { Duplex } from "node:stream";
import type { Component, Health } from "#hal/core/component";
import { AgentError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import type { Cancel } from "#hal/core/clock";
import { refuseUpgrade } from "#agent/local/refuse-upgrade";
import type { Site } from "#agent/local/site";
import type { CertificateKeeper } from "#agent/local/tls/certificate-keeper";

export interface SiteServerOptions {
  readonly host: string;
  /** Plain HTTP; 0 lets the system choose. */
  readonly port: number;
  /** HTTPS besides, where it is wanted. */
  readonly securePort?: number;
  readonly certificates: CertificateKeeper;
  /** Makes what answers; called when the first visitor comes. */
  readonly load: () => Promise<Site>;
  readonly log: Log;
}

const limits = { maxHeaderSize: 16_384, headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5000 };
/** More are turned away before they cost anything; browsers want about six. */
const MOST_CONNECTIONS = 256;

/**
 * The doors of the page. What stands behind them is loaded when somebody knocks: most chargers see no visitor for weeks, and then neither
 * start nor memory pays for one.
 */
export class SiteServer implements Component {
  readonly name = "site-server";
  readonly #options: SiteServerOptions;
  readonly #servers: Server[] = [];
  #site: Promise<Site> | undefined;
  #cancel: Cancel = () => undefined;

  constructor(options: SiteServerOptions) {
    this.#options = options;
  }

  /** Rejects with AgentError `site.listen`. */
  async start(): Promise<void> {
    const { host, port, securePort, log } = this.#options;
    await this.#open(createServer(limits), port);
    if (securePort !== undefined) await this.#open(await this.#secureServer(), securePort);
    log.info({ host, ...this.ports() }, "site-server.listening");
  }

  async stop(): Promise<void> {
    this.#cancel();
    const site = await this.#site?.catch(() => undefined);
    await site?.close();
    await Promise.all(this.#servers.splice(0).map(closed));
  }

  health(): Health {
    return this.#servers.length > 0 ? { kind: "ok" } : { kind: "stopped" };
  }

  /** Where it listens. */
  ports(): { readonly port?: number; readonly securePort?: number } {
    const [plain, secure] = this.#servers.map(portOf);
    return { ...(plain === undefined ? {} : { port: plain }), ...(secure === undefined ? {} : { securePort: secure }) };
  }

  async #secureServer(): Promise<Server> {
    const { certificates } = this.#options;
    const { createServer: createSecure } = await import("node:https");
    const { certificate, key } = await certificates.current();
    const server = createSecure({ ...limits, cert: certificate, key, minVersion: "TLSv1.2" });
    this.#cancel = certificates.changes.listen((next) => {
      server.setSecureContext({ cert: next.certificate, key: next.key, minVersion: "TLSv1.2" });
    });
    return server;
  }

  #open(server: Server, port: number): Promise<void> {
    const { host, log } = this.#options;
    server.maxConnections = MOST_CONNECTIONS;
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      this.#answer(request, response);
    });
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#upgrade(request, socket, head);
    });
    return new Promise((resolve, reject) => {
      const onError = (error: Error) => {
        reject(new AgentError("site.listen", "the page cannot be served there", { host, port }, error));
      };
      server.once("error", onError);
      server.listen({ host, port }, () => {
        server.off("error", onError);
        // Also out of file handles while accepting; a page must not end the charging.
        server.on("error", (error) => {
          log.warn({ error }, "site-server.error");
        });
        this.#servers.push(server);
        resolve();
      });
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.#loaded().then(
      (site) => {
        site.handle(request, response);
      },
      () => {
        response.writeHead(503, { "Retry-After": "10", "Content-Length": "0" }).end();
      },
    );
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", () => socket.destroy());
    this.#loaded().then(
      (site) => {
        site.upgrade(request, socket, head);
      },
      () => {
        refuseUpgrade(socket, 503);
      },
    );
  }

  /** One that failed is tried again with the next visitor. */
  #loaded(): Promise<Site> {
    this.#site ??= this.#options.load().catch((error: unknown) => {
      this.#options.log.error({ error }, "site.load-failed");
      this.#site = undefined;
      throw error;
    });
    return this.#site;
  }
}

function portOf(server: Server): number | undefined {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : undefined;
}

function closed(server: Server): Promise<void> {
  const end = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeAllConnections();
  return end;
}
