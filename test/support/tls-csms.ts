import type { IncomingMessage } from "node:http";
import { createServer, type Server, type ServerOptions } from "node:https";
import type { AddressInfo, LookupFunction } from "node:net";
import type { TLSSocket } from "node:tls";
import { type WebSocket, WebSocketServer } from "ws";
import { SUBPROTOCOL, target } from "#test/support/csms-bench";
import type { CsmsTarget, CsmsTls } from "#agent/ports/csms-link";

/** A WebSocket server over TLS on loopback that is as good or as bad as its options, and notes what reaches it. */
export class TlsCsms {
  /** Upgrades that arrived: a server that is not trusted must get none. */
  readonly requests: IncomingMessage[] = [];
  readonly secured: TLSSocket[] = [];
  readonly sockets: WebSocket[] = [];
  /** Handshakes that went on from an earlier connection. */
  resumed = 0;
  readonly port: number;
  readonly #https: Server;

  private constructor(https: Server) {
    this.#https = https;
    this.port = (https.address() as AddressInfo).port;
    const accepting = new WebSocketServer({ noServer: true, handleProtocols: () => SUBPROTOCOL });
    https.on("secureConnection", (socket: TLSSocket) => {
      this.secured.push(socket);
      if (socket.isSessionReused()) this.resumed++;
      socket.on("error", () => undefined);
    });
    https.on("upgrade", (request: IncomingMessage, stream, head) => {
      this.requests.push(request);
      accepting.handleUpgrade(request, stream, head, (socket) => {
        socket.on("error", () => undefined);
        this.sockets.push(socket);
      });
    });
    https.on("tlsClientError", () => undefined);
  }

  static async start(options: ServerOptions): Promise<TlsCsms> {
    const https = createServer(options);
    await new Promise<void>((resolve) => {
      https.listen(0, "127.0.0.1", resolve);
    });
    return new TlsCsms(https);
  }

  target(tls: CsmsTls, host = "csms.test"): CsmsTarget {
    const password = new Uint8Array(Buffer.from("a password that nobody else may see"));
    return { ...target, url: `wss://${host}:${String(this.port)}/ocpp`, password, tls };
  }

  async stop(): Promise<void> {
    for (const socket of [...this.sockets]) socket.terminate();
    for (const socket of this.secured) socket.destroy();
    this.#https.closeAllConnections();
    await new Promise((resolve) => this.#https.close(resolve));
  }
}

/** Every name is this machine, so that certificates of any name can be shown here. */
export const loopback: LookupFunction = (_name, options, done) => {
  if (options.all === true) done(null, [{ address: "127.0.0.1", family: 4 }]);
  else done(null, "127.0.0.1", 4);
};
