import type { Clock } from "#hal/core/clock";
import { AgentError, describeError, hasCode } from "#hal/core/errors";
import { CsmsDesk, type DeskReply } from "#simulator/csms/csms-desk";
import type { CsmsScript } from "#simulator/csms/csms-script";
import {
  type CsmsSettings,
  type CsmsState,
  type CsmsTransaction,
  defaultCsmsSettings,
} from "#simulator/csms/csms-state";
import type { MessageRecord, RecordedMessage } from "#simulator/csms/message-record";

/** Where a station wants to connect: the part of its connection request that matters here. */
export interface ConnectionRequest {
  readonly identity: string;
  readonly subprotocols: readonly string[];
}

/** The subprotocol that is spoken, or why the connection does not come about, in the words of the station's side. */
export type ConnectionAnswer =
  | { readonly subprotocol: string }
  | { readonly kind: "unreachable"; readonly detail: string }
  | { readonly kind: "noSubprotocol"; readonly detail: string };

/** The way back to a connected station. */
export interface StationLine {
  /** Sends a CALL and resolves with the result's payload. */
  call(action: string, payload: object): Promise<unknown>;
  /** Ends the connection without a word, as a cut cable does. */
  drop(reason: string): void;
}

const SUBPROTOCOL = "ocpp1.6";

/** The twin of the virtual back end without sockets: same books, script and record, for virtual time in one process. */
export class MemoryCsms {
  readonly #desk: CsmsDesk;
  #station = "";
  #line: StationLine | undefined;
  #isReachable = true;
  #sentCalls = 0;

  constructor(clock: Clock, settings: Partial<CsmsSettings> = {}) {
    this.#desk = new CsmsDesk({ ...defaultCsmsSettings, ...settings }, clock);
  }

  get script(): CsmsScript {
    return this.#desk.script;
  }

  get record(): MessageRecord {
    return this.#desk.record;
  }

  get messages(): readonly RecordedMessage[] {
    return this.#desk.record.messages();
  }

  state(): CsmsState {
    return this.#desk.state();
  }

  transaction(id: number): CsmsTransaction | undefined {
    return this.#desk.state().transactions.get(id);
  }

  configure(settings: Partial<CsmsSettings>): void {
    this.#desk.configure(settings);
  }

  accept(target: ConnectionRequest): ConnectionAnswer {
    if (!this.#isReachable) return { kind: "unreachable", detail: "the network is cut" };
    if (!target.subprotocols.includes(SUBPROTOCOL)) {
      return { kind: "noSubprotocol", detail: `only ${SUBPROTOCOL} is spoken here` };
    }
    this.#station = target.identity;
    return { subprotocol: SUBPROTOCOL };
  }

  attach(line: StationLine): void {
    this.#line = line;
  }

  /** Answers a CALL of the station. Never rejects. */
  async onCall(action: string, payload: unknown, id: string): Promise<Exclude<DeskReply, { kind: "hangUp" }>> {
    const line = this.#line;
    const reply = await this.#desk.receive({ station: this.#station, action, payload, id });
    if (reply.kind !== "hangUp") return reply;
    line?.drop("the back end hung up");
    return { kind: "silence" };
  }

  /** Drops the connection and refuses new ones. */
  cutNetwork(): void {
    this.#isReachable = false;
    this.#line?.drop("the network was cut");
    this.#line = undefined;
  }

  mendNetwork(): void {
    this.#isReachable = true;
  }

  /** Sends a CALL to the station. Rejects with AgentError `csms.not-connected` or whatever the line rejects with. */
  async call(action: string, payload: object): Promise<unknown> {
    const line = this.#line;
    if (line === undefined) throw new AgentError("csms.not-connected", "no station is connected", { action });
    this.#sentCalls += 1;
    const id = `csms-${String(this.#sentCalls)}`;
    const sequence = this.record.open({ direction: "sent", station: this.#station, action, id, payload });
    try {
      const result = await line.call(action, payload);
      this.record.close(sequence, { kind: "result", payload: result });
      return result;
    } catch (error) {
      this.record.close(sequence, failureOf(error));
      throw error;
    }
  }
}

function failureOf(error: unknown): Parameters<MessageRecord["close"]>[1] {
  if (!hasCode(error, "csms.call-error")) return { kind: "none", why: describeError(error) };
  const { errorCode } = error.details;
  return {
    kind: "error",
    code: typeof errorCode === "string" ? errorCode : "GenericError",
    description: describeError(error),
  };
}
