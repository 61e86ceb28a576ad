import type { AbortSignalLike } from "#hal/core/clock";
import type { CallHandler, ConnectResult, CsmsConnection, CsmsLink, CsmsTarget } from "#agent/ports/csms-link";

/** WebSocket code for an end that says nothing of itself (RFC 6455 section 7.4.1: the station goes away). */
const GOING_AWAY = 1001;

/**
 * A link behind a switch. While it is off a connection that exists is closed, and one that is wanted waits without a time-out and without
 * counting as a failure, so that no back-off adds up.
 */
export class SwitchedCsmsLink implements CsmsLink {
  readonly #link: CsmsLink;
  readonly #waiting = new Set<() => void>();
  #connection: CsmsConnection | undefined;
  #attempt: AbortController | undefined;
  #isOn: boolean;

  constructor(link: CsmsLink, isOn: boolean) {
    this.#link = link;
    this.#isOn = isOn;
  }

  isOn(): boolean {
    return this.#isOn;
  }

  async connect(target: CsmsTarget, handler: CallHandler, abort: AbortSignalLike): Promise<ConnectResult> {
    while (!this.#isOn && !abort.aborted) await this.#untilOn(abort);
    const attempt = new AbortController();
    const giveUp = () => {
      attempt.abort();
    };
    if (abort.aborted) giveUp();
    abort.addEventListener("abort", giveUp);
    this.#attempt = attempt;
    try {
      const result = await this.#link.connect(target, handler, attempt.signal);
      if (result.ok) this.#connection = result.connection;
      return result;
    } finally {
      abort.removeEventListener("abort", giveUp);
      this.#attempt = undefined;
    }
  }

  on(): void {
    this.#isOn = true;
    for (const go of [...this.#waiting]) go();
  }

  /** Resolves when the connection is closed. */
  async off(): Promise<void> {
    this.#isOn = false;
    this.#attempt?.abort();
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.close(GOING_AWAY);
  }

  #untilOn(abort: AbortSignalLike): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        this.#waiting.delete(go);
        abort.removeEventListener("abort", go);
        resolve();
      };
      this.#waiting.add(go);
      abort.addEventListener("abort", go);
    });
  }
}
