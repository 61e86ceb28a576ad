import type { Readable } from "node:stream";
import type * as z from "zod";
import type { Role } from "#agent/domain/site/role";
import type { Login } from "#agent/local/accounts/logins";

/** Who may call a route: everybody, or whoever has logged in with this role or a greater one. */
export type Access = "public" | Role;
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Who calls. */
export interface Visitor {
  readonly address: string;
  /** Came by HTTPS. */
  readonly isSecure: boolean;
  readonly login: Login | undefined;
}

/** Why a call came to nothing; `error` is a word for programs. */
export interface Refused {
  readonly kind: "refused";
  readonly status: 400 | 401 | 403 | 404 | 409 | 422 | 429 | 503;
  readonly error: string;
  readonly details?: Readonly<Record<string, unknown>>;
  /** Whole seconds after which it may be tried again. */
  readonly retryAfter?: number;
}

/** Something to show or to keep, as it is. */
export interface FileReply {
  readonly kind: "file";
  readonly contentType: string;
  readonly body: Buffer | Readable;
  readonly encoding?: "gzip";
  /** Under this name on the visitor's disk; without it it is shown. */
  readonly fileName?: string;
  /** The name changes with the content, so that browsers may keep it. */
  readonly isKept?: boolean;
}

export type Answer<Body> =
  { readonly kind: "ok"; readonly body: Body; readonly session?: SessionChange } | FileReply | Refused;

/** What becomes of the browser's cookie. */
export type SessionChange = { readonly kind: "begin"; readonly token: string } | { readonly kind: "end" };

export const ok = <Body>(body: Body): Answer<Body> => ({ kind: "ok", body });
export const refuse = (status: Refused["status"], error: string, more: Partial<Refused> = {}): Refused => ({
  ...more,
  kind: "refused",
  status,
  error,
});

export interface Call<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly visitor: Visitor;
}

/** One thing that the page or a program may ask. The table of all of them is what is served, documented and tested. */
export interface RouteShape<Params, Query, Body, Reply> {
  readonly method: Method;
  /** `/api/evses/:evse/stop`; the first word after /api is the resource. */
  readonly path: string;
  readonly access: Access;
  /** Also for somebody who has to change the password first. */
  readonly isBeforePasswordChange?: true;
  /** A WebSocket stands here; what answers is only for those who did not ask for one. */
  readonly isWebSocket?: true;
  /** Also for a program that collects numbers and shows its token instead of a login. */
  readonly isForScrapers?: true;
  readonly summary: string;
  readonly params?: z.ZodType<Params>;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  /** `file` for what is no JSON. */
  readonly reply: z.ZodType<Reply> | "file";
  /** Largest body in bytes; 16 KiB unless given. */
  readonly bodyLimit?: number;
  readonly handle: (call: Call<Params, Query, Body>) => Promise<Answer<Reply>> | Answer<Reply>;
}

/** What has not been looked at yet. */
export interface RawCall {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly visitor: Visitor;
}

export interface Route extends Omit<RouteShape<unknown, unknown, unknown, unknown>, "handle"> {
  readonly answer: (call: RawCall) => Promise<Answer<unknown>>;
}

/** Ties a handler to the shapes of what it takes and gives; nothing reaches it that does not fit, and nothing else leaves. */
export function route<Params = unknown, Query = unknown, Body = unknown, Reply = unknown>(
  shape: RouteShape<Params, Query, Body, Reply>,
): Route {
  const { handle, ...rest } = shape;
  return {
    ...rest,
    answer: async ({ visitor, ...raw }) => {
      const call = { params: raw.params, query: raw.query, body: raw.body };
      const read = readCall(shape, call);
      if ("kind" in read) return read;
      const answer = await handle({ ...read, visitor });
      if (answer.kind !== "ok" || shape.reply === "file") return answer;
      return { ...answer, body: shape.reply.parse(answer.body) };
    },
  };
}

type Raw = Omit<RawCall, "visitor">;

function readCall<Params, Query, Body>(
  { params, query, body }: Pick<RouteShape<Params, Query, Body, unknown>, "params" | "query" | "body">,
  raw: Raw,
): Omit<Call<Params, Query, Body>, "visitor"> | Refused {
  const read = {
    params: readPart(params, raw.params),
    query: readPart(query, raw.query),
    body: readPart(body, raw.body),
  };
  if (!read.params.ok) return refuse(404, "notFound");
  if (!read.query.ok) return invalid("query", read.query.error);
  if (!read.body.ok) return invalid("body", read.body.error);
  return { params: read.params.value, query: read.query.value, body: read.body.value };
}

type Part<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: z.ZodError };

function readPart<Value>(schema: z.ZodType<Value> | undefined, raw: unknown): Part<Value> {
  // Without a schema the handler is typed `unknown` and gets nothing.
  if (schema === undefined) return { ok: true, value: undefined as Value };
  const { success, data, error } = schema.safeParse(raw);
  return success ? { ok: true, value: data } : { ok: false, error };
}

function invalid(part: string, { issues }: z.ZodError): Refused {
  const mistakes = issues.slice(0, 20).map(({ path, message }) => ({ path: [part, ...path].join("."), message }));
  return refuse(400, "invalid", { details: { mistakes } });
}
