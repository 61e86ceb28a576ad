import type { Server } from "node:http";
import ocppRpc, { type RPCServer } from "ocpp-rpc";
import type { Clock } from "#hal/core/clock";
import { AgentError, describeError } from "#hal/core/errors";
import { type Listenable, Signal } from "#hal/core/signal";
import { CsmsDesk, type DeskReply } from "#simulator/csms/csms-desk";
import { closeDoor, type CsmsDoor, isWelcome, openDoor } from "#simulator/csms/csms-door";
import type { CsmsScript } from "#simulator/csms/csms-script";
import {
  type CsmsSettings,
  type CsmsState,
  type CsmsTransaction,
  defaultCsmsSettings,
} from "#simulator/csms/csms-state";
import type { MessageRecord, RecordedMessage } from "#simulator/csms/message-record";
import { fieldsOf, numberField, textField } from "#simulator/csms/payload-fields";

export interface VirtualCsmsOptions extends CsmsDoor {
  readonly clock: Clock;
  readonly settings?: Partial<CsmsSettings>;
  /** Port on 127.0.0.1; absent or 0 for any free one. */
  readonly port?: number;
  /** Signs certificate requests (PEM); the chain that it gives goes to the station, undefined sends nothing. */
  readonly sign?: (request: string, station: string) => Promise<string | undefined>;
  /** Real milliseconds that a station has for answering `call`. */
  readonly callTimeoutMs?: number;
}

/** A station came or went. */
export interface StationConnection {
  readonly station: string;
  readonly isConnected: boolean;
}

/** What this file uses of an ocpp-rpc client; the package's own types leave most of it open. */
interface StationSocket {
  readonly identity?: string | undefined;
  handle(
    handler: (call: { method?: string; params?: unknown; messageId?: string }) => Promise<Record<string, unknown>>,
  ): void;
  call(action: string, payload: object): Promise<unknown>;
  close(options: { code?: number; reason?: string; force?: boolean }): Promise<unknown>;
  on(event: string, listener: (event: unknown) => void): unknown;
}

/** A CommonJS package: node finds not all of its names when they are imported one by one. */
const { createRPCError, NOREPLY } = ocppRpc;

const SUBPROTOCOL = "ocpp1.6";

/** An OCPP 1.6 back end on the loopback interface, for rehearsals and tests. Its conduct is settings and a script. */
export class VirtualCsms {
  readonly connections: Listenable<StationConnection>;
  readonly #options: VirtualCsmsOptions;
  readonly #desk: CsmsDesk;
  readonly #connections = new Signal<StationConnection>();
  readonly #stations = new Map<string, StationSocket>();
  readonly #sequences = new WeakMap<object, number>();
  #door: CsmsDoor;
  #server: RPCServer | undefined;
  #http: Server | undefined;
  #isRefusing = false;

  constructor(options: VirtualCsmsOptions) {
    this.#options = options;
    this.#door = options;
    this.#desk = new CsmsDesk({ ...defaultCsmsSettings, ...options.settings }, options.clock);
    this.connections = this.#connections;
  }

