import { connect as connectTcp, isIP, type LookupFunction, type Socket } from "node:net";
import { connect as connectTls, createSecureContext, type SecureContext, type TLSSocket } from "node:tls";
import type { Cancel, Clock } from "#hal/core/clock";
import { AgentError, describeError } from "#hal/core/errors";
import type { Millis } from "#hal/core/units";
import type { CertificateTime, ConnectFailure, CsmsTls } from "#agent/ports/csms-link";
import { tlsContextOptions, trustedRoots } from "#agent/ocpp/rpc-tls-context";
import { judgeServer, type TlsTrouble } from "#agent/ocpp/rpc-tls-judge";
import type { Certificate } from "#agent/security/certificate";

export interface TlsDialOptions {
  readonly tls: CsmsTls;
  readonly clock: Clock;
  /** How long the handshake may take once the peer has taken the call. */
  readonly deadline: Millis;
  readonly certificateTime: () => CertificateTime;
  /** How names become addresses; the system's way unless given. */
  readonly lookup?: LookupFunction;
}

/** What ws hands to whoever makes its connections. */
export interface DialAddress {
  readonly host: string;
  readonly port: number | string;
}

export type DialDone = (error: Error | null, socket?: TLSSocket) => void;

/** What OpenSSL sends when it has nothing in common with us: one record with an alert. */
const ALERT_BYTES = 7;

/**
 * One TLS connection, given away when the server has been judged and not before: nothing that we would say, credentials least of all, can reach a
 * server that failed. Sessions are not resumed, so that each connection is judged on what the server shows now.
 */
export class TlsDial {
  readonly #options: TlsDialOptions;
  #abandon: () => void = () => undefined;
  #isAbandoned = false;
  #trouble: TlsTrouble | undefined;
  #isTrusted = false;
  #root: Certificate | undefined;

  constructor(options: TlsDialOptions) {
    this.#options = options;
  }

  /** SHA-256 fingerprint of the root that stands behind the server. */
  trustedRoot(): string | undefined {
    return this.#root?.x509.fingerprint256;
  }

  /** What the failure of the whole attempt is when it was about TLS and the error does not say so. */
  failure(error: unknown): ConnectFailure | undefined {
    if (this.#trouble !== undefined) return { kind: "tls", ...this.#trouble };
    // Some servers, those on Node among them, send no alert to a client they do not accept: they hang up when the handshake is over.
    const hasHungUp = this.#isTrusted && error instanceof Error && "code" in error && error.code === "ECONNRESET";
    if (!hasHungUp || this.#options.tls.client === undefined) return undefined;
    return { kind: "tls", reason: "clientRefused", detail: "the CSMS hung up when it had seen our certificate" };
  }

  /** Ends an attempt that is still going on; a connection given away is not touched. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#abandon();
  }

  connect(address: DialAddress, done: DialDone): void {
    const context = this.#isAbandoned ? abandoned() : this.#context();
    if (context instanceof AgentError) {
      done(context);
      return;
    }
    const { lookup } = this.#options;
    const tcp = connectTcp({
      host: address.host,
      port: Number(address.port),
      noDelay: true,
      ...(lookup === undefined ? {} : { lookup }),
    });
    const attempt = new Attempt(tcp, done, (error) => this.#explained(error, tcp));
    this.#abandon = () => {
      attempt.fail(abandoned());
    };
    tcp.once("connect", () => {
      attempt.cancelDeadline = this.#options.clock.after(this.#options.deadline, () => {
        attempt.fail(this.#troubled({ reason: "tooSlow", detail: "the TLS handshake took too long" }));
      });
      this.#secure(address.host, tcp, context, attempt);
    });
  }

  #secure(host: string, tcp: Socket, { secureContext, roots, alpn }: Context, attempt: Attempt): void {
    const { tls, clock, certificateTime } = this.#options;
    const socket = connectTls({
      socket: tcp,
      secureContext,
      ALPNProtocols: alpn,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      // Judged below, before anything is sent; Node's own refusal would hide the better reason.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
    attempt.watch(socket);
    socket.once("secureConnect", () => {
      const onRoot = (root: Certificate) => {
        this.#root = root;
      };
      const trouble = judgeServer(socket, { host, tls, roots, onRoot, now: clock.now(), time: certificateTime() });
      this.#isTrusted = trouble === undefined;
      if (trouble === undefined) attempt.succeed(socket);
      else attempt.fail(this.#troubled(trouble));
    });
  }

  /** Made anew each time: keys and roots change while we run. */
  #context(): Context | AgentError {
    const { tls } = this.#options;
    const roots = trustedRoots(tls);
    if (!roots.ok) return this.#troubled({ reason: "ownSettings", detail: roots.reason });
    try {
      const { ALPNProtocols: alpn, ...options } = tlsContextOptions(tls);
      return { secureContext: createSecureContext(options), roots: roots.value, alpn };
    } catch (error) {
      return this.#troubled({ reason: "ownSettings", detail: describeError(error) });
    }
  }

  /**
   * "Handshake failure" as the first word of the server is the answer to our list of suites. Later, when its own certificate has been taken, it means that it
   * wants one of ours.
   */
  #explained(error: Error, tcp: Socket): Error {
    if (!/alert handshake failure/i.test(error.message)) return error;
    const reason = tcp.bytesRead <= ALERT_BYTES ? "cipherSuite" : "clientRefused";
    return this.#troubled({ reason, detail: error.message.trim() });
  }

  #troubled(trouble: TlsTrouble): AgentError {
    this.#trouble = trouble;
    return new AgentError("csms.tls", trouble.detail, { reason: trouble.reason });
  }
}

interface Context {
  readonly secureContext: SecureContext;
  readonly roots: readonly Certificate[];
  readonly alpn: string[];
}

const abandoned = () => new AgentError("csms.abandoned", "given up before it was connected");

/** One try with its sockets, settled once. */
class Attempt {
  cancelDeadline: Cancel = () => undefined;
  readonly #tcp: Socket;
  readonly #done: DialDone;
  readonly #explained: (error: Error) => Error;
  #socket: TLSSocket | undefined;
  #isSettled = false;

  constructor(tcp: Socket, done: DialDone, explained: (error: Error) => Error) {
    this.#tcp = tcp;
    this.#done = done;
    this.#explained = explained;
    tcp.on("error", (error) => {
      this.fail(error);
    });
  }

  watch(socket: TLSSocket): void {
    this.#socket = socket;
    // Stays for good: between here and its next owner an error would otherwise end the process.
    socket.on("error", (error: Error) => {
      this.fail(this.#explained(error));
    });
    socket.on("close", () => {
      this.fail(new AgentError("csms.closed", "the peer hung up in the TLS handshake"));
    });
  }

  succeed(socket: TLSSocket): void {
    if (!this.#settle()) return;
    this.#done(null, socket);
  }

  fail(error: Error): void {
    if (!this.#settle()) return;
    this.#socket?.destroy();
    this.#tcp.destroy();
    this.#done(error);
  }

  #settle(): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    this.cancelDeadline();
    return true;
  }
}
