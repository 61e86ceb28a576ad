import { describe, expect, it } from "vitest";
import { epochMillis, minutes } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { ClockWatch } from "#agent/control/clock-watch";

async function watched() {
  const clock = new VirtualClock(epochMillis(Date.parse("2030-01-01T00:00:00Z")));
  const events: string[] = [];
  const watch = new ClockWatch(clock, { raise: (event, info) => events.push(`${event}: ${info ?? ""}`) });
  await watch.start();
  return { clock, events, watch };
}

describe("the watch over the wall clock", () => {
  it("11.9 raises SettingSystemTime once for a step, with its size", async () => {
    const { clock, events, watch } = await watched();

    clock.setWallTime(epochMillis(clock.now() + 3_600_000));
    await clock.advance(minutes(10));
    await watch.stop();

    expect(events).toEqual([expect.stringContaining("SettingSystemTime: by 3600 s, now 2030-01-01T01:01:00")]);
    expect(clock.pending()).toBe(0);
  });

  it("11.9 lets pass what network time corrects", async () => {
    const { clock, events, watch } = await watched();

    for (let count = 0; count < 60; count++) {
      clock.setWallTime(epochMillis(clock.now() + 500));
      await clock.advance(minutes(1));
    }
    await watch.stop();

    expect(events).toEqual([]);
  });
});
