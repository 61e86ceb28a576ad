import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** Answers a request for a WebSocket with a plain refusal and ends the connection. */
export function refuseUpgrade(socket: Duplex, status: number): void {
  if (!socket.writable) return;
  socket.end(
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ""}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}
