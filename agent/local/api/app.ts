import type { IncomingMessage, ServerResponse } from "node:http";
import { TLSSocket } from "node:tls";
import { fastify, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { AgentError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { isRole } from "#agent/domain/site/role";
import { type Gate, sessionCookie } from "#agent/local/api/gate";
import type { Answer, FileReply, Refused, Route, Visitor } from "#agent/local/api/route";
import { securityHeaders } from "#agent/local/api/security-headers";
import type { Login } from "#agent/local/accounts/logins";

export interface AppOptions {
  readonly routes: readonly Route[];
  readonly gate: Gate;
  readonly log: Log;
}

/** What answers requests; the servers that it gets them from belong to somebody else. */
export interface App {
  handle(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

const BODY_LIMIT = 16_384;

/**
 * The one place that knows the web framework: brings the table of routes to life behind the gate.
 * @throws AgentError `site.routes` for a route that nobody has decided upon
 */
export async function buildApp({ routes, gate, log }: AppOptions): Promise<App> {
  checkRoutes(routes);
  const app = fastify({ exposeHeadRoutes: false, bodyLimit: BODY_LIMIT, forceCloseConnections: false });
  app.removeContentTypeParser("text/plain");
  const logins = new WeakMap<FastifyRequest, Login>();
  const find = routeFinder(routes);
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(securityHeaders);
    const knock = { method: request.method, headers: request.headers, isSecure: isSecure(request) };
    const admission = gate.examine(knock, find(request.method, request.routeOptions.url));
    if (admission.kind === "refused") return sendError(reply, admission.status, admission.error);
    if (admission.login !== undefined) logins.set(request, admission.login);
    return undefined;
  });
  app.setNotFoundHandler((request, reply) => refuseUnknown(request, reply, routes));
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const { status, word } = ownError(error);
    if (status === 500) log.error({ error, path: request.routeOptions.url }, "site.failed");
    return sendError(reply, status, word);
  });
  for (const each of routes) addRoute(app, each, (request) => visitorOf(request, logins.get(request)));
  await app.ready();
  return {
    handle: (request, response) => {
      app.routing(request, response);
    },
    close: () => app.close(),
  };
}

/** Nothing is served that says not who may have it; `as` somewhere else must not lead past this. */
function checkRoutes(routes: readonly Route[]): void {
  for (const { method, path, access, summary, body } of routes) {
    const isDecided = access === "public" || isRole(access);
    const isWhole = isDecided && summary !== "" && (method !== "GET" || body === undefined);
    if (!isWhole) throw new AgentError("site.routes", "a route without a decision", { method, path });
  }
}

function routeFinder(routes: readonly Route[]): (method: string, path: string | undefined) => Route | undefined {
  const byKey: ReadonlyMap<string, Route> = new Map(routes.map((each) => [`${each.method} ${each.path}`, each]));
  return (method, path) => byKey.get(`${method} ${path ?? ""}`);
}

function addRoute(app: FastifyInstance, each: Route, visitor: (request: FastifyRequest) => Visitor): void {
  app.route({
    method: each.method,
    url: each.path,
    ...(each.bodyLimit === undefined ? {} : { bodyLimit: each.bodyLimit }),
    handler: async (request, reply) => {
      const { params, query, body } = request;
      const who = visitor(request);
      send(reply, await each.answer({ params, query, body, visitor: who }), who.isSecure);
      return reply;
    },
  });
}

function send(reply: FastifyReply, answer: Answer<unknown>, overTls: boolean): void {
  switch (answer.kind) {
    case "refused":
      sendRefusal(reply, answer);
      return;
    case "file":
      sendFile(reply, answer);
      return;
    case "ok": {
      const { session, body } = answer;
      if (session !== undefined)
        reply.header("set-cookie", sessionCookie(session.kind === "begin" ? session.token : undefined, overTls));
      sendJson(reply, 200, body);
    }
  }
}

function sendRefusal(reply: FastifyReply, { status, error, details, retryAfter }: Refused): void {
  if (retryAfter !== undefined) reply.header("retry-after", String(retryAfter));
  sendJson(reply, status, { error, ...(details === undefined ? {} : { details }) });
}

function sendFile(reply: FastifyReply, { contentType, body, encoding, fileName, isKept }: FileReply): void {
  reply.type(contentType).header("cache-control", isKept === true ? "public, max-age=31536000, immutable" : "no-store");
  if (encoding !== undefined) reply.header("content-encoding", encoding);
  if (fileName !== undefined)
    reply.header("content-disposition", `attachment; filename="${fileName.replace(/[^\w.-]/g, "_")}"`);
  reply.send(body);
}

function sendJson(reply: FastifyReply, status: number, body: unknown): void {
  reply.code(status).type("application/json; charset=utf-8").header("cache-control", "no-store");
  reply.send(JSON.stringify(body ?? null));
}

function sendError(reply: FastifyReply, status: number, error: string): FastifyReply {
  sendJson(reply, status, { error });
  return reply;
}

/** 405 where something stands at this path under another method. */
function refuseUnknown(request: FastifyRequest, reply: FastifyReply, routes: readonly Route[]): FastifyReply {
  const path = request.url.split("?", 1)[0] ?? "";
  const methods = routes.filter((each) => matches(each.path, path)).map(({ method }) => method);
  if (methods.length === 0) return sendError(reply, 404, "notFound");
  reply.header("allow", methods.join(", "));
  return sendError(reply, 405, "method");
}

function matches(pattern: string, path: string): boolean {
  const expression = pattern.replace(/[.]/g, "\\.").replace(/:\w+/g, "[^/]+").replace(/\*$/, ".*");
  return new RegExp(`^${expression}$`).test(path);
}

/** What the framework refuses: too much, not JSON, cut short. Of our own mistakes nobody learns more than that there was one. */
function ownError({ statusCode = 500 }: FastifyError): { readonly status: number; readonly word: string } {
  if (statusCode < 400 || statusCode >= 500) return { status: 500, word: "failed" };
  return { status: statusCode, word: { 413: "tooLarge", 415: "contentType" }[statusCode] ?? "invalid" };
}

function visitorOf(request: FastifyRequest, login: Login | undefined): Visitor {
  return { address: request.raw.socket.remoteAddress ?? "", isSecure: isSecure(request), login };
}

function isSecure({ raw }: FastifyRequest): boolean {
  return raw.socket instanceof TLSSocket;
}
