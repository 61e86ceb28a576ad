import { assertNever } from "#hal/core/assert-never";
import { type AbortSignalLike, type Cancel, type Clock, sleep } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import { AgentError, describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import type { Listenable } from "#hal/core/signal";
import { millis, type Millis } from "#hal/core/units";
import type { ByteLink, LinkState } from "#hal/links/byte-link";
import { LineKeeper } from "#hal/links/line-keeper";
import { Exchange, type ExchangeEnd } from "#hal/modbus/exchange";
import { type ModbusCounters, noModbusTraffic } from "#hal/modbus/modbus-counters";
import { defaultModbusTiming, type ModbusTiming } from "#hal/modbus/modbus-timing";
import { exceptionName, type ExceptionPdu, type RequestPdu, type ResponsePdu } from "#hal/wire/modbus-pdu";
import { MAX_UNIT } from "#hal/wire/modbus-rtu";

export interface ModbusBusOptions {
  readonly name: string;
  readonly link: ByteLink;
  /** The clock of the line: real devices keep real deadlines even where the world runs faster. */
  readonly clock: Clock;
  readonly log: Log;
  readonly timing?: Partial<ModbusTiming>;
  /** For half-duplex adapters that read back what they send. Without it such an adapter would confirm every single write by itself. */
  readonly ignoreEcho?: boolean;
}

/** What one device needs different from the line. */
export type RequestOptions = Partial<Pick<ModbusTiming, "response" | "retries">>;

export type SuccessPdu = Exclude<ResponsePdu, ExceptionPdu>;

interface Order {
  readonly unit: number;
  readonly request: RequestPdu;
  readonly timing: ModbusTiming;
}

/** So many requests may wait for the line; more means that it cannot keep up. */
const QUEUE_LIMIT = 64;

/**
 * The one master of a Modbus RTU line. Requests of all drivers form one queue and one is on the wire at a time; the link is kept open by
 * the bus itself. Every failure is an AgentError:
 * - `modbus.timeout`, `modbus.crc`: no answer, or only broken ones, after all repetitions;
 * - `modbus.exception`: the device refused; details have `unit`, `functionCode`, `code`;
 * - `modbus.closed`: the line is away or the bus stopped;
 * - `modbus.bad-request`: not a request that a device may be asked;
 * - `modbus.overrun`: too many wait already.
 */
export class ModbusBus implements Component {
  readonly name: string;
  readonly #link: ByteLink;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #timing: ModbusTiming;
  readonly #hasEcho: boolean;
  readonly #keeper: LineKeeper;
  readonly #counters: { -readonly [Name in keyof ModbusCounters]: ModbusCounters[Name] } = { ...noModbusTraffic };
  #life: AbortController | undefined;
  #unlisten: Cancel = () => undefined;
  #isMissed = false;
  #queue: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #current: Exchange | undefined;
  /** Uptime of the last byte in either direction. */
  #lastByteAt = 0;
  /** No request before this uptime, so that a late answer passes by. */
  #quietUntil = 0;

  constructor({ name, link, clock, log, timing, ignoreEcho = false }: ModbusBusOptions) {
    this.name = name;
    this.#link = link;
    this.#clock = clock;
    this.#log = log;
    this.#timing = { ...defaultModbusTiming, ...timing };
    this.#hasEcho = ignoreEcho;
    this.#keeper = new LineKeeper({
      link,
      clock,
      up: () => this.#onUp(),
      down: (why) => {
        this.#onDown(why);
      },
    });
  }

  get counters(): ModbusCounters {
    return { ...this.#counters };
  }

  get states(): Listenable<LinkState> {
    return this.#link.states;
  }

  isOpen(): boolean {
    return this.#life !== undefined && this.#link.isOpen();
  }

  health(): Health {
    if (this.#life === undefined) return { kind: "stopped" };
    return this.#link.isOpen() ? { kind: "ok" } : { kind: "degraded", why: `${this.#link.name} is closed` };
  }

  async start(abort: AbortSignalLike): Promise<void> {
    if (this.#life !== undefined || abort.aborted) return;
    this.#life = new AbortController();
    const unlistenBytes = this.#link.bytes.listen((bytes) => {
      this.#onBytes(bytes);
    });
    const unlistenStates = this.#link.states.listen((state) => {
      if (state === "closed") this.#current?.abandon();
    });
    this.#unlisten = () => {
      unlistenBytes();
      unlistenStates();
    };
    await this.#keeper.start(abort);
  }

  /** Ends all that is pending with `modbus.closed`. */
  async stop(): Promise<void> {
    this.#life?.abort();
    this.#life = undefined;
    this.#current?.abandon();
    await this.#queue;
    this.#unlisten();
    await this.#keeper.stop();
  }

  /** Sends when its turn comes. `unit` is 1 to 247; broadcasts are not offered because nothing confirms them. */
  request(unit: number, request: RequestPdu, options: RequestOptions = {}): Promise<SuccessPdu> {
    if (!Number.isInteger(unit) || unit < 1 || unit > MAX_UNIT)
      return Promise.reject(new AgentError("modbus.bad-request", "units are 1 to 247", { bus: this.name, unit }));
    if (this.#waiting >= QUEUE_LIMIT)
      return Promise.reject(new AgentError("modbus.overrun", "too many requests wait", { bus: this.name, unit }));
    this.#waiting++;
    const order: Order = { unit, request, timing: { ...this.#timing, ...options } };
    const result = this.#queue.then(() => this.#perform(order));
    this.#queue = result.then(
      () => this.#waiting--,
      () => this.#waiting--,
    );
    return result;
  }

  async #perform(order: Order): Promise<SuccessPdu> {
    for (let attempt = 0; ; attempt++) {
      const end = await this.#exchange(order);
      switch (end.kind) {
        case "answered":
          return this.#accept(order, end);
        case "closed":
          // A line that takes no bytes is as good as closed.
          if (end.cause !== undefined) this.#keeper.giveUp(end.cause);
          throw this.#failure(order, "modbus.closed", "the line is closed", end.cause);
        case "silent":
          this.#count({ timeouts: this.#counters.timeouts + 1 });
          this.#quietUntil = this.#clock.uptime() + this.#timing.drain;
          if (attempt >= order.timing.retries) throw this.#failure(order, "modbus.timeout", "no answer");
          break;
        case "corrupt":
          this.#count({ crcErrors: this.#counters.crcErrors + 1 });
          if (attempt >= order.timing.retries) throw this.#failure(order, "modbus.crc", "answers arrive broken");
          break;
        default:
          return assertNever(end);
      }
      this.#count({ retries: this.#counters.retries + 1 });
      this.#log.debug({ bus: this.name, unit: order.unit, end: end.kind, attempt }, "modbus.retried");
    }
  }

  async #exchange({ unit, request, timing }: Order): Promise<ExchangeEnd> {
    const life = this.#life;
    if (life === undefined || !this.#link.isOpen()) return { kind: "closed" };
    await this.#awaitQuiet(life.signal);
    if (life.signal.aborted || !this.#link.isOpen()) return { kind: "closed" };
    const exchange = new Exchange({
      link: this.#link,
      clock: this.#clock,
      unit,
      request,
      timing,
      hasEcho: this.#hasEcho,
    });
    this.#link.discard();
    this.#current = exchange;
    this.#count({ requests: this.#counters.requests + 1 });
    const end = await exchange.run();
    this.#current = undefined;
    this.#lastByteAt = this.#clock.uptime();
    this.#count({ noiseBytes: this.#counters.noiseBytes + exchange.noiseBytes });
    return end;
  }

  /** Waits out the drain and then for a gap of silence; a line that never falls silent is tried all the same. */
  async #awaitQuiet(abort: AbortSignalLike): Promise<void> {
    const patience = Math.max(this.#clock.uptime(), this.#quietUntil) + this.#timing.exchange;
    for (;;) {
      const quietAt = Math.min(Math.max(this.#quietUntil, this.#lastByteAt + this.#timing.gap), patience);
      const rest = quietAt - this.#clock.uptime();
      if (rest <= 0 || abort.aborted) return;
      await sleep(this.#clock, millis(rest), abort);
    }
  }

  #onUp(): Promise<void> {
    this.#isMissed = false;
    this.#log.info({ bus: this.name, link: this.#link.name }, "modbus.line-opened");
    return Promise.resolve();
  }

  /** Once loudly, then quietly: a cable may stay out for weeks. */
  #onDown(why: unknown): void {
    const fields = { bus: this.name, link: this.#link.name, why: describeError(why) };
    if (this.#isMissed) this.#log.debug(fields, "modbus.line-missed");
    else this.#log.warn(fields, "modbus.line-missed");
    this.#isMissed = true;
  }

  #onBytes(bytes: Uint8Array): void {
    this.#lastByteAt = this.#clock.uptime();
    if (this.#current === undefined) this.#count({ noiseBytes: this.#counters.noiseBytes + bytes.length });
    else this.#current.receive(bytes);
  }

  #accept(order: Order, { response, latency }: { response: ResponsePdu; latency: Millis }): SuccessPdu {
    const longestLatency = millis(Math.max(latency, this.#counters.longestLatency ?? 0));
    this.#count({ lastLatency: latency, longestLatency });
    if (response.kind !== "exception") {
      this.#count({ answers: this.#counters.answers + 1 });
      return response;
    }
    this.#count({ exceptions: this.#counters.exceptions + 1 });
    const { functionCode, code } = response;
    throw new AgentError("modbus.exception", `the device refused: ${exceptionName(code)}`, {
      ...this.#where(order),
      functionCode,
      code,
    });
  }

  #failure(order: Order, code: string, message: string, cause?: unknown): AgentError {
    return new AgentError(code, message, this.#where(order), cause);
  }

  #where({ unit, request: { kind, address } }: Order): Readonly<Record<string, unknown>> {
    return { bus: this.name, unit, kind, address };
  }

  #count(changed: Partial<ModbusCounters>): void {
    Object.assign(this.#counters, changed);
  }
}
