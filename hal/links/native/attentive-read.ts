import { read } from "node:fs";
import { promisify } from "node:util";
import type { SerialPort } from "serialport";
import { AgentError } from "#hal/core/errors";

type Port = NonNullable<SerialPort["port"]>;

/** A port of a platform on which ports are files that can be polled. */
type PolledPort = Extract<Port, { readonly poller: unknown }>;

/** Where the next bytes go. */
interface Space {
  readonly buffer: Buffer;
  readonly offset: number;
  readonly length: number;
}

/**
 * Replaces the package's read of an open port, which has two faults. It takes the zero bytes of a terminal that was hung up for a quiet line and reads
 * again, for ever and as fast as it can, when the plug is pulled between two of its waits: a device to which nothing is ever written would be lost for good.
 * And when it begins to wait, a write that waits for a full line is forgotten until the next byte comes.
 */
export function readAttentively(port: Port): void {
  if (isPolled(port)) port.read = (buffer, offset, length) => readSome(port, { buffer, offset, length });
}

function isPolled(port: Port): port is PolledPort {
  return "poller" in port;
}

/** Resolves with at least one byte. Rejects when the line is gone, which the package answers by closing the port. */
async function readSome(port: PolledPort, space: Space): Promise<{ buffer: Buffer; bytesRead: number }> {
  for (;;) {
    const bytesRead = await readNow(openDescriptor(port), space);
    if (bytesRead === 0) throw new AgentError("link.closed", "the line was hung up");
    if (bytesRead !== undefined) return { buffer: space.buffer, bytesRead };
    openDescriptor(port);
    await readable(port);
  }
}

const readFile = promisify(read);

/** Undefined where nothing is there yet. Ports are set to wait for one byte, so that none at all is the end. */
async function readNow(descriptor: number, { buffer, offset, length }: Space): Promise<number | undefined> {
  try {
    return (await readFile(descriptor, buffer, offset, length, null)).bytesRead;
  } catch (error) {
    if (isNothingYet(error)) return undefined;
    throw error;
  }
}

function isNothingYet(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EAGAIN" || error.code === "EINTR");
}

function openDescriptor({ fd }: PolledPort): number {
  if (fd !== null) return fd;
  // What the package asks of a read that a close has overtaken; anything else would count as a broken line.
  throw Object.assign(new AgentError("link.closed", "the port is closed"), { canceled: true });
}

/** UV_READABLE and UV_WRITABLE, as the package counts them. */
const BOTH = 0b11;

function readable({ poller }: PolledPort): Promise<void> {
  return new Promise((resolve, reject) => {
    poller.once("readable", (error) => {
      if (error === null) resolve();
      else reject(error);
    });
    // To wait for the one would forget a write that waits for the other; to wait for both while nobody writes would wake at once and again and again.
    if (poller.listenerCount("writable") > 0) poller.poll(BOTH);
  });
}
