import type { TlsReason } from "#agent/ports/csms-link";

/** OpenSSL's verdicts on a chain and Node's own, by the names that Node gives them as error codes. */
const verdicts: Readonly<Record<string, TlsReason>> = {
  CERT_HAS_EXPIRED: "certificateExpired",
  CERT_NOT_YET_VALID: "certificateNotYetValid",
  ERR_TLS_CERT_ALTNAME_INVALID: "hostName",
  HOSTNAME_MISMATCH: "hostName",
  UNABLE_TO_GET_ISSUER_CERT: "untrusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "untrusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "untrusted",
  DEPTH_ZERO_SELF_SIGNED_CERT: "untrusted",
  SELF_SIGNED_CERT_IN_CHAIN: "untrusted",
  CERT_SIGNATURE_FAILURE: "untrusted",
  CERT_UNTRUSTED: "untrusted",
  CERT_REJECTED: "untrusted",
  UNABLE_TO_DECRYPT_CERT_SIGNATURE: "untrusted",
  UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: "untrusted",
  INVALID_CA: "notACa",
  PATH_LENGTH_EXCEEDED: "pathLength",
  INVALID_PURPOSE: "keyUsage",
  CERT_CHAIN_TOO_LONG: "chainTooLong",
  CERT_REVOKED: "revoked",
  UNABLE_TO_GET_CRL: "revocationUnknown",
  UNABLE_TO_DECRYPT_CRL_SIGNATURE: "revocationUnknown",
  CRL_SIGNATURE_FAILURE: "revocationUnknown",
  CRL_NOT_YET_VALID: "revocationUnknown",
  CRL_HAS_EXPIRED: "revocationUnknown",
  UNSPECIFIED: "untrusted",
  // Of the whole handshake that got stuck before anything was judged.
  ERR_TLS_HANDSHAKE_TIMEOUT: "tooSlow",
};

/**
 * What OpenSSL says of a handshake that broke, in the words it uses in codes (with underscores) and in texts (with blanks). "alert" are the words of the peer.
 * The first that fits counts.
 */
const troubles: readonly (readonly [RegExp, TlsReason])[] = [
  [/alert protocol version|unsupported protocol|version too low|wrong ssl version/, "protocolVersion"],
  [/alert insufficient security|wrong cipher returned|unknown cipher returned|dh key too small/, "cipherSuite"],
  [
    /alert (bad certificate|unsupported certificate|certificate (revoked|expired|unknown|required)|unknown ca|access denied)/,
    "clientRefused",
  ],
  [/ee key too small|ca key too small/, "weakKey"],
  [/ca md too weak/, "weakSignature"],
  [/excessive message size|certificate length mismatch/, "chainTooLong"],
];

/** Codes that tell of TLS without saying more. */
const tlsCode = /^(ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/;

/** The reason in an error of Node's, or undefined when the error is not about TLS. */
export function tlsReasonOf(code: string, text: string): TlsReason | undefined {
  const verdict = verdicts[code];
  if (verdict !== undefined) return verdict;
  if (!tlsCode.test(code)) return undefined;
  const words = `${code} ${text}`.toLowerCase().replaceAll("_", " ");
  return troubles.find(([pattern]) => pattern.test(words))?.[1] ?? "handshake";
}
