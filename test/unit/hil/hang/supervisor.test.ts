import { beforeEach, describe, expect, it } from "vitest";
import { Signal } from "#hal/core/signal";
import { epochMillis, minutes, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { Supervisor } from "#hil/hang/supervisor";
import type { AgentExit } from "#simulator/agent-process";

const exit = { code: undefined, signal: "SIGABRT" } as const;

describe("who stands in for systemd", () => {
  let clock: VirtualClock;
  let exits: Signal<AgentExit>;
  let signals: string[];
  let pid: number;
  let readyAt: number | undefined;
  let signAt: number | undefined;
  let supervisor: Supervisor;

  beforeEach(() => {
    clock = new VirtualClock(epochMillis(1_000_000));
    exits = new Signal();
    signals = [];
    pid = 100;
    [readyAt, signAt] = [undefined, undefined];
    supervisor = new Supervisor({
      rehearsal: {
        agent: { pid: () => pid, exits },
        startAgent: async () => {
          pid += 1;
        },
      },
      helper: {
        readyAt: () => readyAt,
        signAt: () => signAt,
        clear: () => {
          [readyAt, signAt] = [undefined, undefined];
        },
      },
      clock,
      patience: seconds(5),
      restartAfter: seconds(2),
      kill: (who, signal) => signals.push(`${signal} ${String(who)}`),
    });
    supervisor.watch();
  });

  it("waits for the word that all works, however long it takes, before it counts", async () => {
    await clock.advance(minutes(1));
    expect(signals).toEqual([]);
    readyAt = clock.now();
    await clock.advance(seconds(4.9));
    expect(signals).toEqual([]);
    await clock.advance(seconds(0.2));
    expect(signals).toEqual(["SIGABRT 100", "SIGCONT 100"]);
  });

  it("leaves a process alone that gives signs of life", async () => {
    readyAt = clock.now();
    for (let sign = 0; sign < 20; sign++) {
      await clock.advance(seconds(4));
      signAt = clock.now();
    }
    expect(signals).toEqual([]);
    expect(supervisor.life()).toMatchObject({ pid: 100, abortedAt: undefined });
  });

  it("takes away by force what does not end, sweeps up its group, and starts another after a pause", async () => {
    readyAt = clock.now();
    await clock.advance(seconds(16));
    expect(signals.at(-1)).toBe("SIGKILL 100");

    exits.emit(exit);
    expect(signals.at(-1)).toBe("SIGKILL -100");
    await clock.advance(seconds(1.9));
    expect(supervisor.life()?.pid).toBe(100);
    await clock.advance(seconds(0.2));
    expect(supervisor.life()).toMatchObject({ pid: 101, readyAt: undefined, endedAt: undefined });
    expect(supervisor.lives()).toHaveLength(2);
  });

  it("counts nothing of a process that has ended against the next", async () => {
    readyAt = clock.now();
    await clock.advance(seconds(3));
    exits.emit(exit);
    signals = [];
    await clock.advance(minutes(1));
    expect(signals).toEqual([]);
  });

  it("starts nobody any more once it is released", async () => {
    supervisor.release();
    exits.emit(exit);
    readyAt = clock.now();
    await clock.advance(minutes(1));
    expect(supervisor.lives()).toHaveLength(1);
    expect(clock.pending()).toBe(0);
    expect(signals).toEqual([]);
  });
});