  /** Listens. Rejects with AgentError `csms.listen-failed`. */
  async start(): Promise<void> {
    const server = new ocppRpc.RPCServer({
      protocols: [SUBPROTOCOL],
      strictMode: false,
      callTimeoutMs: this.#options.callTimeoutMs ?? 10_000,
    });
    server.auth((accept, reject, handshake) => {
      if (this.#isRefusing) reject(503, "Not now");
      else if (isWelcome(this.#door, handshake.password)) accept();
      else reject(401, "Wrong password");
    });
    server.on("client", (socket: StationSocket) => {
      this.#welcome(socket);
    });
    this.#server = server;
    try {
      this.#http = await openDoor(server, this.#door, this.#options.port ?? 0);
    } catch (error) {
      throw new AgentError(
        "csms.listen-failed",
        "the virtual back end cannot listen",
        { port: this.#options.port },
        error,
      );
    }
  }

  /** Hangs up on everybody and gives the port back. */
  async stop(): Promise<void> {
    const http = this.#http;
    await this.#server?.close({ code: 1001, reason: "Going away", force: true });
    if (http !== undefined) await closeDoor(http);
    this.#server = undefined;
    this.#http = undefined;
    this.#stations.clear();
  }

  /** Sends everybody away and goes on behind another door on the same port. */
  async changeDoor(door: CsmsDoor): Promise<void> {
    const [server, http, port] = [this.#server, this.#http, this.port()];
    if (server === undefined || http === undefined) return;
    const closed = closeDoor(http);
    await this.#hangUpAll();
    await closed;
    this.#door = door;
    this.#http = await openDoor(server, door, port);
  }

  /** The port on 127.0.0.1. Throws AgentError `csms.not-started`. */
  port(): number {
    const address = this.address();
    if (address === undefined) throw new AgentError("csms.not-started", "not listening");
    return address.port;
  }

  /** Where it listens; undefined while it does not. */
  address(): { readonly host: string; readonly port: number } | undefined {
    const address = this.#http?.address();
    return typeof address === "object" && address !== null ? { host: "127.0.0.1", port: address.port } : undefined;
  }

  /** What a station is configured with; it appends its identity. */
  url(): string {
    const scheme = this.#door.tls === undefined ? "ws" : "wss";
    return `${scheme}://127.0.0.1:${String(this.port())}`;
  }

  get script(): CsmsScript {
    return this.#desk.script;
  }

  get record(): MessageRecord {
    return this.#desk.record;
  }

  /** The latest messages in both directions, oldest first. */
  get messages(): readonly RecordedMessage[] {
    return this.#desk.record.messages();
  }

  state(): CsmsState {
    return this.#desk.state();
  }

  transaction(id: number): CsmsTransaction | undefined {
    return this.#desk.state().transactions.get(id);
  }

  /** Changes settings from now on. */
  configure(settings: Partial<CsmsSettings>): void {
    this.#desk.configure(settings);
  }

  connected(): readonly string[] {
    return [...this.#stations.keys()];
  }

  /** Answers new connections with HTTP 503 until told otherwise. */
  refuseConnections(isRefusing: boolean): void {
    this.#isRefusing = isRefusing;
  }

  /** Closes the connection of one station or of all. */
  async disconnect(station?: string): Promise<void> {
    const sockets = [...this.#stations].filter(([identity]) => station === undefined || identity === station);
    await Promise.all(sockets.map(([, socket]) => socket.close({ code: 1001, reason: "Closed by the operator" })));
  }

  /**
   * Sends a CALL and resolves with the result's payload. Without `station` it goes to the one that is connected.
   * Rejects with AgentError `csms.not-connected`, `csms.timeout`, `csms.closed` or `csms.call-error` (details: errorCode, errorDescription).
   */
  async call(action: string, payload: object, station?: string): Promise<unknown> {
    const identity = station ?? this.connected()[0];
    const socket = identity === undefined ? undefined : this.#stations.get(identity);
    if (socket === undefined) throw new AgentError("csms.not-connected", "no such station is connected", { station });
    const params = { ...payload };
    try {
      const result = await socket.call(action, params);
      this.#close(params, { kind: "result", payload: result });
      return result;
    } catch (error) {
      throw this.#callFailure(action, params, error);
    }
  }

  async #hangUpAll(): Promise<void> {
    await Promise.all([...this.#stations.values()].map((socket) => socket.close({ force: true })));
  }

  /** The answer to the request has left by then. */
  async #sign(station: string, request: string): Promise<void> {
    const certificateChain = await this.#options.sign?.(request, station);
    if (certificateChain !== undefined) await this.call("CertificateSigned", { certificateChain }, station);
  }

  #welcome(socket: StationSocket): void {
    const station = socket.identity ?? "";
    const former = this.#stations.get(station);
    this.#stations.set(station, socket);
    if (former !== undefined) hangUp(former);
    socket.handle(async ({ method = "", params, messageId = "" }) => {
      const reply = await this.#desk.receive({ station, action: method, payload: params, id: messageId });
      const request = method === "SignCertificate" ? textField(params, "csr") : undefined;
      // A station that has gone meanwhile asks again.
      if (request !== undefined && isAccepted(reply)) this.#sign(station, request).catch(() => undefined);
      return toRpc(reply, socket);
    });
    socket.on("call", (event) => {
      this.#recordOutbound(station, event);
    });
    socket.on("close", () => {
      if (this.#stations.get(station) !== socket) return;
      this.#stations.delete(station);
      this.#connections.emit({ station, isConnected: false });
    });
    this.#connections.emit({ station, isConnected: true });
  }

  /** The package makes the message id and tells it in this event only. */
  #recordOutbound(station: string, event: unknown): void {
    const { outbound, payload } = fieldsOf(event);
    if (outbound !== true || !Array.isArray(payload)) return;
    const [, id, action, params] = payload as readonly unknown[];
    if (typeof id !== "string" || typeof action !== "string" || typeof params !== "object" || params === null) return;
    this.#sequences.set(params, this.#desk.record.open({ direction: "sent", station, action, id, payload: params }));
  }

  #close(params: object, answer: Parameters<MessageRecord["close"]>[1]): void {
    const sequence = this.#sequences.get(params);
    if (sequence !== undefined) this.#desk.record.close(sequence, answer);
  }

  #callFailure(action: string, params: object, error: unknown): AgentError {
    const errorCode = textField(error, "rpcErrorCode");
    const errorDescription = describeError(error);
    if (errorCode !== undefined) {
      this.#close(params, { kind: "error", code: errorCode, description: errorDescription });
      return new AgentError(
        "csms.call-error",
        "the station answered with an error",
        { action, errorCode, errorDescription },
        error,
      );
    }
    this.#close(params, { kind: "none", why: errorDescription });
    const isTimeout = error instanceof Error && error.message === "Call timeout";
    const code = isTimeout ? "csms.timeout" : "csms.closed";
    return new AgentError(code, "the station did not answer", { action }, error);
  }
}

function isAccepted(reply: DeskReply): boolean {
  return reply.kind === "result" && textField(reply.payload, "status") === "Accepted";
}

function rpcError(code: string, description: string): Error {
  const error: unknown = createRPCError(code, description);
  return error instanceof Error ? error : new AgentError("csms.no-error", description, { code });
}

/** Ends a connection without a word. One that has ended by itself meanwhile is as good. */
function hangUp(socket: StationSocket): void {
  socket.close({ force: true }).catch(() => undefined);
}

function toRpc(reply: DeskReply, socket: StationSocket): Record<string, unknown> {
  switch (reply.kind) {
    case "result":
      return { ...reply.payload };
    case "error":
      throw rpcError(reply.code, reply.description);
    case "hangUp":
      hangUp(socket);
      return NOREPLY;
    case "silence":
      return NOREPLY;
  }
}

/** The transaction number in a StartTransaction's answer, for callers that follow one. */
export function transactionNumberIn(message: RecordedMessage): number | undefined {
  return message.answer?.kind === "result" ? numberField(message.answer.payload, "transactionId") : undefined;
}
