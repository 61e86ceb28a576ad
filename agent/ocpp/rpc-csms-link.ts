import type { LookupFunction } from "node:net";
import type { AbortSignalLike, Clock } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import { type Millis, millis, seconds } from "#hal/core/units";
import type {
  CertificateTime,
  CallHandler,
  ConnectFailure,
  ConnectResult,
  CsmsLink,
  CsmsTarget,
} from "#agent/ports/csms-link";
import type { RPCClient } from "ocpp-rpc";
import { connectFailure } from "#agent/ocpp/rpc-connect-failure";
import { guardDepth } from "#agent/ocpp/rpc-depth-guard";
import { RpcConnection, type RpcSocket } from "#agent/ocpp/rpc-connection";
import type { DefectAnswer, FrameDefect } from "#agent/ocpp/rpc-frame";
import { InboundCalls } from "#agent/ocpp/rpc-inbound-calls";
import { loadRpcLibrary, type RpcLibrary } from "#agent/ocpp/rpc-library";
import { rpcAddress, type RpcAddress } from "#agent/ocpp/rpc-target";
import { type SocketWishes, socketOptions } from "#agent/ocpp/rpc-socket-options";
import { TlsDial } from "#agent/ocpp/rpc-tls-dial";

export interface RpcCsmsLinkOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** How long the whole handshake may take; 30 s unless given. */
  readonly connectTimeout?: Millis;
  /** How long the TLS handshake may take of that; 15 s unless given, which a modem with an RSA certificate needs half of. */
  readonly tlsTimeout?: Millis;
  /** By the clock unless given, which may not have been set yet. */
  readonly certificateTime?: () => CertificateTime;
  /** How the name of a CSMS becomes an address over TLS; the system's way unless given. */
  readonly lookup?: LookupFunction;
  /** Offers permessage-deflate. Off unless given: it costs memory for each connection and saves little at 2 kB a message. */
  readonly isCompressionOffered?: boolean;
  /** Answers to frames that are none; no answer unless given. */
  readonly answerTo?: DefectAnswer;
}

/** Node rings a longer timer at once. */
const LONGEST_TIMER = millis(2 ** 31 - 1);

/** Connections over ocpp-rpc and ws, one client each. The packages' own timers (calls, pings, closing) run on real time, whatever the clock. */
export class RpcCsmsLink implements CsmsLink {
  readonly #options: RpcCsmsLinkOptions;
  readonly #inbound: InboundCalls;
  #library: RpcLibrary | undefined;

