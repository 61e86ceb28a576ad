import { accepted, type Outcome, refused } from "#hal/core/outcome";
import type { FileTransferProtocol, TransferFailure } from "#agent/ports/file-transfer";

/** A location taken apart. Everything but `target` and `query` is decoded. */
export interface TransferAddress {
  readonly protocol: FileTransferProtocol;
  /** An IPv6 address stands without brackets. */
  readonly host: string;
  readonly port: number;
  readonly user?: string;
  readonly password?: string;
  /** Begins with a slash; ends with one where it names a folder. */
  readonly path: string;
  /** As HTTP writes it in its first line. */
  readonly target: string;
  /** Without credentials and without the query, where signed addresses have theirs: for people. */
  readonly shown: string;
}

const schemes: ReadonlyMap<string, { readonly protocol: FileTransferProtocol; readonly port: number }> = new Map([
  ["http:", { protocol: "HTTP", port: 80 }],
  ["https:", { protocol: "HTTPS", port: 443 }],
  ["ftp:", { protocol: "FTP", port: 21 }],
  /** Explicit TLS (RFC 4217), which begins on the ordinary port. */
  ["ftps:", { protocol: "FTPS", port: 21 }],
  ["sftp:", { protocol: "SFTP", port: 22 }],
]);

/** Longer than any field of OCPP that holds one. */
const LONGEST = 2048;
/** Line ends would become commands of FTP or headers of HTTP. */
const controls = /[\u0000-\u001f\u007f]/;

/** Nothing but the five kinds of addresses gets through; one with control characters, encoded ones too, is none. */
export function readAddress(location: string): Outcome<TransferAddress, TransferFailure> {
  const text = location.trim();
  if (text.length > LONGEST || controls.test(text) || !URL.canParse(text)) return bad("this is no address");
  const url = new URL(text);
  const scheme = schemes.get(url.protocol);
  if (scheme === undefined)
    return refused({ kind: "notOffered", detail: `${url.protocol.slice(0, 20)} is not spoken here`, isFinal: true });
  const [path, user, password] = [url.pathname, url.username, url.password].map(decoded);
  if (path === undefined || user === undefined || password === undefined)
    return bad("the address has characters that it may not have");
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (host === "" || url.port === "0") return bad("the address names no host");
  return accepted({
    protocol: scheme.protocol,
    host,
    port: url.port === "" ? scheme.port : Number(url.port),
    ...(user === "" ? {} : { user }),
    ...(password === "" ? {} : { password }),
    path: path === "" ? "/" : path,
    target: `${url.pathname === "" ? "/" : url.pathname}${url.search}`,
    shown: `${url.protocol}//${url.host}${url.pathname}`,
  });
}

/** True where the file's own name has to be added. */
export function namesFolder({ path }: TransferAddress): boolean {
  return path.endsWith("/");
}

/** What may be told of a failure: one line, no credentials. */
export function tellable({ user, password }: TransferAddress, text: string): string {
  const secrets = [password, password === undefined ? undefined : encodeURIComponent(password)];
  const withoutSecrets = secrets.reduce<string>(
    (rest, secret) => (secret === undefined ? rest : rest.replaceAll(secret, "***")),
    user === undefined ? text : text.replaceAll(`${user}@`, "***@"),
  );
  return withoutSecrets
    .replace(/:\/\/[^\s/@]*@/g, "://***@")
    .replace(/[^\x20-\x7e\u00a0-\uffff]+/g, " ")
    .slice(0, 300);
}

function decoded(text: string): string | undefined {
  try {
    const plain = decodeURIComponent(text);
    return controls.test(plain) ? undefined : plain;
  } catch {
    return undefined;
  }
}

function bad(detail: string): { readonly ok: false; readonly reason: TransferFailure } {
  return refused({ kind: "badAddress", detail, isFinal: true });
}
