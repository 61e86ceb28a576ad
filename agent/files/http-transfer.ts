import { type ClientRequest, type IncomingMessage, request as plainRequest, type RequestOptions } from "node:http";
import { request as secureRequest } from "node:https";
import { pipeline } from "node:stream/promises";
import type { Readable } from "node:stream";
import { seconds } from "#hal/core/units";
import type { Download, TransferFailure, Upload } from "#agent/ports/file-transfer";
import { IncomingFile, type KeptPart } from "#agent/files/incoming-file";
import { openOutgoing } from "#agent/files/outgoing-file";
import type { ProtocolTransfer } from "#agent/files/protocol-transfer";
import type { TlsTrust } from "#agent/files/tls-trust";
import { namesFolder, readAddress, type TransferAddress } from "#agent/files/transfer-address";
import { type TransferRun, transferError } from "#agent/files/transfer-run";

/** How long a body waits for a server that does not ask for it. */
const WELCOME = seconds(1);
const MOST_REDIRECTS = 3;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Where PUT is not known, POST may be (OCPP 2.0.1 N01 leaves both to the server). */
const noSuchMethod: ReadonlySet<number> = new Set([405, 501]);

interface Message {
  readonly method: "GET" | "PUT" | "POST";
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body?: Readable;
}

/** Files over HTTP and HTTPS: GET with ranges, PUT, and POST where a server knows no PUT. */
export class HttpTransfer implements ProtocolTransfer {
  readonly #trust: () => TlsTrust;

  constructor(trust: () => TlsTrust) {
    this.#trust = trust;
  }

  async download(request: Download, address: TransferAddress, run: TransferRun): Promise<number> {
    const file = new IncomingFile(request, address, run);
    const kept = await file.kept();
    const response = await this.#get(address, run, kept);
    const from = response.statusCode === 206 ? await continuation(response, kept, file) : 0;
    if (from === 0 && response.statusCode !== 200) {
      if (response.statusCode === 416) await file.forget();
      throw refusal(response);
    }
    const declared = lengthOf(response);
    const total = declared === undefined ? undefined : from + declared;
    const sink = await file.receive(from, { total, validator: validatorOf(response) });
    await pipeline(response, sink);
    return file.finish();
  }

  async upload(request: Upload, address: TransferAddress, run: TransferRun): Promise<number> {
    const file = await openOutgoing(request.fromFile, run);
    const at = namesFolder(address) ? inFolder(address, request.fileName) : address;
    const headers = { "content-length": file.bytes, "content-type": "application/octet-stream" };
    const put = await this.#ask(at, run, { method: "PUT", headers, body: file.read() });
    const response = noSuchMethod.has(put.statusCode ?? 0) ? await this.#post(request, address, run) : put;
    response.destroy();
    if (!isGood(response)) throw refusal(response);
    return file.bytes;
  }