  constructor(options: RpcCsmsLinkOptions) {
    this.#options = options;
    this.#inbound = new InboundCalls(options.clock, (error, action) => {
      options.log.error({ error, action }, "csms.call-failed");
    });
  }

  async connect(target: CsmsTarget, handler: CallHandler, abort: AbortSignalLike): Promise<ConnectResult> {
    const address = rpcAddress(target);
    if (!address.ok) return { ok: false, failure: { kind: "unreachable", detail: address.reason } };
    if (abort.aborted) return aborted;
    // Not before it is needed: the hardware comes first.
    this.#library ??= loadRpcLibrary();
    const library = this.#library;
    const dial = address.value.isSecure ? this.#tlsDial(target) : undefined;
    const wishes: SocketWishes = {
      dial,
      maxMessageBytes: target.maxMessageBytes,
      isCompressionOffered: this.#options.isCompressionOffered ?? false,
      onError: (error) => {
        connection.troubled(error.message);
      },
    };
    const client = new library.RPCClient(this.#clientOptions(target, address.value, wishes));
    const connection = new RpcConnection({
      socket: socketOf(client, library),
      handler,
      inbound: this.#inbound,
      answerTo: this.#options.answerTo ?? (() => undefined),
    });
    guardDepth(client, (id) => {
      this.#options.log.debug({ defect: "tooDeep" }, "csms.bad-frame");
      connection.refuse(id, "nested too deeply");
    });
    this.#listen(client, library, connection);
    this.#watchPings(client, connection, target.pingInterval);
    return this.#opened({ client, connection, dial, limit: target.connectLimit }, abort);
  }

  #tlsDial({ tls = {} }: CsmsTarget): TlsDial {
    const { clock, tlsTimeout, certificateTime, lookup } = this.#options;
    return new TlsDial({
      tls,
      clock,
      ...(lookup === undefined ? {} : { lookup }),
      deadline: tlsTimeout ?? seconds(15),
      certificateTime: certificateTime ?? (() => ({ at: clock.now(), isLowerBound: false })),
    });
  }

  async #opened({ client, connection, dial, limit: wanted }: Opening, abort: AbortSignalLike): Promise<ConnectResult> {
    const { clock } = this.#options;
    const limit = { isPassed: false };
    const giveUp = () => {
      client.close().catch(() => undefined);
      dial?.abandon();
    };
    const cancelLimit = clock.after(wanted ?? this.#options.connectTimeout ?? seconds(30), () => {
      limit.isPassed = true;
      giveUp();
    });
    abort.addEventListener("abort", giveUp);
    try {
      await client.connect();
    } catch (error) {
      if (abort.aborted) return aborted;
      if (limit.isPassed) return { ok: false, failure: tooSlow };
      return { ok: false, failure: dial?.failure(error) ?? connectFailure(error) };
    } finally {
      cancelLimit();
      abort.removeEventListener("abort", giveUp);
    }
    // Asked to stop in the same moment as the handshake ended.
    if (abort.aborted) {
      await connection.close(1001);
      return aborted;
    }
    connection.opened(client.protocol ?? "", dial?.trustedRoot());
    this.#releaseSoon(connection);
    return { ok: true, connection };
  }

  /** The caller learns of the connection before the peer's first call reaches the handler. */
  #releaseSoon(connection: RpcConnection): void {
    const cancel = this.#options.clock.after(millis(0), () => {
      connection.release();
    });
    connection.closed.then(cancel).catch(() => undefined);
  }

  #clientOptions(
    target: CsmsTarget,
    address: RpcAddress,
    wishes: SocketWishes,
  ): ConstructorParameters<typeof RPCClient>[0] {
    return {
      identity: target.identity,
      endpoint: address.endpoint,
      query: address.query,
      headers: address.headers,
      password: null,
      protocols: [...target.subprotocols],
      pingIntervalMs: target.pingInterval,
      wsOpts: socketOptions(wishes),
      reconnect: false,
      callConcurrency: 1,
      callTimeoutMs: seconds(30),
      strictMode: false,
      ...clientDefaults,
    };
  }

  #listen(client: RPCClient, library: RpcLibrary, connection: RpcConnection): void {
    // Calls are taken from the event and answered by the connection, so that the client cannot change a code, keep an answer for a later
    // connection, or swallow a call for its id.
    client.handle(() => Promise.resolve(library.NOREPLY));
    client.on("call", ({ outbound, payload }: { readonly outbound: boolean; readonly payload: readonly unknown[] }) => {
      if (outbound) connection.calling(payload);
      else connection.receive(payload);
    });
    client.on("response", (event: { readonly outbound: boolean; readonly payload: readonly unknown[] }) => {
      if (!event.outbound) connection.answered(event.payload);
    });
    client.on("badMessage", (event: { readonly error: unknown; readonly response: readonly unknown[] | null }) => {
      const defect = defectOf(event.error);
      this.#options.log.debug({ defect }, "csms.bad-frame");
      if (event.response !== null) connection.puzzled(defect, String(event.response[1]));
    });
    client.on("close", (event: { readonly code: number; readonly reason: string }) => {
      connection.ended(event.code, event.reason);
    });
  }

  /** The client drops a peer that left a ping unanswered without saying so: by then the last pong is two intervals old. */
  #watchPings(client: RPCClient, connection: RpcConnection, interval: Millis): void {
    if (interval <= 0) return;
    const { clock } = this.#options;
    let lastPong = clock.uptime();
    const heard = () => {
      lastPong = clock.uptime();
    };
    client.on("open", heard);
    client.on("ping", heard);
    client.on("disconnect", () => {
      if (clock.uptime() - lastPong > 1.5 * interval) connection.troubled("no answer to a ping");
    });
  }
}

/** What belongs to one attempt. */
interface Opening {
  readonly client: RPCClient;
  readonly connection: RpcConnection;
  readonly dial: TlsDial | undefined;
  readonly limit: Millis | undefined;
}

const aborted: ConnectResult = { ok: false, failure: { kind: "aborted", detail: "given up before it was connected" } };

const tooSlow: ConnectFailure = { kind: "unreachable", detail: "the handshake took too long" };

/** Demanded by the client's types although it has them by itself; without effect when it does not reconnect and is not strict. */
const clientDefaults = {
  deferPingsOnActivity: false,
  respondWithDetailedErrors: false,
  maxBadMessages: Infinity,
  maxReconnects: 0,
  strictModeValidators: [],
  backoff: { initialDelay: 1000, maxDelay: 10_000, factor: 2, randomisationFactor: 0.25 },
};

function socketOf(client: RPCClient, library: RpcLibrary): RpcSocket {
  const sendRaw = client.sendRaw.bind(client);
  // What the client sends of its own accord are errors with codes that 1.6 does not have, to frames that 1.6 wants ignored.
  client.sendRaw = (text) => {
    if (!text.startsWith("[4,")) sendRaw(text);
  };
  return {
    isOpen: () => client.state === library.RPCClient.OPEN,
    call: (action, payload, timeout) =>
      client.call(action, payload, { callTimeoutMs: Math.min(Math.max(timeout, 1), LONGEST_TIMER) }),
    close: (code) => client.close({ code }),
    send: sendRaw,
    isTimeout: (error) => error instanceof library.TimeoutError,
  };
}

function defectOf(error: unknown): FrameDefect {
  const code = error instanceof Error && "rpcErrorCode" in error ? error.rpcErrorCode : undefined;
  return code === "MessageTypeNotSupported" ? "unknownMessageType" : "unreadableFrame";
}
