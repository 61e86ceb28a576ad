import { accepted, type Outcome, refused } from "#hal/core/outcome";
import type { CsmsTarget } from "#agent/ports/csms-link";

/** A target in the parts that the RPC client wants. */
export interface RpcAddress {
  /** Without a slash at the end: the client puts one before the identity. */
  readonly endpoint: string;
  readonly query: string;
  readonly isSecure: boolean;
  /** A new object each time: the client and ws keep and change what they are given. */
  readonly headers: Record<string, string>;
}

/** Splits a target, or says in plain words what is wrong with it. */
export function rpcAddress(target: CsmsTarget): Outcome<RpcAddress, string> {
  if (target.identity === "") return refused("the identity is empty");
  // HTTP Basic ends the user name at the first colon (RFC 7617).
  if (target.identity.includes(":")) return refused("the identity contains a colon");
  const url = URL.canParse(target.url) ? new URL(target.url) : undefined;
  if (url === undefined) return refused("the address is no URL");
  if (url.protocol !== "ws:" && url.protocol !== "wss:") return refused("the address is neither ws:// nor wss://");
  const endpoint = `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, "")}`;
  const isSecure = url.protocol === "wss:";
  return accepted({ endpoint, query: url.search.slice(1), isSecure, headers: authorization(target) });
}

/** Put together from bytes: the key of 1.6 is binary and no text. */
function authorization({ identity, password }: CsmsTarget): Record<string, string> {
  if (password === undefined) return {};
  const credentials = Buffer.concat([Buffer.from(`${identity}:`, "utf8"), password]);
  return { authorization: `Basic ${credentials.toString("base64")}` };
}
