import type { Cancel, Clock } from "#hal/core/clock";
import { epochMillis, type EpochMillis, type Millis } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { settleMacrotasks } from "#hal/host/macrotask";
import type { HostTime, HostTimeSource } from "#agent/ports/host-time";

/** The clock of a machine that may have no battery, in a world that knows the time. Timers ring as in the world. */
export class HostClock implements Clock, HostTime {
  readonly world = new VirtualClock(epochMillis(Date.UTC(2026, 2, 1, 6)), settleMacrotasks);
  /** When the program that runs on it was made. */
  readonly builtAt = epochMillis(Date.UTC(2026, 0, 1));
  /** What it shows less what it should show. */
  #error = 0;
  #source: HostTimeSource | undefined;

  now(): EpochMillis {
    return epochMillis(this.world.now() + this.#error);
  }

  uptime(): Millis {
    return this.world.uptime();
  }

  after(delay: Millis, ring: () => void): Cancel {
    return this.world.after(delay, ring);
  }

  source(): HostTimeSource | undefined {
    return this.#source;
  }

  /** It has its time from a clock with a battery, right or wrong. */
  hasBattery(): void {
    this.#source = "battery";
  }

  /** Somebody sets it, right or wrong. */
  set(now: EpochMillis): void {
    this.#error = now - this.world.now();
  }

  /** A time server sets it. */
  synchronize(): void {
    this.#error = 0;
    this.#source = "timeServer";
  }
}
