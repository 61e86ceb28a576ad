import { createServer, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { type BackEnd, TOKENS } from "#test/support/back-end";
import type { Json } from "#test/support/charger-driver";
import { requestProblems } from "#test/support/independent-expectations";

interface Request {
  readonly station: string;
  readonly action: string;
  readonly payload: Json;
}

/** What is said instead of the friendly answer: a payload, an error code, or nothing at all. */
type Scripted = object | { readonly error: string } | "silence" | undefined;

interface Waiting {
  readonly resolve: (payload: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Where a frame of the RPC layer has its parts (OCPP-J 1.6 section 4.2). */
const CALL = 2;
const RESULT = 3;
const ERROR = 4;

/**
 * A back end that shares nothing with the program under test but the norm: frames and checks are written here by hand on a plain WebSocket, so
 * that a mistake in a library that both sides of other tests use cannot hide.
 */
export class IndependentCsms implements BackEnd {
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has("ocpp1.6") ? "ocpp1.6" : false),
  });
  readonly #stations = new Map<string, WebSocket>();
  readonly #requests: Request[] = [];
  readonly #problems: string[] = [];
  readonly #waiting = new Map<string, Waiting>();
  readonly #transactions = new Map<number, { readonly meterStart: number; isStopped: boolean }>();
  readonly #password: string | undefined;
  readonly #scheme: "ws" | "wss";
  readonly #scripts = new Map<string, (payload: Json) => Scripted>();
  #ids = 0;
  #port = 0;

  /** With a certificate (PEM, those that signed it included) it speaks TLS. */
  constructor(password?: string, tls?: { readonly cert: string; readonly key: string }) {
    this.#password = password;
    const upgradeOnly = (_request: unknown, response: ServerResponse) => {
      response.writeHead(426).end();
    };
    this.#server = tls === undefined ? createServer(upgradeOnly) : createSecureServer(tls, upgradeOnly);
    this.#scheme = tls === undefined ? "ws" : "wss";
    this.#server.on("upgrade", (request, stream: Duplex, head: Buffer) => {
      const identity = decodeURIComponent((request.url ?? "").slice(1));
      if (!this.#isWelcome(identity, request.headers.authorization)) {
        stream.end(
          "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        );
        return;
      }
      this.#sockets.handleUpgrade(request, stream, head, (socket) => {
        this.#welcome(identity, socket);
      });
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.listen(this.#port, "127.0.0.1", resolve);
    });
    const address = this.#server.address();
    if (typeof address === "object" && address !== null) this.#port = address.port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#stations.values()) socket.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  url(): string {
    return `${this.#scheme}://127.0.0.1:${String(this.#port)}`;
  }

  requests(action: string, station?: string): readonly Json[] {
    return this.#requests
      .filter((request) => request.action === action && (station === undefined || request.station === station))
      .map(({ payload }) => payload);
  }

  actions(): readonly string[] {
    return this.#requests.map(({ action }) => action);
  }

  /** From now on `action` is answered so; undefined leaves it to the friendly answer. */
  on(action: string, script: (payload: Json) => Scripted): void {
    this.#scripts.set(action, script);
  }

  /** Back to the friendly answer. */
  normal(action: string): void {
    this.#scripts.delete(action);
  }

  /** Every request so far, oldest first. */
  all(): readonly { readonly action: string; readonly payload: Json }[] {
    return this.#requests;
  }

  isConnected(station: string): boolean {
    return this.#stations.has(station);
  }

  problems(): readonly string[] {
    return [...this.#problems];
  }

  call(station: string, action: string, payload: object): Promise<unknown> {
    const id = `csms-${String(++this.#ids)}`;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#stations.get(station)?.send(JSON.stringify([CALL, id, action, payload]));
    });
  }

  #isWelcome(identity: string, authorization: string | undefined): boolean {
    if (this.#password === undefined) {
      if (authorization !== undefined) this.#problems.push("security profile 0 sent an Authorization header");
      return true;
    }
    const expected = Buffer.from(`${identity}:${this.#password}`, "utf8").toString("base64");
    return authorization === `Basic ${expected}`;
  }

  #welcome(station: string, socket: WebSocket): void {
    if (socket.protocol !== "ocpp1.6") this.#problems.push(`subprotocol ${socket.protocol}`);
    this.#stations.set(station, socket);
    const ids = new Set<string>();
    let isAnswering = false;
    socket.on("close", () => {
      if (this.#stations.get(station) === socket) this.#stations.delete(station);
    });
    socket.on("message", (data, isBinary) => {
      if (isBinary) this.#problems.push("a binary frame");
      const frame: unknown = JSON.parse(textOf(data));
      if (!Array.isArray(frame)) {
        this.#problems.push(`no frame: ${textOf(data)}`);
        return;
      }
      if (frame[0] !== CALL) {
        this.#answered(frame);
        return;
      }
      // OCPP-J 1.6 section 4.1.1: nobody sends a request while one of his is open.
      if (isAnswering) this.#problems.push("a request before the last one was answered");
      isAnswering = true;
      const reply = this.#answer(station, frame, ids);
      // What gets no answer does not keep the charger from its next request for ever.
      if (reply === undefined) isAnswering = false;
      if (reply === undefined) return;
      // Not in the same turn: a charger that does not wait for its answer is to be seen.
      setImmediate(() => {
        isAnswering = false;
        socket.send(JSON.stringify(reply));
      });
    });
  }

  #answered(frame: readonly unknown[]): void {
    const [kind, id, ...rest] = frame;
    const waiting = this.#waiting.get(String(id));
    this.#waiting.delete(String(id));
    if (waiting === undefined) this.#problems.push(`an answer to nothing: ${JSON.stringify(frame)}`);
    else if (kind === RESULT && rest.length === 1) waiting.resolve(rest[0]);
    else if (kind === ERROR && rest.length === 3) waiting.reject(new TypeError(String(rest[0])));
    else this.#problems.push(`a frame of no kind: ${JSON.stringify(frame)}`);
  }

  #answer(station: string, frame: readonly unknown[], ids: Set<string>): readonly unknown[] | undefined {
    const [, id, action, payload] = frame;
    if (frame.length !== 4 || typeof id !== "string" || typeof action !== "string" || id.length > 36)
      this.#problems.push(`a frame of a wrong form: ${JSON.stringify(frame)}`);
    if (ids.has(String(id))) this.#problems.push(`an id twice: ${String(id)}`);
    ids.add(String(id));
    this.#problems.push(...requestProblems(String(action), payload));
    const request = { station, action: String(action), payload: payload as Json };
    if (!this.#requests.some((each) => each.station === station) && request.action !== "BootNotification")
      this.#problems.push(`${request.action} before the first BootNotification`);
    this.#requests.push(request);
    const scripted = this.#scripts.get(request.action)?.(request.payload);
    if (scripted === "silence") return undefined;
    if (scripted !== undefined && "error" in scripted) return [ERROR, String(id), scripted.error, "", {}];
    return [RESULT, String(id), scripted ?? this.#reply(request)];
  }

  #reply({ action, payload }: Request): object {
    const now = new Date(Date.now()).toISOString();
    switch (action) {
      case "BootNotification":
        return { status: "Accepted", currentTime: now, interval: 300 };
      case "Heartbeat":
        return { currentTime: now };
      case "Authorize":
        return { idTagInfo: infoOf(payload["idTag"]) };
      case "StartTransaction":
        return { transactionId: this.#begin(payload), idTagInfo: infoOf(payload["idTag"]) };
      case "StopTransaction":
        this.#end(payload);
        return {};
      case "DataTransfer":
        return { status: "UnknownVendorId" };
      default:
        return {};
    }
  }

  #begin(payload: Json): number {
    const number = 70_000 + this.#transactions.size;
    this.#transactions.set(number, { meterStart: Number(payload["meterStart"]), isStopped: false });
    return number;
  }

  #end(payload: Json): void {
    const transaction = this.#transactions.get(Number(payload["transactionId"]));
    if (transaction === undefined) {
      this.#problems.push(`a stop of an unknown transaction: ${JSON.stringify(payload)}`);
      return;
    }
    if (transaction.isStopped) this.#problems.push(`a second stop: ${JSON.stringify(payload)}`);
    if (Number(payload["meterStop"]) < transaction.meterStart) this.#problems.push("the meter ran backwards");
    transaction.isStopped = true;
  }
}

function infoOf(idTag: unknown): object {
  const token = TOKENS.find((each) => each.idTag === idTag);
  if (token === undefined) return { status: "Invalid" };
  return { status: token.status, ...("parentIdTag" in token ? { parentIdTag: token.parentIdTag } : {}) };
}

/** A text message comes as one buffer unless the socket is told otherwise. */
function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString("utf8") : "";
}
