import { describe, expect, it } from "vitest";
import { every } from "#hal/core/clock";
import { silentLog } from "#hal/core/log";
import { epochMillis, type Millis, millis, minutes, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import type { Illness } from "#agent/runtime/vital-signs";
import { Watchdog } from "#agent/runtime/watchdog";

/** The patience of the unit file, and the pause that is never exceeded by a process that lives. */
const PATIENCE = seconds(30);

/** A process in which something hangs after a minute; what is told is noted with its time. */
class SickProcess {
  readonly told: number[] = [];
  readonly #clock = new VirtualClock(epochMillis(0));
  readonly #illness: Illness;

  constructor(illness: Illness) {
    this.#illness = illness;
  }

  get #isSick(): boolean {
    return this.#clock.uptime() >= minutes(1);
  }

  /** Its event loop: every timer waits while it is held up. */
  get clock() {
    const world = this.#clock;
    return {
      now: () => world.now(),
      uptime: () => world.uptime(),
      after: (delay: Millis, ring: () => void) =>
        world.after(delay, () => {
          if (this.#illness !== "event-loop" || !this.#isSick) ring();
        }),
    };
  }

  readonly tell = (): void => {
    this.told.push(this.#clock.uptime());
  };

  watch(): void {
    new Watchdog({
      guardian: {
        patience: PATIENCE,
        tell: (news) => {
          if (news.includes("WATCHDOG=1")) this.tell();
        },
      },
      clock: this.#illness === "control" ? this.#withoutTicks() : this.clock,
      log: silentLog,
      probeStore: () => {
        if (this.#illness === "store" && this.#isSick) throw new TypeError("disk I/O error");
      },
      boardOverdue: () => millis(this.#illness === "board" && this.#isSick ? 1 : 0),
    }).start();
  }

  pingBarely(): void {
    every(this.clock, millis(PATIENCE / 3), this.tell);
  }

  /** Only the quick timers of control stand still. */
  #withoutTicks() {
    const { clock } = this;
    return {
      ...clock,
      after: (delay: Millis, ring: () => void) =>
        clock.after(delay, () => {
          if (delay >= seconds(1) || !this.#isSick) ring();
        }),
    };
  }

  /** How long the guardian would have waited from the beginning of the trouble; undefined where it would wait for ever. */
  async foundAfter(): Promise<number | undefined> {
    await this.#clock.advance(minutes(5));
    const found = Math.max(minutes(1), (this.told.at(-1) ?? 0) + PATIENCE);
    return found >= minutes(5) ? undefined : found - minutes(1);
  }
}

const illnesses: readonly Illness[] = ["event-loop", "control", "store", "board"];

describe("a process that hangs", () => {
  it.each(illnesses)("R13 is found by its watchdog: %s", async (illness) => {
    const sick = new SickProcess(illness);
    sick.watch();
    // A store that does not write is waited for; the guardian's patience comes on top, and another process has 10 s to start.
    expect(await sick.foundAfter()).toBeLessThanOrEqual(seconds(50));
  });

  it("R13 control: a timer that tells of life as long as it rings finds one of the four", async () => {
    const found: Illness[] = [];
    for (const illness of illnesses) {
      const sick = new SickProcess(illness);
      sick.pingBarely();
      if ((await sick.foundAfter()) !== undefined) found.push(illness);
    }
    expect(found).toEqual(["event-loop"]);
  });
});
