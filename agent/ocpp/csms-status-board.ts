import type { Clock } from "#hal/core/clock";
import { type Listenable, Signal } from "#hal/core/signal";
import type { EpochMillis } from "#hal/core/units";
import type { CsmsStatus, Registration } from "#agent/ports/csms-client";

/** What people see of the connection. */
export class CsmsStatusBoard {
  readonly #clock: Clock;
  readonly #changes: Signal<CsmsStatus>;
  #connection: CsmsStatus["connection"] = "offline";
  #registration: Registration = "none";
  #since: EpochMillis;
  #connections = 0;
  #lastMessageAt: EpochMillis | undefined;
  #trouble: string | undefined;

  constructor(clock: Clock, onFailure: (error: unknown) => void) {
    this.#clock = clock;
    this.#changes = new Signal(onFailure);
    this.#since = clock.now();
  }

  get changes(): Listenable<CsmsStatus> {
    return this.#changes;
  }

  status(): CsmsStatus {
    return {
      connection: this.#connection,
      registration: this.#registration,
      since: this.#since,
      connections: this.#connections,
      ...(this.#lastMessageAt === undefined ? {} : { lastMessageAt: this.#lastMessageAt }),
      ...(this.#trouble === undefined ? {} : { trouble: this.#trouble }),
    };
  }

  heard(): void {
    this.#lastMessageAt = this.#clock.now();
  }

  /** `trouble` stays until a connection works again or another one takes its place. */
  connection(connection: CsmsStatus["connection"], trouble?: string): void {
    if (connection === "connected") this.#trouble = undefined;
    else this.#trouble = trouble ?? this.#trouble;
    if (connection === this.#connection && trouble === undefined) return;
    // Attempts come and go; what people ask is since when it works, or no longer works.
    if ((connection === "connected") !== (this.#connection === "connected")) this.#since = this.#clock.now();
    if (connection === "connected" && this.#connection !== "connected") this.#connections += 1;
    this.#connection = connection;
    this.#changes.emit(this.status());
  }

  registration(registration: Registration): void {
    if (registration === this.#registration) return;
    this.#registration = registration;
    this.#since = this.#clock.now();
    this.#changes.emit(this.status());
  }
}
