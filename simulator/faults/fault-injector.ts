import type { Cancel, Clock } from "#hal/core/clock";
import type { RandomStream } from "#hal/core/random";
import { type Listenable, Signal } from "#hal/core/signal";
import { millis } from "#hal/core/units";
import type { ByteLink, LinkState } from "#hal/links/byte-link";
import { calmLine, disturb, type LineDirection, type LinePlan } from "#simulator/faults/line-plan";

export interface FaultInjectorOptions {
  /** The end of the wire that the virtual device holds. */
  readonly link: ByteLink;
  readonly clock: Clock;
  readonly chance: RandomStream;
  /** What a hang-up does. */
  readonly hangUp: () => void;
}

/** A link that does what its plan says to the bytes that pass, both ways. Pieces never overtake each other. */
export class FaultInjector implements ByteLink {
  readonly name: string;
  readonly #link: ByteLink;
  readonly #clock: Clock;
  readonly #chance: RandomStream;
  readonly #hangUp: () => void;
  readonly #bytes = new Signal<Uint8Array>();
  readonly #lanes: Readonly<Record<LineDirection, Lane>>;
  #plan: LinePlan = calmLine;

  constructor(options: FaultInjectorOptions) {
    this.name = options.link.name;
    this.#link = options.link;
    this.#clock = options.clock;
    this.#chance = options.chance;
    this.#hangUp = options.hangUp;
    this.#lanes = { toDevice: { waiting: new Set(), freeAt: 0 }, fromDevice: { waiting: new Set(), freeAt: 0 } };
    // For as long as both live; the wire is made and thrown away together with its decorator.
    this.#link.bytes.listen((bytes) => {
      this.#pass("toDevice", bytes, (piece) => {
        this.#bytes.emit(piece);
      });
    });
    this.#link.states.listen((state) => {
      if (state === "closed") this.#forget();
    });
  }

  /** From the next piece on. */
  setPlan(plan: LinePlan): void {
    this.#plan = plan;
  }

  plan(): LinePlan {
    return this.#plan;
  }

  get bytes(): Listenable<Uint8Array> {
    return this.#bytes;
  }

  get states(): Listenable<LinkState> {
    return this.#link.states;
  }

  isOpen(): boolean {
    return this.#link.isOpen();
  }

  open(): Promise<void> {
    return this.#link.open();
  }

  async close(): Promise<void> {
    this.#forget();
    await this.#link.close();
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#plan === calmLine && this.#lanes.fromDevice.waiting.size === 0) return this.#link.write(bytes);
    const copy = bytes.slice();
    this.#pass("fromDevice", copy, (piece) => {
      // A line that breaks under a delayed piece loses it; the break itself is told by `states`.
      this.#link.write(piece).catch(() => undefined);
    });
    return Promise.resolve();
  }

  discard(): void {
    this.#empty(this.#lanes.toDevice);
    this.#link.discard();
  }

  #pass(direction: LineDirection, bytes: Uint8Array, deliver: (piece: Uint8Array) => void): void {
    const plan = this.#plan.direction === undefined || this.#plan.direction === direction ? this.#plan : calmLine;
    const fate = plan === calmLine ? undefined : disturb(bytes, plan, this.#chance);
    if (fate?.kind === "hang-up") {
      this.#hangUp();
      return;
    }
    const pieces = fate?.pieces ?? [bytes];
    this.#queue(this.#lanes[direction], fate?.delay ?? 0, () => {
      for (const piece of pieces) deliver(piece);
    });
  }

  #queue(lane: Lane, delay: number, deliver: () => void): void {
    const now = this.#clock.uptime();
    const due = Math.max(now + delay, lane.waiting.size > 0 ? lane.freeAt : 0);
    if (due <= now && lane.waiting.size === 0) {
      deliver();
      return;
    }
    lane.freeAt = due;
    const cancel = this.#clock.after(millis(due - now), () => {
      lane.waiting.delete(cancel);
      deliver();
    });
    lane.waiting.add(cancel);
  }

  #forget(): void {
    this.#empty(this.#lanes.toDevice);
    this.#empty(this.#lanes.fromDevice);
  }

  #empty(lane: Lane): void {
    for (const cancel of lane.waiting) cancel();
    lane.waiting.clear();
  }
}

/** One direction with what is still on its way. */
interface Lane {
  readonly waiting: Set<Cancel>;
  /** Uptime at which the last piece arrives. */
  freeAt: number;
}
