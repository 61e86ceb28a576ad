import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { type Cancel, type Clock, every } from "#hal/core/clock";
import { AgentError, describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import type { Listenable } from "#hal/core/signal";
import { millis } from "#hal/core/units";
import type { RecordedMessage } from "#simulator/csms/message-record";
import type { AgentStatusSource } from "#simulator/panel/agent-status-follower";
import { CurveHistory } from "#simulator/panel/curve-history";
import { PanelAssets } from "#simulator/panel/panel-assets";
import { commandIn, type PanelCommand, type PanelControls, perform } from "#simulator/panel/panel-controls";
import type { CurvePoint, PanelModel, PanelPush, PanelWorld } from "#simulator/panel/panel-model";
import { hasOwnHost, hasOwnOrigin } from "#simulator/panel/request-guard";
import { type TextSocket, TextSocketAcceptor } from "#simulator/panel/web-socket";

export interface PanelServerOptions {
  /** Port on 127.0.0.1; 0 for any free one. */
  readonly port: number;
  readonly controls: PanelControls;
  readonly agentStatus: AgentStatusSource;
  /** The back end's message record. */
  readonly csmsMessages: { messages(): readonly RecordedMessage[]; readonly changes: Listenable<RecordedMessage> };
  readonly world: () => PanelWorld;
  /** The simulation's time, which pages show. */
  readonly clock: Clock;
  /** Real time, in which pages are brought up to date; `clock` when absent. */
  readonly pace?: Clock;
  readonly log: Log;
  readonly packageRoot: string;
}

const UPDATE_PERIOD = millis(200);
const MESSAGES_AT_START = 200;

const headers: Readonly<Record<string, string>> = {
  "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-store",
};

/** Serves the panel's page on the loopback interface and keeps every open page up to date over `/panel`. */
export class PanelServer {
  readonly #options: PanelServerOptions;
  readonly #acceptor = new TextSocketAcceptor();
  readonly #pages = new Set<TextSocket>();
  readonly #curve = new CurveHistory();
  readonly #unsentMessages = new Map<number, RecordedMessage>();
  #unsentPoints: readonly CurvePoint[] = [];
  #lastModel = "";
  #server: Server | undefined;
  #cancels: readonly Cancel[] = [];

  constructor(options: PanelServerOptions) {
    this.#options = options;
  }

  /** Rejects with AgentError `panel.page-missing`, `panel.port-taken` or `panel.listen-failed`. */
  async start(): Promise<void> {
    const { packageRoot, port, agentStatus, csmsMessages, pace, clock } = this.#options;
    const assets = await PanelAssets.find(packageRoot);
    const server = createServer((request, response) => {
      this.#serve(assets, request, response).catch((error: unknown) => {
        this.#options.log.error({ error: describeError(error) }, "panel.request-failed");
        end(response, 500);
      });
    });
    server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
      this.#upgrade(request, stream, head);
    });
    await listen(server, port);
    this.#server = server;
    this.#cancels = [
      agentStatus.changes.listen(({ status }) => {
        if (status !== undefined) this.#unsentPoints = [...this.#unsentPoints, ...this.#curve.add(status)];
      }),
      csmsMessages.changes.listen((message) => this.#unsentMessages.set(message.sequence, message)),
      every(pace ?? clock, UPDATE_PERIOD, () => {
        this.#update();
      }),
    ];
  }

  async stop(): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    this.#cancels = [];
    this.#acceptor.close();
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
  }

  /** Throws AgentError `panel.not-started`. */
  port(): number {
    const address = this.#server?.address();
    if (typeof address !== "object" || address === null) throw new AgentError("panel.not-started", "not listening");
    return address.port;
  }

  /** What to open in a browser. */
  url(): string {
    return `http://127.0.0.1:${String(this.port())}/`;
  }

  async #serve(assets: PanelAssets, request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeaders(new Map(Object.entries(headers)));
    const refusal = refusalOf(request);
    const asset = refusal === undefined ? await assets.read(pathOf(request)) : undefined;
    if (asset === undefined) {
      end(response, refusal ?? 404);
      return;
    }
    response.setHeader("Content-Type", asset.contentType);
    response.end(asset.body);
  }

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    if (request.url !== "/panel" || !hasOwnOrigin(request)) {
      this.#options.log.warn({ origin: request.headers.origin }, "panel.page-refused");
      stream.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    this.#acceptor.accept(request, stream, head, (page) => {
      this.#greet(page);
      return {
        text: (text) => {
          this.#hear(page, text).catch((error: unknown) => {
            this.#options.log.error({ error: describeError(error) }, "panel.page-failed");
            page.close();
          });
        },
        closed: () => {
          this.#pages.delete(page);
        },
      };
    });
  }

  /** Brings a new page to where the others are; what is still unsent then goes to all. */
  #greet(page: TextSocket): void {
    this.#update();
    push(page, { type: "curve", points: this.#curve.points() });
    push(page, { type: "messages", messages: this.#options.csmsMessages.messages().slice(-MESSAGES_AT_START) });
    push(page, { type: "model", model: this.#model() });
    this.#pages.add(page);
  }

  async #hear(page: TextSocket, text: string): Promise<void> {
    const command = commandIn(parse(text));
    if (command === undefined) {
      page.close();
      return;
    }
    push(page, await this.#obey(command));
    this.#update();
  }

  async #obey(command: PanelCommand): Promise<PanelPush> {
    try {
      await perform(this.#options.controls, command);
      return { type: "outcome", id: command.id, ok: true, text: "" };
    } catch (error) {
      this.#options.log.warn({ command: command.name, error: describeError(error) }, "panel.command-failed");
      return { type: "outcome", id: command.id, ok: false, text: plainWords(error) };
    }
  }

  #update(): void {
    if (this.#unsentMessages.size > 0) this.#tell({ type: "messages", messages: [...this.#unsentMessages.values()] });
    if (this.#unsentPoints.length > 0) this.#tell({ type: "curve", points: this.#unsentPoints });
    this.#unsentMessages.clear();
    this.#unsentPoints = [];
    const text = JSON.stringify({ type: "model", model: this.#model() } satisfies PanelPush);
    if (text === this.#lastModel) return;
    this.#lastModel = text;
    for (const page of this.#pages) page.send(text);
  }

  #tell(message: PanelPush): void {
    for (const page of this.#pages) push(page, message);
  }

  #model(): PanelModel {
    const { isReachable, status } = this.#options.agentStatus.view();
    const { clock, world } = this.#options;
    return { now: clock.now(), world: world(), isAgentReachable: isReachable, status: status ?? null };
  }
}

function push(page: TextSocket, message: PanelPush): void {
  page.send(JSON.stringify(message));
}

/** The sentence of an error without the code that logs want. */
function plainWords(error: unknown): string {
  const text = describeError(error);
  return error instanceof AgentError ? text.replace(` (${error.code})`, "") : text;
}

/** The HTTP status that a request deserves for its form, or undefined. */
function refusalOf(request: IncomingMessage): number | undefined {
  if (!hasOwnHost(request)) return 403;
  return request.method === "GET" || request.method === "HEAD" ? undefined : 405;
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0] ?? "/";
}

function end(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.end();
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      const isTaken = "code" in error && error.code === "EADDRINUSE";
      const [code, words] = isTaken
        ? (["panel.port-taken", "another program has the panel's port"] as const)
        : (["panel.listen-failed", "the panel cannot listen"] as const);
      reject(new AgentError(code, words, { port }, error));
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