  async #post(request: Upload, address: TransferAddress, run: TransferRun): Promise<IncomingMessage> {
    const file = await openOutgoing(request.fromFile, run);
    const headers = {
      "content-length": file.bytes,
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename="${request.fileName}"`,
    };
    return this.#ask(address, run, { method: "POST", headers, body: file.read() });
  }

  async #get(
    address: TransferAddress,
    run: TransferRun,
    kept: KeptPart | undefined,
    redirected = 0,
  ): Promise<IncomingMessage> {
    const range: Readonly<Record<string, string>> =
      kept === undefined ? {} : { range: `bytes=${String(kept.bytes)}-`, "if-range": kept.validator };
    const response = await this.#ask(address, run, {
      method: "GET",
      headers: { "accept-encoding": "identity", ...range },
    });
    if (!redirects.has(response.statusCode ?? 0)) return response;
    response.destroy();
    if (redirected >= MOST_REDIRECTS) throw transferError("refused", "sent on too often", true);
    return this.#get(nextAddress(address, response.headers.location), run, kept, redirected + 1);
  }

  /** Resolves when the head of the answer is there, be it before all of the body has left. */
  #ask(address: TransferAddress, run: TransferRun, message: Message): Promise<IncomingMessage> {
    const { method, headers, body } = message;
    const isSecure = address.protocol === "HTTPS";
    const options: RequestOptions = {
      method,
      host: address.host,
      port: address.port,
      path: address.target,
      headers: { ...headers, ...authorization(address), ...(body === undefined ? {} : { expect: "100-continue" }) },
      agent: false,
      signal: run.signal,
      ...(isSecure ? this.#trust() : {}),
    };
    return new Promise((resolve, reject) => {
      const call = isSecure ? secureRequest(options) : plainRequest(options);
      call.once("response", (response) => {
        run.moved();
        resolve(response);
      });
      call.once("error", reject);
      if (body === undefined) call.end();
      else sendWhenWelcome(call, body, run).catch(reject);
    });
  }
}

/**
 * A refusal that crosses a body on its way is lost when the server hangs up on the body, so the body waits to be asked for (RFC 9110 section
 * 10.1.1). A server that knows nothing of that says nothing, and gets it after a moment.
 */
async function sendWhenWelcome(call: ClientRequest, body: Readable, run: TransferRun): Promise<void> {
  call.flushHeaders();
  const isAnswered = await new Promise<boolean>((resolve) => {
    const cancel = run.after(WELCOME, () => {
      resolve(false);
    });
    call.once("continue", () => {
      cancel();
      resolve(false);
    });
    for (const end of ["response", "error", "close"])
      call.once(end, () => {
        cancel();
        resolve(true);
      });
  });
  if (isAnswered) body.destroy();
  else await pipeline(body, call);
}

/** Where the part goes on that the server sends; a server that sends another one than it was asked for is started anew next time. */
async function continuation(
  response: IncomingMessage,
  kept: KeptPart | undefined,
  file: IncomingFile,
): Promise<number> {
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers["content-range"] ?? "") ?? [];
  if (Number(from) === kept?.bytes && Number(total) === kept.total) return kept.bytes;
  await file.forget();
  throw transferError("refused", "the server sent another part than it was asked for", false);
}

function isGood({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300;
}

function lengthOf({ headers }: IncomingMessage): number | undefined {
  const text = headers["content-length"];
  return text === undefined || !/^\d{1,15}$/.test(text) ? undefined : Number(text);
}

/** Weak tags say that two files mean the same, not that their bytes are the same (RFC 9110 section 8.8.1). */
function validatorOf({ headers }: IncomingMessage): string | undefined {
  const { etag } = headers;
  return etag !== undefined && !etag.startsWith("W/") ? etag : headers["last-modified"];
}

function authorization({ user, password }: TransferAddress): Readonly<Record<string, string>> {
  if (user === undefined && password === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${user ?? ""}:${password ?? ""}`, "utf8").toString("base64")}` };
}

function inFolder(address: TransferAddress, fileName: string): TransferAddress {
  const [path = "/", ...query] = address.target.split("?");
  return { ...address, target: [`${path}${encodeURIComponent(fileName)}`, ...query].join("?") };
}

/** HTTPS never leads to anything less, and credentials are for the place that they were given for. */
function nextAddress(from: TransferAddress, location: string | undefined): TransferAddress {
  const base = `${from.protocol.toLowerCase()}://${hostOf(from)}:${String(from.port)}${from.target}`;
  if (location === undefined || !URL.canParse(location, base))
    throw transferError("refused", "sent on to nowhere", true);
  const next = readAddress(new URL(location, base).href);
  const isAllowed =
    next.ok && (next.value.protocol === "HTTPS" || (from.protocol === "HTTP" && next.value.protocol === "HTTP"));
  if (!isAllowed) throw transferError("refused", "sent on to an address that is less safe", true);
  const { user: _user, password: _password, ...plain } = next.value;
  const isSamePlace = plain.protocol === from.protocol && plain.host === from.host && plain.port === from.port;
  const { user, password } = from;
  if (!isSamePlace) return plain;
  return { ...plain, ...(user === undefined ? {} : { user }), ...(password === undefined ? {} : { password }) };
}

function hostOf({ host }: TransferAddress): string {
  return host.includes(":") ? `[${host}]` : host;
}

const kinds: Readonly<Partial<Record<number, readonly [TransferFailure["kind"], isFinal: boolean]>>> = {
  401: ["permissionDenied", true],
  403: ["permissionDenied", true],
  // It may be there when it is looked for again: whoever publishes files does so in his own order.
  404: ["notFound", false],
  410: ["notFound", true],
  413: ["tooLarge", true],
  416: ["refused", false],
  408: ["refused", false],
  425: ["refused", false],
  429: ["refused", false],
};

function refusal(response: IncomingMessage): Error {
  const { statusCode = 0, statusMessage = "" } = response;
  response.destroy();
  const [kind, isFinal] = kinds[statusCode] ?? ["refused", statusCode < 500];
  return transferError(kind, `the server says ${String(statusCode)} ${statusMessage}`.trim(), isFinal);
}
