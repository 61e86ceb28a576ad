import { describe, expect, it } from "vitest";
import { AgentError } from "#hal/core/errors";
import { epochMillis, millis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { LineKeeper } from "#hal/links/line-keeper";
import { ScriptedByteLink } from "#test/support/scripted-byte-link";

function kept(up: () => Promise<void> = () => Promise.resolve()) {
  const clock = new VirtualClock(epochMillis(0));
  const link = new ScriptedByteLink();
  const losses: unknown[] = [];
  const keeper = new LineKeeper({ link, clock, up, down: (why) => losses.push(why) });
  const abort = new AbortController();
  return { clock, link, keeper, losses, abort };
}

describe("a line keeper", () => {
  it("has opened the link when the start resolves", async () => {
    const { link, keeper, losses, abort } = kept();

    await keeper.start(abort.signal);

    expect(link.isOpen()).toBe(true);
    expect(keeper.isUp()).toBe(true);
    expect(losses).toEqual([]);
  });

  it("resolves the start although the link is not there, and goes on trying", async () => {
    const { clock, link, keeper, losses, abort } = kept();
    link.failOpen = true;

    await keeper.start(abort.signal);
    link.failOpen = false;
    await clock.advance(millis(500));

    expect(losses).toHaveLength(1);
    expect(keeper.isUp()).toBe(true);
  });

  it("waits 0.5 s, then twice as long each time, never more than 5 s", async () => {
    const { clock, link, keeper, abort } = kept();
    link.failOpen = true;
    await keeper.start(abort.signal);

    const attempts: number[] = [];
    for (let second = 0; second < 40; second++) {
      const before = link.openAttempts;
      await clock.advance(millis(500));
      if (link.openAttempts > before) attempts.push(clock.uptime() / 1000);
    }

    expect(attempts).toEqual([0.5, 1.5, 3.5, 7.5, 12.5, 17.5]);
    await keeper.stop();
  });

  it("opens again after the plug was pulled, beginning with the shortest wait", async () => {
    const { clock, link, keeper, losses, abort } = kept();
    await keeper.start(abort.signal);
    await clock.advance(seconds(60));

    link.drop();
    await clock.advance(millis(500));

    expect(link.isOpen()).toBe(true);
    expect(losses[0]).toMatchObject({ code: "link.closed" });
  });

  it("closes and tries again when the device behind an open link is of no use", async () => {
    let isUseful = false;
    const { clock, link, keeper, losses, abort } = kept(async () => {
      if (!isUseful) throw new AgentError("board.timeout", "nobody there");
    });

    await keeper.start(abort.signal);
    isUseful = true;
    await clock.advance(millis(500));

    expect(losses).toHaveLength(1);
    expect(keeper.isUp()).toBe(true);
    expect(link.openAttempts).toBe(2);
  });

  it("begins again when told that the device fell silent", async () => {
    const { clock, keeper, losses, abort } = kept();
    await keeper.start(abort.signal);

    keeper.giveUp(new AgentError("board.timeout", "silent"));
    expect(keeper.isUp()).toBe(false);
    await clock.advance(millis(500));

    expect(losses).toHaveLength(1);
    expect(keeper.isUp()).toBe(true);
  });

  it("ends the start when it is aborted although the device hangs", async () => {
    const { keeper, abort } = kept(() => new Promise(() => undefined));

    const start = keeper.start(abort.signal);
    abort.abort();

    await expect(start).resolves.toBeUndefined();
    await keeper.stop();
  });

  it("leaves no timer behind and stays down after the stop", async () => {
    const { clock, link, keeper, abort } = kept();
    link.failOpen = true;
    await keeper.start(abort.signal);

    await keeper.stop();
    link.failOpen = false;
    await clock.advance(seconds(60));

    expect(clock.pending()).toBe(0);
    expect(link.isOpen()).toBe(false);
  });

  it("takes no notice of an attempt that succeeds after the stop", async () => {
    let finish: () => void = () => undefined;
    const { link, keeper, abort } = kept(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    const start = keeper.start(abort.signal);
    await Promise.resolve();
    await Promise.resolve();

    await keeper.stop();
    finish();
    await start;

    expect(keeper.isUp()).toBe(false);
    expect(link.isOpen()).toBe(false);
  });
});
