import { accepted, type Outcome, refused } from "#hal/core/outcome";

/**
 * Lines of RAPI, the ASCII protocol of the OpenEVSE firmware (RAPI 5.2), in both directions and without the carriage return that ends them.
 * A command is `$CC args[ :SS]^XK`; SS is a sequence id that the answer repeats, XK the exclusive or of every byte before the caret.
 */
export interface RapiCommand {
  /** Two characters, for example "GS". */
  readonly code: string;
  readonly args: readonly string[];
  /** 1 to 255. Absent for a sender that does not number. */
  readonly sequence?: number;
}

export interface RapiAnswer {
  readonly kind: "answer";
  /** `$OK`, or `$NK` when false. A refusal may carry values too. */
  readonly ok: boolean;
  readonly args: readonly string[];
  readonly sequence?: number;
}

/** What the board says unasked: it started, its state changed, its button was pressed, its button asks for a WiFi mode. */
export interface RapiNotice {
  readonly kind: "notice";
  readonly code: RapiNoticeCode;
  readonly args: readonly string[];
}

export type RapiNoticeCode = "AB" | "AT" | "AN" | "WF";
export type RapiReply = RapiAnswer | RapiNotice;

/** Why a line was not understood. */
export type RapiFlaw = "no-start" | "no-checksum" | "wrong-checksum" | "malformed";

/** The board's own limits: its input buffer with the dollar sign, its tokens with the command itself. */
export const rapiLimits = { commandBytes: 32, tokens: 10, lastSequence: 255 } as const;

/** What ends a line; the only byte that does. */
export const RAPI_LINE_END = "\r";

/** Firmware of the first years sends lines without a checksum; everything else must have one. */
export interface RapiParsing {
  readonly allowMissingChecksum: boolean;
}

const strict: RapiParsing = { allowMissingChecksum: false };
const noticeCodes: ReadonlySet<string> = new Set<RapiNoticeCode>(["AB", "AT", "AN", "WF"]);

export function encodeRapiCommand(command: RapiCommand): string {
  return seal([command.code, ...command.args], command.sequence);
}

export function encodeRapiReply(reply: RapiReply): string {
  if (reply.kind === "notice") return seal([reply.code, ...reply.args]);
  return seal([reply.ok ? "OK" : "NK", ...reply.args], reply.sequence);
}

/** What a board makes of a line. */
export function parseRapiCommand(line: string, parsing: RapiParsing = strict): Outcome<RapiCommand, RapiFlaw> {
  const opened = unseal(line, parsing);
  if (!opened.ok) return opened;
  const { head, args, sequence } = opened.value;
  if (head.length !== 2) return refused("malformed");
  return accepted(sequence === undefined ? { code: head, args } : { code: head, args, sequence });
}

/** What the other side makes of a line from the board. */
export function parseRapiReply(line: string, parsing: RapiParsing = strict): Outcome<RapiReply, RapiFlaw> {
  const opened = unseal(line, parsing);
  if (!opened.ok) return opened;
  const { head, args, sequence } = opened.value;
  if (isNoticeCode(head)) return accepted({ kind: "notice", code: head, args });
  if (head !== "OK" && head !== "NK") return refused("malformed");
  const answer = { kind: "answer", ok: head === "OK", args } as const;
  return accepted(sequence === undefined ? answer : { ...answer, sequence });
}

/** Two upper-case hexadecimal digits. */
export function rapiChecksum(text: string): string {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum ^= text.charCodeAt(i) & 0xff;
  return hexByte(sum);
}

/** The older checksum behind an asterisk: the sum of the bytes. */
function additiveChecksum(text: string): string {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum = (sum + text.charCodeAt(i)) & 0xff;
  return hexByte(sum);
}

function seal(tokens: readonly string[], sequence?: number): string {
  const body = `$${tokens.join(" ")}`;
  const text = sequence === undefined ? body : `${body} :${hexByte(sequence)}`;
  return `${text}^${rapiChecksum(text)}`;
}

interface Opened {
  readonly head: string;
  readonly args: readonly string[];
  readonly sequence: number | undefined;
}

function unseal(line: string, parsing: RapiParsing): Outcome<Opened, RapiFlaw> {
  // Noise or the rest of a broken line may stand before the last start sign; the board drops it likewise.
  const start = line.lastIndexOf("$");
  if (start < 0) return refused("no-start");
  const text = line.slice(start).trimEnd();
  const body = verified(text, parsing);
  return body.ok ? tokenized(body.value) : body;
}

/** The text before a checksum that is right. */
function verified(text: string, parsing: RapiParsing): Outcome<string, RapiFlaw> {
  const mark = text.length - 3;
  const sign = text.charAt(mark);
  if (sign !== "^" && sign !== "*") {
    const isCut = text.includes("^") || text.includes("*");
    if (isCut) return refused("wrong-checksum");
    return parsing.allowMissingChecksum ? accepted(text) : refused("no-checksum");
  }
  const body = text.slice(0, mark);
  const expected = sign === "^" ? rapiChecksum(body) : additiveChecksum(body);
  return text.slice(mark + 1).toUpperCase() === expected ? accepted(body) : refused("wrong-checksum");
}

function tokenized(body: string): Outcome<Opened, RapiFlaw> {
  const args = tokensOf(body);
  const head = args.shift();
  if (head === undefined) return refused("malformed");
  const last = args.at(-1);
  if (last?.startsWith(":") !== true) return accepted({ head, args, sequence: undefined });
  if (!/^:[0-9A-Fa-f]{2}$/.test(last)) return refused("malformed");
  args.pop();
  const sequence = Number.parseInt(last.slice(1), 16);
  return sequence === 0 ? refused("malformed") : accepted({ head, args, sequence });
}

/** What stands between blanks, behind the dollar sign. */
function tokensOf(body: string): string[] {
  const tokens: string[] = [];
  for (let from = 1; from < body.length;) {
    const blank = body.indexOf(" ", from);
    const end = blank < 0 ? body.length : blank;
    if (end > from) tokens.push(body.slice(from, end));
    from = end + 1;
  }
  return tokens;
}

function isNoticeCode(head: string): head is RapiNoticeCode {
  return noticeCodes.has(head);
}

const hexDigits = "0123456789ABCDEF";

function hexByte(value: number): string {
  return hexDigits.charAt((value >> 4) & 0xf) + hexDigits.charAt(value & 0xf);
}
