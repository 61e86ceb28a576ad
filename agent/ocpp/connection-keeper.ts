import { backoff } from "#hal/core/backoff";
import { type Clock, sleep } from "#hal/core/clock";
import { describeError } from "#hal/core/errors";
import type { RandomStream } from "#hal/core/random";
import { type Millis, millis, seconds } from "#hal/core/units";
import type { CallHandler, ConnectFailure, CsmsConnection, CsmsLink, CsmsTarget } from "#agent/ports/csms-link";
import type { Variables } from "#agent/control/variables";

export interface ConnectionKeeperOptions {
  readonly link: CsmsLink;
  /** Asked for anew at each try. */
  readonly target: () => CsmsTarget;
  readonly clock: Clock;
  readonly chance: RandomStream;
  readonly variables: Pick<Variables, "get">;
  readonly onConnecting: () => void;
  /** Gives who serves the requests of the CSMS on this connection. */
  readonly onOpened: (connection: CsmsConnection) => CallHandler;
  readonly onLost: (reason: string) => void;
  readonly onFailed: (failure: ConnectFailure) => void;
  /** How long it waits now before the next try. */
  readonly onWaiting: (wait: Millis) => void;
  readonly onFatal: (error: unknown) => void;
}

const RENEWAL_GRACE = millis(200);

/**
 * Keeps a connection for as long as it runs: tries at once, then after the waits of OCPP 2.0.1 Part 4 section 5.3 (1.6 has none of its own), for
 * ever and whatever the reason of the failure. A connection that came about sets the waits back to the shortest; its loss is waited for too, so
 * that the stations of a CSMS that restarts do not come back all at once.
 */
export class ConnectionKeeper {
  readonly #options: ConnectionKeeperOptions;
  #abort = new AbortController();
  #wake = new AbortController();
  #connection: CsmsConnection | undefined;
  #hurried: Millis | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(options: ConnectionKeeperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#abort = new AbortController();
    this.#running = this.#run(this.#abort.signal).catch(this.#options.onFatal);
  }

  /** Ends a wait for the next try. */
  retryNow(): void {
    this.#wake.abort();
  }

  /** The next wait is this one, in the place of what would be its turn. */
  hurry(wait: Millis): void {
    this.#hurried = wait;
  }

  /**
   * Ends the connection after a moment in which what has just been said can arrive, and makes a new one at once. Of no effect while one is being made.
   */
  async renew(code: number): Promise<void> {
    const connection = this.#connection;
    if (connection === undefined) return;
    await sleep(this.#options.clock, RENEWAL_GRACE, this.#abort.signal);
    if (this.#abort.signal.aborted || this.#connection !== connection) return;
    this.hurry(seconds(0));
    await this.drop(code);
  }

  /** Ends the connection, and a new one is made after a wait. */
  async drop(code: number): Promise<void> {
    await this.#connection?.close(code);
  }

  /** 1001: the station goes away. */
  async stop(): Promise<void> {
    this.#abort.abort();
    this.#wake.abort();
    await this.drop(1001);
    await this.#running;
  }

  async #run(abort: AbortSignal): Promise<void> {
    let waits = this.#waits();
    for (;;) {
      if (await this.#visit(abort)) waits = this.#waits();
      if (!abort.aborted) await this.#pause(this.#takeHurry() ?? waits.next().value);
      if (abort.aborted) return;
    }
  }

  #takeHurry(): Millis | undefined {
    const wait = this.#hurried;
    this.#hurried = undefined;
    return wait;
  }

  async #pause(wait: Millis): Promise<void> {
    this.#wake = new AbortController();
    this.#options.onWaiting(wait);
    await sleep(this.#options.clock, wait, this.#wake.signal);
  }

  /** One connection from its making to its end; false when none came about. */
  async #visit(abort: AbortSignal): Promise<boolean> {
    let begin: (serve: CallHandler) => void = () => undefined;
    const serving = new Promise<CallHandler>((resolve) => {
      begin = resolve;
    });
    const handler: CallHandler = async (action, payload, id) => (await serving)(action, payload, id);
    this.#options.onConnecting();
    const connection = await this.#connect(handler, abort);
    if (connection === undefined) return false;
    this.#connection = connection;
    begin(this.#options.onOpened(connection));
    if (abort.aborted) await connection.close(1001);
    const reason = await connection.closed;
    this.#connection = undefined;
    this.#options.onLost(reason);
    return true;
  }

  async #connect(handler: CallHandler, abort: AbortSignal): Promise<CsmsConnection | undefined> {
    try {
      const result = await this.#options.link.connect(this.#options.target(), handler, abort);
      if (result.ok) return result.connection;
      if (!abort.aborted) this.#options.onFailed(result.failure);
    } catch (error) {
      this.#options.onFailed({ kind: "unreachable", detail: describeError(error) });
    }
    return undefined;
  }

  #waits(): Generator<Millis, never> {
    const { chance, variables } = this.#options;
    return backoff(chance, {
      minimum: variables.get("retryBackOffWaitMinimum"),
      repeatTimes: variables.get("retryBackOffRepeatTimes"),
      randomRange: variables.get("retryBackOffRandomRange"),
    });
  }
}
