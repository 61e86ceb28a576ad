import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { type FileServer, PASSWORD, rightCredentials, type ServerFaults, USER } from "#test/support/file-server";
import { loopbackCertificate } from "#test/support/loopback-certificate";

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
}

/** Files over HTTP or HTTPS, with ranges and entity tags, PUT and POST. */
export class HttpFileServer implements FileServer {
  readonly files = new Map<string, Buffer>();
  readonly faults: ServerFaults = {};
  readonly starts: number[] = [];
  readonly requests: SeenRequest[] = [];
  /** Says that it is ready for a body. */
  asksForBodies = true;
  /** Answers in the place of the file server's own where there is one for the path. */
  readonly answers = new Map<
    string,
    { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  >();
  readonly #server: Server;
  readonly #isSecure: boolean;

  constructor(isSecure = false) {
    this.#isSecure = isSecure;
    const serve = (request: IncomingMessage, response: ServerResponse) => {
      this.#serve(request, response);
    };
    this.#server = isSecure ? createSecureServer(loopbackCertificate, serve) : createServer(serve);
    this.#server.on("checkContinue", serve);
  }

  start(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.listen(0, "127.0.0.1", resolve);
    });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  url(path: string, credentials = rightCredentials): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http${this.#isSecure ? "s" : ""}://${credentials === "" ? "" : `${credentials}@`}127.0.0.1:${String(port)}${path}`;
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const { method = "", url = "", headers } = request;
    this.requests.push({ method, url, headers });
    if (this.faults.isSilent === true) return;
    const path = decodeURIComponent(url.split("?")[0] ?? "");
    const answer = this.answers.get(path);
    const expected = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString("base64")}`;
    if (answer !== undefined) response.writeHead(answer.status, answer.headers).end(answer.body);
    else if (headers.authorization !== expected) response.writeHead(401).end();
    else if ((this.faults.failures ?? 0) > 0) {
      this.faults.failures = (this.faults.failures ?? 0) - 1;
      request.resume();
      response.writeHead(503).end();
    } else if (method === "GET") this.#send(path, headers, response);
    else this.#receive(path, request, response);
  }

  #send(path: string, headers: IncomingMessage["headers"], response: ServerResponse): void {
    const file = this.files.get(path);
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    const etag = `"${createHash("sha256").update(file).digest("hex").slice(0, 16)}"`;
    const wanted = Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
    const from = headers["if-range"] === etag && this.faults.ignoresRange !== true ? wanted : 0;
    this.starts.push(from);
    const part = file.subarray(from);
    const range = `bytes ${String(from)}-${String(file.length - 1)}/${String(file.length)}`;
    response.writeHead(from === 0 ? 200 : 206, {
      etag,
      "content-length": part.length + (this.faults.declareMore ?? 0),
      ...(from === 0 ? {} : { "content-range": range }),
    });
    this.#write(part, response);
  }

  #write(part: Buffer, response: ServerResponse): void {
    const { dropAfter } = this.faults;
    if (dropAfter === undefined && this.faults.declareMore === undefined) {
      response.end(part);
      return;
    }
    delete this.faults.dropAfter;
    response.write(part.subarray(0, dropAfter ?? part.length), () => {
      setTimeout(() => response.socket?.destroy(), 20);
    });
  }

  #receive(path: string, request: IncomingMessage, response: ServerResponse): void {
    if (this.faults.isFull === true) {
      response.writeHead(413).end();
      return;
    }
    if (request.headers.expect !== undefined && this.asksForBodies) response.writeContinue();
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      const { dropAfter } = this.faults;
      if (dropAfter === undefined || Buffer.concat(chunks).length < dropAfter) return;
      delete this.faults.dropAfter;
      request.socket.destroy();
    });
    request.on("end", () => {
      this.files.set(path, Buffer.concat(chunks));
      response.writeHead(201).end();
    });
  }
}
