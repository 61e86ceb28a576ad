import { createServer, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { Socket } from "node:net";
import type { RPCServer } from "ocpp-rpc";

/** Who may come in, and how. */
export interface CsmsDoor {
  /** When given, stations must bring it by HTTP Basic, else they get 401. */
  readonly password?: string | Uint8Array;
  /** When given, it is wss and no longer ws. */
  readonly tls?: {
    /** PEM: the server's certificate with those that signed it, and its key. */
    readonly chain: string;
    readonly privateKey: string;
    /** PEM: when given, stations must show a certificate of one of these (security profile 3). */
    readonly stationRoots?: string;
  };
}

/** Listens on 127.0.0.1. Rejects when the port is taken. */
export function openDoor(server: RPCServer, { tls }: CsmsDoor, port: number): Promise<Server> {
  const http = tls === undefined ? createServer(notHere) : createSecureServer(secureOptions(tls), notHere);
  http.on("upgrade", (request, socket, head) => {
    // What goes wrong is answered to the station by the package.
    if (socket instanceof Socket) server.handleUpgrade(request, socket, head).catch(() => undefined);
  });
  http.on("tlsClientError", () => undefined);
  return new Promise((resolve, reject) => {
    http.once("error", reject);
    http.listen(port, "127.0.0.1", () => {
      resolve(http);
    });
  });
}

/** Everybody who is in has to be sent away first. */
export function closeDoor(http: Server): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => {
      resolve();
    });
    http.closeAllConnections();
  });
}

export function isWelcome({ password }: CsmsDoor, shown: Uint8Array | undefined): boolean {
  return password === undefined || (shown !== undefined && Buffer.from(password).equals(shown));
}

function secureOptions({ chain, privateKey, stationRoots }: NonNullable<CsmsDoor["tls"]>): object {
  const asks = stationRoots === undefined ? {} : { ca: stationRoots, requestCert: true, rejectUnauthorized: true };
  return { cert: chain, key: privateKey, minVersion: "TLSv1.2", ...asks };
}

const notHere: Parameters<typeof createServer>[1] = (_request, response) => {
  response.writeHead(404).end();
};
