import type { ClientRequest } from "node:http";
import { AgentError } from "#hal/core/errors";
import { seconds } from "#hal/core/units";
import type { DialAddress, DialDone, TlsDial } from "#agent/ocpp/rpc-tls-dial";

export interface SocketWishes {
  readonly maxMessageBytes: number;
  readonly isCompressionOffered: boolean;
  /** Makes the socket; a plain one is made by ws when there is none. */
  readonly dial: TlsDial | undefined;
  /** Told what was wrong before the connection ends for it. */
  readonly onError: (error: Error) => void;
}

/** How long a peer may take to confirm our closing. */
const CLOSE_LIMIT = seconds(1);
/** A message in more pieces than these is no message; empty ones cost the peer nothing and us memory. */
const MOST_FRAGMENTS = 256;
const MOST_CHUNKS = 4096;
/** Answers of HTTP before the final one (100, 103). */
const MOST_PRELIMINARY = 5;

/** What ws shall do otherwise than by itself: its limits are made for servers with memory to spare. */
export function socketOptions({ maxMessageBytes, isCompressionOffered, dial, onError }: SocketWishes): object {
  return {
    maxPayload: maxMessageBytes,
    perMessageDeflate: isCompressionOffered,
    closeTimeout: CLOSE_LIMIT,
    maxFragments: MOST_FRAGMENTS,
    maxBufferedChunks: MOST_CHUNKS,
    // Credentials go to the address that was set and to no other.
    followRedirects: false,
    finishRequest: (request: ClientRequest, socket: WatchedSocket) => {
      watch(socket, onError);
      limitPreliminaryAnswers(request);
      request.end();
    },
    ...(dial === undefined ? {} : { createConnection: dialling(dial) }),
  };
}

/** What is used of the WebSocket before the RPC client listens to it. */
interface WatchedSocket {
  on(event: "error", listener: (error: Error) => void): unknown;
  terminate(): void;
}

/** A peer that breaks the rules is not asked to agree to the end, as ws would: it could go on sending all the while. */
function watch(socket: WatchedSocket, onError: (error: Error) => void): void {
  socket.on("error", (error) => {
    onError(error);
    socket.terminate();
  });
}

/** A server that goes on with them would keep us busy up to the deadline. */
function limitPreliminaryAnswers(request: ClientRequest): void {
  let count = 0;
  request.on("information", () => {
    if (++count > MOST_PRELIMINARY) request.destroy(new AgentError("csms.preliminary", "no final answer"));
  });
}

/** Gives the HTTP client its socket when the server has been judged, and nothing before. */
function dialling(dial: TlsDial): (address: DialAddress, done: DialDone) => void {
  return (address, done) => {
    dial.connect(address, done);
  };
}
