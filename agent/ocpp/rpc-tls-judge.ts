import type { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type { TLSSocket } from "node:tls";
import type { EpochMillis } from "#hal/core/units";
import type { CertificateTime, CsmsTls, TlsReason } from "#agent/ports/csms-link";
import { tlsReasonOf } from "#agent/ocpp/rpc-tls-reason";
import { type Certificate, certificateOf } from "#agent/security/certificate";
import { checkChain } from "#agent/security/chain-check";

export interface TlsTrouble {
  readonly reason: TlsReason;
  readonly detail: string;
}

/** What a server is judged by once the handshake is over. */
export interface TlsJudgement {
  /** As in the URL, without brackets. */
  readonly host: string;
  readonly tls: CsmsTls;
  readonly roots: readonly Certificate[];
  /** Told of the root that stands behind a server that is taken. */
  readonly onRoot?: (root: Certificate) => void;
  /** Never earlier than what is known to have passed, whatever the clock says. */
  readonly time: CertificateTime;
  /** The time of the platform's own check. */
  readonly now: EpochMillis;
}

/** Name constraints, policies: OpenSSL has judged them in the handshake. */
const judgedByPlatform: ReadonlySet<string> = new Set([
  "2.5.29.30",
  "2.5.29.32",
  "2.5.29.33",
  "2.5.29.36",
  "2.5.29.54",
]);
/** A peer can send thousands of small ones; so many are read at most, which is enough to see that they are too many. */
const MOST_READ = 12;

/**
 * Why this server is not to be trusted, or undefined. Two have to agree, the platform and our own check: the platform's lets in certificates that name no
 * purpose or carry their name in the common name only, weak keys and old hashes. Ours goes first because it names the reason.
 */
export function judgeServer(socket: TLSSocket, judgement: TlsJudgement): TlsTrouble | undefined {
  const isMistaken = !socket.authorized && isMistakenAboutTime(socket, judgement);
  const own = ownVerdict(socket.getPeerX509Certificate(), judgement, isMistaken);
  if (own !== undefined) return own;
  if (socket.authorized || isMistaken) return undefined;
  const code = String(socket.authorizationError);
  return { reason: tlsReasonOf(code, "") ?? "untrusted", detail: code };
}

function ownVerdict(
  peer: X509Certificate | undefined,
  judgement: TlsJudgement,
  isPlatformMistaken: boolean,
): TlsTrouble | undefined {
  if (peer === undefined) return { reason: "untrusted", detail: "the CSMS shows no certificate" };
  const { tls, roots, time } = judgement;
  const sent: Certificate[] = [];
  for (let next: X509Certificate | undefined = peer; next && sent.length < MOST_READ; next = next.issuerCertificate) {
    const read = certificateOf(next);
    if (!read.ok) return { reason: "malformedCertificate", detail: read.reason };
    sent.push(read.value);
  }
  const [leaf, ...others] = sent;
  if (leaf === undefined) return { reason: "untrusted", detail: "the CSMS shows no certificate" };
  const checked = checkChain({
    leaf,
    others,
    roots,
    at: time.at,
    isTimeLowerBound: time.isLowerBound,
    purpose: "csmsServer",
    allowsMissingPurpose: tls.allowsMissingKeyPurpose ?? false,
    // Of what else OpenSSL found nothing is known when it stumbled over the date.
    judgedElsewhere: isPlatformMistaken ? new Set() : judgedByPlatform,
  });
  if (!checked.ok) {
    const { defect, subject } = checked.reason;
    return { reason: defect, detail: `${defect}: ${subject.replaceAll("\n", ", ")}` };
  }
  const root = checked.value.at(-1);
  if (root !== undefined) judgement.onRoot?.(root);
  const isRightServer = tls.verifyServerName === false || isMadeFor(peer, judgement);
  return isRightServer ? undefined : { reason: "hostName", detail: `the certificate is not for ${judgement.host}` };
}

/** By the alternative names alone; browsers stopped to look at the common name in 2017 (RFC 9525 section 2). */
function isMadeFor(peer: X509Certificate, { host, tls }: TlsJudgement): boolean {
  if (isIP(host) !== 0) return peer.checkIP(host) !== undefined;
  const rules = { subject: "never", wildcards: tls.allowsWildcards ?? false, partialWildcards: false } as const;
  return peer.checkHost(host.replace(/\.$/, ""), rules) !== undefined;
}

/**
 * A charger without a clock of its own wakes up in 1970 and would never trust anybody who could tell it the time. When the clock is behind what is known to
 * have passed, dates are ours to judge. Not with revocation lists: OpenSSL tells one trouble only and may pass over a revocation for the date.
 */
function isMistakenAboutTime(socket: TLSSocket, { tls, time, now }: TlsJudgement): boolean {
  if ((tls.revocationLists ?? []).length > 0) return false;
  const trouble = String(socket.authorizationError);
  // A clock for which nobody vouches may also be years ahead.
  if (trouble === "CERT_HAS_EXPIRED") return time.isLowerBound;
  return trouble === "CERT_NOT_YET_VALID" && (time.isLowerBound || now < time.at);
}
