import { createServer, type Server, Socket } from "node:net";
import { AgentError } from "#hal/core/errors";

/**
 * Where the relayed bytes go; undefined while there is no back end. Asked anew for each connection, because a back end that restarts may
 * have another port.
 */
export type RelayTarget = () => { readonly host: string; readonly port: number } | undefined;

export type NetworkState = "up" | "cut" | "blackhole";

/**
 * What may happen to the next bytes from the back end: half of them arrive and then a reset, or all of them arrive twice (which repeats a
 * frame that came in one piece).
 */
export type Tampering = "resetInMidFrame" | "repeat";

interface Pair {
  readonly station: Socket;
  readonly backEnd: Socket;
  hasLostBytes: boolean;
}

/**
 * The network between station and back end, as a TCP relay on the loopback interface that can fail in the two ways that matter: at once and
 * known to both ends (`cut`), or without a sign (`blackhole`), as a dead router or a mobile network does it.
 */
export class NetworkRelay {
  readonly #target: RelayTarget;
  readonly #pairs = new Set<Pair>();
  #server: Server | undefined;
  #state: NetworkState = "up";
  #diversion: RelayTarget | undefined;
  #tampering: Tampering | undefined;

  constructor(target: RelayTarget) {
    this.#target = target;
  }

  /** Listens on 127.0.0.1, on any free port unless one is named. Rejects with AgentError `network.listen-failed`. */
  async start(port = 0): Promise<void> {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      this.#admit(socket);
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", (error) => {
        reject(new AgentError("network.listen-failed", "the relay cannot listen", { port }, error));
      });
      server.listen(port, "127.0.0.1", resolve);
    });
    this.#server = server;
  }

  /** Throws AgentError `network.not-started`. */
  port(): number {
    const address = this.#server?.address();
    if (typeof address !== "object" || address === null) throw new AgentError("network.not-started", "not listening");
    return address.port;
  }

  state(): NetworkState {
    return this.#state;
  }

  /** Resets every connection and every later attempt. */
  cut(): void {
    this.#state = "cut";
    this.#dropAll();
  }

  /** Connections stay and new ones are taken, but no byte and no end of a connection gets through. */
  blackhole(): void {
    this.#state = "blackhole";
  }

  /** Connections that lost bytes are reset, since their streams have a hole; the others go on. */
  mend(): void {
    this.#state = "up";
    for (const pair of [...this.#pairs]) if (pair.hasLostBytes) this.#drop(pair);
  }

  /** Does so to the next bytes from the back end, once, whichever connection they are on. */
  tamperOnce(tampering: Tampering): void {
    this.#tampering = tampering;
  }

  /** A network that leads to somebody else, as a captive portal or a forged name does; undefined leads home again. Connections are reset. */
  divert(target: RelayTarget | undefined): void {
    this.#diversion = target;
    this.#dropAll();
  }

  async close(): Promise<void> {
    this.#dropAll();
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    await new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
  }

  #admit(station: Socket): void {
    const target = (this.#diversion ?? this.#target)();
    if (this.#state === "cut" || target === undefined) {
      station.on("error", () => undefined);
      station.resetAndDestroy();
      return;
    }
    const pair: Pair = {
      station,
      backEnd: new Socket({ allowHalfOpen: true }),
      hasLostBytes: this.#state === "blackhole",
    };
    this.#pairs.add(pair);
    this.#join(pair, station, pair.backEnd);
    this.#join(pair, pair.backEnd, station);
    if (this.#state === "up") pair.backEnd.connect(target);
  }

  #join(pair: Pair, from: Socket, to: Socket): void {
    from.setNoDelay(true);
    from.on("data", (bytes: Buffer) => {
      if (this.#state !== "up") pair.hasLostBytes = true;
      else if (!pair.hasLostBytes) this.#pass(bytes, pair, to);
    });
    from.on("end", () => {
      if (this.#state === "up" && !pair.hasLostBytes) to.end();
      else pair.hasLostBytes = true;
    });
    // An error is always followed by "close", which is where the pair ends.
    from.on("error", () => undefined);
    from.on("close", (hadError) => {
      if (this.#state === "blackhole") pair.hasLostBytes = true;
      else if (hadError || to.destroyed) this.#drop(pair);
    });
  }

  #pass(bytes: Buffer, pair: Pair, to: Socket): void {
    // The handshake is text and no frame.
    const isFrame = (bytes[0] ?? 0) >= 0x80;
    const tampering = to === pair.station && isFrame ? this.#tampering : undefined;
    if (tampering !== undefined) this.#tampering = undefined;
    if (tampering !== "resetInMidFrame") {
      to.write(bytes);
      if (tampering === "repeat") to.write(bytes);
      return;
    }
    to.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => {
      this.#drop(pair);
    });
  }

  #drop(pair: Pair): void {
    this.#pairs.delete(pair);
    for (const socket of [pair.station, pair.backEnd]) if (!socket.destroyed) socket.resetAndDestroy();
  }

  #dropAll(): void {
    for (const pair of [...this.#pairs]) this.#drop(pair);
  }
}
