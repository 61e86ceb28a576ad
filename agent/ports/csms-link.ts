import type { AbortSignalLike } from "#hal/core/clock";
import type { Listenable } from "#hal/core/signal";
import type { EpochMillis, Millis } from "#hal/core/units";

/** Where to connect and as whom. */
export interface CsmsTarget {
  /** ws or wss URL without the identity; the identity is appended percent-encoded. */
  readonly url: string;
  readonly identity: string;
  /** Subprotocols in order of preference. */
  readonly subprotocols: readonly string[];
  /** Password of HTTP Basic; raw bytes, because the 1.6 key is binary. */
  readonly password?: Uint8Array;
  /** Seconds between WebSocket pings; 0 for none. A peer that did not answer by the next ping is dropped. */
  readonly pingInterval: Millis;
  /** The largest incoming message in bytes; a larger one ends the connection. */
  readonly maxMessageBytes: number;
  /** How long the whole handshake may take, where that is less than usual. */
  readonly connectLimit?: Millis;
  /** How to know the CSMS at a wss URL, and who we are to it. Without it the public roots that come with the platform are trusted. */
  readonly tls?: CsmsTls;
}

/** Whom to trust over TLS and what to show. Certificates and keys are PEM texts. */
export interface CsmsTls {
  /** Trusted roots; a text may hold several certificates. None at all trusts nobody; absent trusts the public roots of the platform. */
  readonly roots?: readonly string[];
  /** False trusts a certificate of these roots whatever server it was made for. True unless given. */
  readonly verifyServerName?: boolean;
  /** Takes `*.example.com` for `csms.example.com` (AllowCSMSTLSWildcards). False unless given. */
  readonly allowsWildcards?: boolean;
  /** Takes a server certificate that does not say what its key is for. False unless given: it has to say `serverAuth`. */
  readonly allowsMissingKeyPurpose?: boolean;
  /** Offers the suites without forward secrecy too that OCPP demands of a CSMS with an RSA certificate. False unless given. */
  readonly allowsStaticRsa?: boolean;
  /** Revocation lists. When there are any, each authority of the chain needs one that is still valid. */
  readonly revocationLists?: readonly string[];
  /** What we show when the CSMS asks who we are (security profile 3). */
  readonly client?: ClientCredentials;
}

/** The time by which certificates are judged. */
export interface CertificateTime {
  readonly at: EpochMillis;
  /** Nobody vouches for the clock: `at` is known to have passed, and how long ago nobody knows. What begins later is then taken. */
  readonly isLowerBound: boolean;
}

export interface ClientCredentials {
  /** Our certificate first, then those that signed it up to but without the root. */
  readonly chain: string;
  readonly privateKey: string;
  /** Only for an encrypted key. */
  readonly passphrase?: string;
}

/** What was wrong with the TLS connection. The first group is about the certificate of the CSMS. */
export type TlsReason =
  | "certificateExpired"
  | "certificateNotYetValid"
  /** It was made for another server. */
  | "hostName"
  /** No trusted root stands behind it. */
  | "untrusted"
  /** One of those that signed it is no certificate authority. */
  | "notACa"
  /** An authority allows fewer authorities below it. */
  | "pathLength"
  /** Its key is for something else. */
  | "keyUsage"
  | "weakSignature"
  | "weakKey"
  | "revoked"
  /** There are revocation lists but none, or no valid one, for an authority of the chain. */
  | "revocationUnknown"
  /** It carries a condition that is not understood and must not be passed over. */
  | "unknownCondition"
  /** More certificates than any honest chain has. */
  | "chainTooLong"
  | "malformedCertificate"
  /** The CSMS speaks no version from 1.2 on. */
  | "protocolVersion"
  /** The CSMS has no suite in common with us. */
  | "cipherSuite"
  /** The CSMS does not take our certificate, or wants one and we have none. */
  | "clientRefused"
  /** Our own roots, certificate or key cannot be used. */
  | "ownSettings"
  /** The peer did not finish the handshake in time. */
  | "tooSlow"
  /** Anything else, a peer that does not speak TLS included. */
  | "handshake";

/** Why no connection came about, told apart because different things follow. */
export type ConnectFailure =
  | { readonly kind: "unreachable"; readonly detail: string }
  | { readonly kind: "refused"; readonly httpStatus: number; readonly detail: string }
  | { readonly kind: "noSubprotocol"; readonly detail: string }
  | { readonly kind: "tls"; readonly reason: TlsReason; readonly detail: string }
  | { readonly kind: "aborted"; readonly detail: string };

/** An answer to a CALL of the peer. `silence` sends nothing (a rejected 1.6 station answers nobody). */
export type CallReply =
  | {
      readonly kind: "result";
      readonly payload: object;
      /** Runs after the answer has left, never before. */ readonly afterwards?: () => void;
    }
  | { readonly kind: "error"; readonly code: string; readonly description: string; readonly details?: object }
  | { readonly kind: "silence" };

export type CallHandler = (action: string, payload: unknown, messageId: string) => Promise<CallReply>;

/** One frame as it passed, for logs, status pages and traces. */
export interface Traffic {
  readonly direction: "sent" | "received";
  readonly frame: readonly unknown[];
}

/** One WebSocket connection and no more: it is never reopened. */
export interface CsmsConnection {
  /** The subprotocol that the CSMS chose. */
  readonly subprotocol: string;
  /** Sends one CALL and resolves with the result's payload. The caller keeps one call outstanding at a time.
   * Rejects with AgentError `csms.timeout`, `csms.closed` (details: closeCode, where the peer gave one), or `csms.call-error` (details: errorCode,
   * errorDescription). */
  call(action: string, payload: object, timeout: Millis): Promise<unknown>;
  /** SHA-256 fingerprint of the root that vouches for the CSMS; absent without TLS. */
  readonly trustedRoot?: string | undefined;
  /** True until the connection has ended for whatever reason. */
  isOpen(): boolean;
  /** Told once, with a short reason for logs. */
  readonly closed: Promise<string>;
  readonly traffic: Listenable<Traffic>;
  /** Closes with the given WebSocket code and resolves when it is closed; a peer that does not answer is dropped after a second. */
  close(code: number): Promise<void>;
}

export type ConnectResult =
  { readonly ok: true; readonly connection: CsmsConnection } | { readonly ok: false; readonly failure: ConnectFailure };

/** Makes connections; knows nothing of OCPP's rules. */
export interface CsmsLink {
  connect(target: CsmsTarget, handler: CallHandler, abort: AbortSignalLike): Promise<ConnectResult>;
}
