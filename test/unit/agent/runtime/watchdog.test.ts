import { beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "#hal/core/log";
import { epochMillis, millis, minutes, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import type { ProcessGuardian } from "#agent/ports/process-guardian";
import { noGuardian } from "#agent/ports/process-guardian";
import { judgeVitality, type VitalSigns } from "#agent/runtime/vital-signs";
import { Watchdog } from "#agent/runtime/watchdog";

const healthy: VitalSigns = {
  loopLag: millis(0),
  sinceTick: millis(250),
  sinceStore: seconds(8),
  boardOverdue: millis(0),
  isEnding: false,
};

describe("the vitality of the process", () => {
  it.each([
    ["event-loop", { loopLag: seconds(5) }],
    ["control", { sinceTick: seconds(1) }],
    ["store", { sinceStore: seconds(20) }],
    ["board", { boardOverdue: millis(1) }],
  ] as const)("is ill by its %s alone (R13)", (why, sign) => {
    expect(judgeVitality({ ...healthy, ...sign })).toEqual({ kind: "ill", why });
  });

  it("is well just below every limit", () => {
    const almost = { ...healthy, loopLag: millis(4999), sinceTick: millis(999), sinceStore: millis(19_999) };
    expect(judgeVitality(almost)).toEqual({ kind: "well" });
  });

  it("does not ask for store and board while everything is being ended", () => {
    const ending = { ...healthy, sinceStore: minutes(5), boardOverdue: minutes(5), isEnding: true };
    expect(judgeVitality(ending)).toEqual({ kind: "well" });
    expect(judgeVitality({ ...ending, loopLag: seconds(6) }).kind).toBe("ill");
  });
});

describe("the watchdog", () => {
  let clock: VirtualClock;
  let told: { readonly at: number; readonly news: string }[];
  let isStoreWell: boolean;
  let boardOverdue: number;
  let held: number;

  beforeEach(() => {
    clock = new VirtualClock(epochMillis(1_000_000));
    told = [];
    isStoreWell = true;
    boardOverdue = 0;
    held = 0;
  });

  function watchdog(guardian?: ProcessGuardian): Watchdog {
    const telling: ProcessGuardian = {
      patience: seconds(30),
      tell: (news) => {
        for (const each of news) told.push({ at: clock.uptime(), news: each });
      },
    };
    return new Watchdog({
      guardian: guardian ?? telling,
      // A loop that was held up: time has gone on, and every timer rings late.
      clock: {
        now: () => clock.now(),
        uptime: () => millis(clock.uptime() + held),
        after: (...all) => clock.after(...all),
      },
      log: silentLog,
      probeStore: () => {
        if (!isStoreWell) throw new TypeError("disk I/O error");
      },
      boardOverdue: () => millis(boardOverdue),
    });
  }

  const signs = () => told.filter(({ news }) => news === "WATCHDOG=1").map(({ at }) => at);

  it("gives three signs of life in the guardian's patience, and tells when it works and when it ends", async () => {
    const dog = watchdog();
    dog.start();
    dog.ready();
    await clock.advance(minutes(1));
    dog.ending();
    await clock.advance(seconds(30));
    dog.stop();

    expect(told[0]?.news).toBe("READY=1");
    expect(told.map(({ news }) => news)).toContain("STOPPING=1");
    const times = signs();
    expect(times).toHaveLength(9);
    for (const [place, at] of times.entries()) expect(at - (times[place - 1] ?? 0)).toBeLessThanOrEqual(10_000);
    expect(clock.pending()).toBe(0);
  });

  it("falls silent within 20 s when the store fails, says why, and goes on when it is back", async () => {
    const dog = watchdog();
    dog.start();
    await clock.advance(minutes(1));
    isStoreWell = false;
    await clock.advance(minutes(2));
    const lastSign = signs().at(-1) ?? 0;
    isStoreWell = true;
    await clock.advance(seconds(30));

    expect(lastSign).toBeGreaterThan(60_000);
    expect(lastSign).toBeLessThanOrEqual(80_000);
    expect(told.map(({ news }) => news)).toContain("STATUS=ill: store");
    expect(told.at(-1)?.news).toBe("WATCHDOG=1");
    dog.stop();
  });

  it("falls silent at once when a driver hangs", async () => {
    const dog = watchdog();
    dog.start();
    await clock.advance(seconds(25));
    boardOverdue = 1;
    await clock.advance(minutes(1));

    expect(Math.max(...signs())).toBeLessThanOrEqual(25_000);
    dog.stop();
  });

  it("leaves out the sign after the event loop was held up for 5 s, and no more than that", async () => {
    const dog = watchdog();
    dog.start();
    await clock.advance(seconds(10.5));
    const before = signs().length;
    held = 12_000;
    await clock.advance(seconds(1));

    expect(signs()).toHaveLength(before);
    await clock.advance(seconds(1));
    expect(signs()).toHaveLength(before + 1);
    dog.stop();
  });

  it("measures nothing where nobody waits for signs of life", async () => {
    const dog = watchdog(noGuardian);
    dog.start();
    dog.ready();
    await clock.advance(minutes(1));

    expect(clock.pending()).toBe(0);
    expect(told).toEqual([]);
  });
});
