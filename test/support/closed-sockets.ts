import type { Socket } from "node:net";
import { AgentError } from "#hal/core/errors";

/** Resolves when all of these have closed, with or without an error. There has to be one at least. */
export async function allClosed(sockets: readonly Socket[]): Promise<void> {
  if (sockets.length === 0) throw new AgentError("test.no-socket", "nobody has connected");
  await Promise.all(sockets.map(closed));
}

async function closed(socket: Socket): Promise<void> {
  if (socket.closed) return;
  await new Promise((resolve) => socket.on("close", resolve));
}
