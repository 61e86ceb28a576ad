import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { AgentError } from "#hal/core/errors";
import type { RunOperation } from "#simulator/charger/operation-reply";
import { hasOwnHost } from "#simulator/panel/request-guard";

export interface ControlServerOptions {
  readonly run: RunOperation;
  readonly onFailure: (error: unknown) => void;
}

const MOST_BYTES = 65_536;
const loopbackPeers: readonly string[] = ["127.0.0.1", "::1", "::ffff:127.0.0.1"];

interface Refusal {
  readonly status: number;
  readonly error: string;
}

/** Operations as `POST /<op>` with a JSON body, for programs on this machine and for nobody else. */
export class ControlServer {
  readonly #options: ControlServerOptions;
  readonly #server: Server;

  constructor(options: ControlServerOptions) {
    this.#options = options;
    const limits = { maxHeaderSize: 8192, headersTimeout: 5000, requestTimeout: 10_000 };
    this.#server = createServer(limits, (request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        options.onFailure(error);
        response.destroy();
      });
    });
    this.#server.on("error", options.onFailure);
  }

  /** On any free port; resolves with the address. Rejects with AgentError `charger.listen`. */
  async start(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", (error) => {
        reject(new AgentError("charger.listen", "the control server cannot listen", {}, error));
      });
      this.#server.listen({ host: "127.0.0.1", port: 0 }, resolve);
    });
    const address = this.#server.address();
    if (typeof address !== "object" || address === null) throw new AgentError("charger.listen", "no address");
    return `http://127.0.0.1:${String(address.port)}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = refusalOf(request) ?? (await bodyOf(request));
    if ("status" in body) {
      // Whatever else the peer was going to send is of no interest any more.
      response.setHeader("Connection", "close");
      answer(response, body.status, { ok: false, error: body.error });
      return;
    }
    const reply = await this.#options.run(operationIn(request), body.fields);
    if (!reply.ok) {
      answer(response, reply.status, { ok: false, error: reply.error });
      return;
    }
    const { afterwards, ...told } = reply;
    answer(response, 200, told, afterwards);
  }
}

/** A page in a browser sends its own name as Host when it was rebound to us, and may not send this content type without asking first. */
function refusalOf(request: IncomingMessage): Refusal | undefined {
  if (!loopbackPeers.includes(request.socket.remoteAddress ?? ""))
    return { status: 403, error: "only this machine is answered" };
  if (!hasOwnHost(request)) return { status: 403, error: "the Host header is not this machine's" };
  if (request.method !== "POST") return { status: 405, error: "operations are asked for by POST" };
  const type = (request.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json") return { status: 415, error: "the Content-Type must be application/json" };
  return undefined;
}

function operationIn(request: IncomingMessage): string {
  return (request.url ?? "").split("?", 1)[0]?.slice(1) ?? "";
}

/** No body is as good as an empty object. */
async function bodyOf(request: IncomingMessage): Promise<Refusal | { readonly fields: unknown }> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MOST_BYTES) return { status: 413, error: "the body is too long" };
    parts.push(part);
  }
  const text = Buffer.concat(parts).toString("utf8").trim();
  try {
    return { fields: text === "" ? {} : (JSON.parse(text) as unknown) };
  } catch {
    return { status: 400, error: "the body is not JSON" };
  }
}

function answer(response: ServerResponse, status: number, body: object, afterwards?: () => void): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    ...(status === 405 ? { Allow: "POST" } : {}),
  });
  response.end(text, afterwards);
}
