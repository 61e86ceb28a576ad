import { createServer, type Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { AgentError } from "#hal/core/errors";
import { intBelow, type RandomStream } from "#hal/core/random";
import type { Clock } from "#hal/core/clock";
import { isoTime } from "#hal/core/units";

/** What a station has told of its transactions. */
export interface TransactionTrail {
  readonly starts: readonly unknown[];
  readonly stops: readonly unknown[];
  /** Registers in Wh that came for the first transaction, in order. */
  readonly registers: readonly number[];
}

type Payload = Readonly<Record<string, unknown>>;

const CALL = 2;
const TRANSACTION = 70_001;

/** What may come instead of an empty answer and must do no harm. Calls that a transaction hangs on are answered properly. */
const oddAnswers: readonly string[] = [
  ...[
    '{"surplus":1}',
    '{"__proto__":{"isOpen":true}}',
    "null",
    "[]",
    '"text"',
    "7",
    `${"[".repeat(5000)}${"]".repeat(5000)}`,
  ],
  ...['{"currentTime":7}', '{"currentTime":"never"}', '{},"surplus"', `{"x":"${"x".repeat(50_000)}"}`],
];
const harmlessCalls: ReadonlySet<unknown> = new Set(["Heartbeat", "StatusNotification"]);

/** A back end on a plain WebSocket for one charger: keeps it charging with proper answers, and lets others send it whatever they like. */
export class HostileCsms {
  readonly #clock: Clock;
  readonly #chance: RandomStream;
  readonly #onAnswer: (parts: readonly unknown[]) => void;
  readonly #server: Server = createServer((_request, response) => {
    response.writeHead(426).end();
  });
  readonly #sockets = new WebSocketServer({
    server: this.#server,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has("ocpp1.6") ? "ocpp1.6" : false),
  });
  readonly #trail = { starts: [] as unknown[], stops: [] as unknown[], registers: [] as number[] };
  readonly #statuses: string[] = [];
  #socket: WebSocket | undefined;
  #lastClose = 0;
  #isNasty = false;

  constructor(clock: Clock, chance: RandomStream, onAnswer: (parts: readonly unknown[]) => void) {
    this.#clock = clock;
    this.#chance = chance;
    this.#onAnswer = onAnswer;
    this.#sockets.on("connection", (socket) => {
      this.#welcome(socket);
    });
  }

  /** Resolves with the address to give to the charger. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    if (typeof address !== "object" || address === null)
      throw new AgentError("fuzz.listen", "the back end has no port");
    return `ws://127.0.0.1:${String(address.port)}`;
  }

  async stop(): Promise<void> {
    this.#socket?.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get isConnected(): boolean {
    return this.#socket !== undefined;
  }

  /** How many bytes have not left yet. */
  get backlog(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  /** The WebSocket code by which the last connection ended. */
  get lastClose(): number {
    return this.#lastClose;
  }

  get trail(): TransactionTrail {
    return this.#trail;
  }

  /** The last status of connector 1. */
  get status(): string | undefined {
    return this.#statuses.at(-1);
  }

  /** From now on some of its own answers are odd, too. */
  becomeNasty(): void {
    this.#isNasty = true;
  }

  send(text: string): void {
    this.#socket?.send(text);
  }

  #welcome(socket: WebSocket): void {
    this.#socket?.terminate();
    this.#socket = socket;
    socket.on("error", () => undefined);
    socket.on("close", (code) => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#lastClose = code;
    });
    socket.on("message", (data) => {
      const parts: unknown = JSON.parse(Buffer.isBuffer(data) ? data.toString("utf8") : "null");
      if (!Array.isArray(parts)) return;
      if (parts[0] === CALL) this.#serve(socket, parts);
      else this.#onAnswer(parts);
    });
  }

  #serve(socket: WebSocket, [, id, action, payload]: readonly unknown[]): void {
    const answer = this.#answer(String(action), payload as Payload);
    const isOdd = this.#isNasty && harmlessCalls.has(action) && intBelow(this.#chance, 3) === 0;
    const odd = oddAnswers[intBelow(this.#chance, oddAnswers.length)];
    const text = `[3,${JSON.stringify(id)},${isOdd && odd !== undefined ? odd : JSON.stringify(answer)}]`;
    socket.send(text);
    if (this.#isNasty && intBelow(this.#chance, 5) === 0) socket.send(text);
  }

  #answer(action: string, payload: Payload): object {
    const currentTime = isoTime(this.#clock.now());
    switch (action) {
      case "BootNotification":
        return { status: "Accepted", currentTime, interval: 60 };
      case "Heartbeat":
        return { currentTime };
      case "Authorize":
        return { idTagInfo: { status: "Accepted" } };
      case "StartTransaction":
        this.#trail.starts.push(payload);
        return { transactionId: TRANSACTION, idTagInfo: { status: "Accepted" } };
      case "StopTransaction":
        this.#trail.stops.push(payload);
        return {};
      case "MeterValues":
        this.#trail.registers.push(...registersIn(payload));
        return {};
      case "StatusNotification":
        if (payload["connectorId"] === 1) this.#statuses.push(String(payload["status"]));
        return {};
      case "DataTransfer":
      case "SignCertificate":
        return { status: "Rejected" };
      default:
        return {};
    }
  }
}

/** A value without a measurand is the energy register. What was triggered is told at once, before what waits, and is left out. */
function registersIn(payload: Payload): readonly number[] {
  if (payload["transactionId"] !== TRANSACTION) return [];
  const values = payload["meterValue"] as readonly { readonly sampledValue: readonly Payload[] }[];
  return values
    .flatMap(({ sampledValue }) => sampledValue)
    .filter(
      ({ measurand = "Energy.Active.Import.Register", phase, context }) =>
        measurand === "Energy.Active.Import.Register" && phase === undefined && context !== "Trigger",
    )
    .map(({ value }) => Number(value));
}
