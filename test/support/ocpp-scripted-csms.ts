import type { Clock } from "#hal/core/clock";
import { isoTime, type Millis } from "#hal/core/units";
import type { CallReply, ConnectFailure } from "#agent/ports/csms-link";
import type { MemoryCsms, MemoryCsmsControl } from "#agent/ocpp/memory-csms";

export interface ReceivedCall {
  readonly action: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Uptime at arrival. */
  readonly at: Millis;
  /** Which connection it came on, from 1. */
  readonly connection: number;
}

type Script = (payload: Readonly<Record<string, unknown>>, messageId: string) => CallReply | undefined;

export const result = (payload: object): CallReply => ({ kind: "result", payload });
export const callError = (code: string): CallReply => ({ kind: "error", code, description: "" });

/** A CSMS that says yes to everything, numbers transactions from 1, writes down what it got, and does otherwise where a test says so. */
export class ScriptedCsms implements MemoryCsms {
  readonly received: ReceivedCall[] = [];
  readonly #clock: Clock;
  readonly #scripts = new Map<string, Script>();
  #transactions = 0;
  #connections = 0;
  #control: MemoryCsmsControl | undefined;
  /** What the handshake is answered instead of success. */
  refusal: ConnectFailure | undefined;
  subprotocol = "ocpp1.6";
  handshakes: Millis[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** From now on `action` is answered so; undefined as an answer is silence. */
  on(action: string, script: Script): void {
    this.#scripts.set(action, script);
  }

  /** Back to the friendly answer. */
  normal(action: string): void {
    this.#scripts.delete(action);
  }

  accept(): { readonly subprotocol: string } | ConnectFailure {
    this.handshakes.push(this.#clock.uptime());
    if (this.refusal !== undefined) return this.refusal;
    this.#connections += 1;
    return { subprotocol: this.subprotocol };
  }

  attach(control: MemoryCsmsControl): void {
    this.#control = control;
  }

  onCall(action: string, payload: unknown, messageId: string): CallReply | undefined {
    const fields = typeof payload === "object" && payload !== null ? Object.fromEntries(Object.entries(payload)) : {};
    this.received.push({ action, payload: fields, at: this.#clock.uptime(), connection: this.#connections });
    const script = this.#scripts.get(action);
    return script === undefined ? result(this.#friendly(action)) : script(fields, messageId);
  }

  call(action: string, payload: object): Promise<unknown> {
    return this.#live().call(action, payload);
  }

  send(text: string): void {
    this.#live().send(text);
  }

  drop(closeCode?: number): void {
    this.#live().drop("dropped by the CSMS", closeCode);
  }

  actions(): readonly string[] {
    return this.received.map((call) => call.action);
  }

  of(action: string): readonly ReceivedCall[] {
    return this.received.filter((call) => call.action === action);
  }

  #live(): MemoryCsmsControl {
    if (this.#control === undefined) throw new TypeError("the station has never connected");
    return this.#control;
  }

  #friendly(action: string): object {
    const currentTime = isoTime(this.#clock.now());
    const idTagInfo = { status: "Accepted" };
    if (action === "BootNotification") return { status: "Accepted", currentTime, interval: 300 };
    if (action === "Heartbeat") return { currentTime };
    if (action === "Authorize" || action === "StopTransaction") return { idTagInfo };
    if (action === "StartTransaction") return { transactionId: ++this.#transactions, idTagInfo };
    return {};
  }
}
