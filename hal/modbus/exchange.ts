import type { Cancel, Clock } from "#hal/core/clock";
import { millis, type Millis } from "#hal/core/units";
import type { ByteLink } from "#hal/links/byte-link";
import type { ModbusTiming } from "#hal/modbus/modbus-timing";
import { concatBytes } from "#hal/wire/modbus-bytes";
import { encodeRequest, type RequestPdu, type ResponsePdu } from "#hal/wire/modbus-pdu";
import { type AnswerScan, encodeRtu, endOf, MAX_RTU_LENGTH, scanForAnswer } from "#hal/wire/modbus-rtu";

export type ExchangeEnd =
  | { readonly kind: "answered"; readonly response: ResponsePdu; readonly latency: Millis }
  /** Nothing that answers the request came in time. */
  | { readonly kind: "silent" }
  /** An answer came with a wrong CRC and nothing better after it. */
  | { readonly kind: "corrupt" }
  /** The line went away, or the exchange was given up. */
  | { readonly kind: "closed"; readonly cause?: unknown };

export interface ExchangeOptions {
  readonly link: ByteLink;
  readonly clock: Clock;
  readonly unit: number;
  readonly request: RequestPdu;
  readonly timing: ModbusTiming;
  /** The adapter reads back what it sends: the answer is looked for behind the echo only. */
  readonly hasEcho: boolean;
}

/** An echo and an answer, both as long as they can be, with some noise. */
const BUFFER_LIMIT = 3 * MAX_RTU_LENGTH;

/** One request on the wire and the wait for its answer. Used once. */
export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #frame: Uint8Array;
  readonly #started: number;
  /** Uptime at which the exchange ends if nothing more comes. */
  #due: number;
  #cancelTimer: Cancel = () => undefined;
  #finish: (end: ExchangeEnd) => void = () => undefined;
  #buffer: Uint8Array = new Uint8Array();
  #noiseBytes = 0;
  #awaitsEcho: boolean;
  #isCorrupt = false;

  /** Throws AgentError `modbus.bad-request`. */
  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#frame = encodeRtu(options.unit, encodeRequest(options.request));
    this.#awaitsEcho = options.hasEcho;
    this.#started = options.clock.uptime();
    this.#due = this.#started + options.timing.exchange;
  }

  /** Bytes so far that were neither answer nor echo. */
  get noiseBytes(): number {
    return this.#noiseBytes;
  }

  /** Never rejects. */
  async run(): Promise<ExchangeEnd> {
    const { link, clock, timing } = this.#options;
    const ended = new Promise<ExchangeEnd>((resolve) => {
      this.#finish = (end) => {
        this.#finish = () => undefined;
        this.#cancelTimer();
        resolve(end);
      };
    });
    this.#endAt(this.#due);
    link.write(this.#frame).then(
      () => {
        this.#endAt(clock.uptime() + timing.response);
      },
      (cause: unknown) => {
        this.#finish({ kind: "closed", cause });
      },
    );
    return ended;
  }

  receive(bytes: Uint8Array): void {
    const { clock, timing } = this.#options;
    this.#noiseBytes += bytes.length;
    this.#buffer = concatBytes(this.#buffer, bytes).slice(-BUFFER_LIMIT);
    if (this.#awaitsEcho) this.#skipEcho();
    const scan: AnswerScan = this.#awaitsEcho ? { kind: "nothing" } : scanForAnswer(this.#buffer, this.#options);
    if (scan.kind === "found") {
      this.#noiseBytes -= scan.end - scan.start;
      this.#finish({ kind: "answered", response: scan.response, latency: millis(clock.uptime() - this.#started) });
      return;
    }
    this.#isCorrupt = scan.kind === "corrupt";
    const patience = clock.uptime() + timing.interByte;
    this.#endAt(this.#isCorrupt ? patience : Math.max(patience, this.#due));
  }

  /** Ends the exchange without an answer. */
  abandon(): void {
    this.#finish({ kind: "closed" });
  }

  #skipEcho(): void {
    const end = endOf(this.#frame, this.#buffer);
    if (end === undefined) return;
    this.#awaitsEcho = false;
    this.#noiseBytes -= this.#frame.length;
    this.#buffer = this.#buffer.subarray(end);
  }

  #endAt(due: number): void {
    const { clock, timing } = this.#options;
    this.#due = Math.min(due, this.#started + timing.exchange);
    this.#cancelTimer();
    this.#cancelTimer = clock.after(millis(this.#due - clock.uptime()), () => {
      this.#finish({ kind: this.#isCorrupt ? "corrupt" : "silent" });
    });
  }
}
