import type { AbortSignalLike, Cancel, Clock } from "#hal/core/clock";
import { AgentError } from "#hal/core/errors";
import { type Listenable, Signal } from "#hal/core/signal";
import { type EpochMillis, type Millis, millis } from "#hal/core/units";
import type { ByteLink, LinkState } from "#hal/links/byte-link";
import type { CallHandler, ConnectResult, CsmsConnection, CsmsLink, CsmsTarget } from "#agent/ports/csms-link";

/** What a process throws that dies in the middle of a step: whoever catches it is dead as well. */
export class ProcessDeath extends Error {
  override readonly name = "ProcessDeath";
}

/** What goes on from it in a process may die over it, and the dead have nobody who waits for them. */
export function mortalPromise(promise: Promise<void>): Promise<void> {
  const original: Promise<void>["then"] = promise.then.bind(promise);
  const then: Promise<void>["then"] = (kept, mended) => {
    const next = original(kept, mended);
    next.catch((error: unknown) => {
      if (!(error instanceof ProcessDeath)) throw error;
    });
    return next;
  };
  return Object.assign(promise, { then });
}

/** The time of one process: after its death no timer rings any more. Its uptime counts from when its machine came up. */
export class MortalClock implements Clock {
  readonly #clock: Clock;
  readonly #bootedAt: Millis;
  readonly #cancels = new Set<Cancel>();
  #isDead = false;

  constructor(clock: Clock, bootedAt = millis(0)) {
    this.#clock = clock;
    this.#bootedAt = bootedAt;
  }

  now(): EpochMillis {
    return this.#clock.now();
  }

  uptime(): Millis {
    return millis(this.#clock.uptime() - this.#bootedAt);
  }

  after(delay: Millis, ring: () => void): Cancel {
    if (this.#isDead) return () => undefined;
    const cancel = this.#clock.after(delay, () => {
      this.#cancels.delete(cancel);
      try {
        ring();
      } catch (error) {
        if (!(error instanceof ProcessDeath)) throw error;
      }
    });
    this.#cancels.add(cancel);
    return () => {
      this.#cancels.delete(cancel);
      cancel();
    };
  }

  kill(): void {
    this.#isDead = true;
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }
}

/** A process's own handle of a line: after its death it neither hears nor speaks, and the line is free for the next one. */
export class MortalLink implements ByteLink {
  readonly name: string;
  readonly bytes: Listenable<Uint8Array>;
  readonly states: Listenable<LinkState>;
  readonly #link: ByteLink;
  readonly #cancels: readonly Cancel[];
  #isDead = false;

  constructor(link: ByteLink) {
    this.name = link.name;
    this.#link = link;
    const bytes = new Signal<Uint8Array>();
    const states = new Signal<LinkState>();
    this.bytes = bytes;
    this.states = states;
    this.#cancels = [
      link.bytes.listen((piece) => {
        bytes.emit(piece);
      }),
      link.states.listen((state) => {
        states.emit(state);
      }),
    ];
  }

  isOpen(): boolean {
    return !this.#isDead && this.#link.isOpen();
  }

  open(): Promise<void> {
    return this.#isDead ? Promise.reject(dead()) : this.#link.open();
  }

  close(): Promise<void> {
    return this.#isDead ? Promise.resolve() : this.#link.close();
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#isDead ? Promise.reject(dead()) : this.#link.write(bytes);
  }

  discard(): void {
    if (!this.#isDead) this.#link.discard();
  }

  /** The line stays open until the kernel closes it. */
  mute(): void {
    this.#isDead = true;
    for (const cancel of this.#cancels) cancel();
  }

  async kill(): Promise<void> {
    this.mute();
    await this.#link.close();
  }
}

/** A process's own connections: after its death nothing more is said or heard on them, and what was handed over before still goes its way. */
export class MortalCsmsLink implements CsmsLink {
  readonly #link: CsmsLink;
  #isDead = false;

  constructor(link: CsmsLink) {
    this.#link = link;
  }

  async connect(target: CsmsTarget, handler: CallHandler, abort: AbortSignalLike): Promise<ConnectResult> {
    const heard: CallHandler = (...call) => (this.#isDead ? never() : handler(...call));
    const result = await this.#link.connect(target, heard, abort);
    return result.ok ? { ok: true, connection: this.#own(result.connection) } : result;
  }

  mute(): void {
    this.#isDead = true;
  }

  /** The dead hear neither an answer nor that there will be none. */
  async #heard(answer: Promise<unknown>): Promise<unknown> {
    try {
      const payload = await answer;
      return this.#isDead ? await never() : payload;
    } catch (error) {
      if (this.#isDead) return never();
      throw error;
    }
  }

  #own(connection: CsmsConnection): CsmsConnection {
    return {
      subprotocol: connection.subprotocol,
      closed: connection.closed,
      traffic: connection.traffic,
      isOpen: () => connection.isOpen(),
      close: (code) => (this.#isDead ? never() : connection.close(code)),
      call: (...call) => (this.#isDead ? never() : this.#heard(connection.call(...call))),
    };
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

function dead(): AgentError {
  return new AgentError("link.closed", "the process is dead");
}
