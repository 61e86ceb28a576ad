import type { Cancel, Clock } from "#hal/core/clock";
import { AgentError } from "#hal/core/errors";
import { type Listenable, Signal } from "#hal/core/signal";
import { type EpochMillis, type Millis, millis } from "#hal/core/units";
import type { ByteLink, LinkState } from "#hal/links/byte-link";

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
      ring();
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

  async kill(): Promise<void> {
    this.#isDead = true;
    for (const cancel of this.#cancels) cancel();
    await this.#link.close();
  }
}

function dead(): AgentError {
  return new AgentError("link.closed", "the process is dead");
}
