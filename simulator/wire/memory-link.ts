import type { Cancel, Clock } from "#hal/core/clock";
import { AgentError } from "#hal/core/errors";
import { type Listenable, Signal } from "#hal/core/signal";
import type { Millis } from "#hal/core/units";
import type { ByteLink, LinkState } from "#hal/links/byte-link";
import type { Wire } from "#simulator/wire/wire";

/** A wire inside one process, with both its ends. */
export interface MemoryWire extends Wire {
  /** The end for the driver. */
  readonly near: ByteLink;
}

export interface MemoryLinkOptions {
  /** How long bytes travel; without it they arrive in the next microtask. */
  readonly latency?: { readonly clock: Clock; readonly delay: Millis };
}

/** What is written at one end arrives in order at the other, and is lost when the other end is not open, as on a serial line. */
export function memoryLinkPair(name: string, options: MemoryLinkOptions = {}): MemoryWire {
  const cable: Cable = { whole: true, carry: carrier(options) };
  const near = new MemoryEnd(name, cable);
  const far = new MemoryEnd(`${name} (device)`, cable);
  near.join(far);
  far.join(near);
  return {
    name,
    near,
    far,
    cut: async () => {
      cable.whole = false;
      await Promise.all([near.close(), far.close()]);
    },
    mend: () => {
      cable.whole = true;
      return Promise.resolve();
    },
  };
}

interface Cable {
  whole: boolean;
  readonly carry: (deliver: () => void) => Cancel;
}

function carrier({ latency }: MemoryLinkOptions): Cable["carry"] {
  if (latency !== undefined) return (deliver) => latency.clock.after(latency.delay, deliver);
  return (deliver) => {
    let cancelled = false;
    // A listener never throws into its Signal; this is a microtask that costs less than `queueMicrotask`.
    Promise.resolve()
      .then(() => {
        if (!cancelled) deliver();
      })
      .catch(() => undefined);
    return () => {
      cancelled = true;
    };
  };
}

class MemoryEnd implements ByteLink {
  readonly name: string;
  readonly #cable: Cable;
  readonly #bytes = new Signal<Uint8Array>();
  readonly #states = new Signal<LinkState>();
  readonly #underway = new Set<Cancel>();
  /** Of whoever tries again and again while the plug is out: where it was tried from says nothing. */
  readonly #cutError: AgentError;
  #peer: MemoryEnd | undefined;
  #isOpen = false;

  constructor(name: string, cable: Cable) {
    this.name = name;
    this.#cable = cable;
    this.#cutError = new AgentError("link.open-failed", "the cable is cut", { link: name });
  }

  get bytes(): Listenable<Uint8Array> {
    return this.#bytes;
  }

  get states(): Listenable<LinkState> {
    return this.#states;
  }

  join(peer: MemoryEnd): void {
    this.#peer = peer;
  }

  isOpen(): boolean {
    return this.#isOpen;
  }

  open(): Promise<void> {
    if (!this.#cable.whole) return Promise.reject(this.#cutError);
    if (!this.#isOpen) {
      this.#isOpen = true;
      this.#states.emit("open");
    }
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.discard();
    if (this.#isOpen) {
      this.#isOpen = false;
      this.#states.emit("closed");
    }
    return Promise.resolve();
  }

  write(bytes: Uint8Array): Promise<void> {
    if (!this.#isOpen) return Promise.reject(new AgentError("link.closed", "the link is closed", { link: this.name }));
    this.#peer?.receive(bytes.slice());
    return Promise.resolve();
  }

  discard(): void {
    for (const cancel of this.#underway) cancel();
    this.#underway.clear();
  }

  receive(bytes: Uint8Array): void {
    if (!this.#isOpen || bytes.length === 0) return;
    const cancel = this.#cable.carry(() => {
      this.#underway.delete(cancel);
      this.#bytes.emit(bytes);
    });
    this.#underway.add(cancel);
  }
}
