import type { IncomingMessage } from "node:http";

const LOOPBACK_NAMES: readonly string[] = ["127.0.0.1", "localhost", "[::1]"];

/** True when the request names this machine and this port: a foreign web page that rebinds its name to 127.0.0.1 does not. */
export function hasOwnHost(request: IncomingMessage): boolean {
  const host = request.headers.host ?? "";
  const port = String(request.socket.localPort);
  return LOOPBACK_NAMES.some((name) => host === `${name}:${port}`);
}

/** True when the page that opens a WebSocket came from here. Browsers always say so; nobody else needs to come in. */
export function hasOwnOrigin(request: IncomingMessage): boolean {
  return hasOwnHost(request) && request.headers.origin === `http://${request.headers.host ?? ""}`;
}
