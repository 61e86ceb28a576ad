import { describe, expect, it } from "vitest";
import { epochMillis, hours, isoTime, minutes, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { ClockTicker } from "#agent/control/clock-ticker";

function ticking(start: string, interval = minutes(15)) {
  const clock = new VirtualClock(epochMillis(Date.parse(start)));
  const ticks: string[] = [];
  const ticker = new ClockTicker({
    clock,
    interval: () => interval,
    onTick: () => ticks.push(isoTime(clock.now()).slice(11, 19)),
  });
  ticker.start();
  return { clock, ticker, ticks };
}

describe("the ticks of the wall clock", () => {
  it("7.5 come on the grid to the second, wherever it was started, and over midnight", async () => {
    const { clock, ticker, ticks } = ticking("2026-10-24T23:40:12.345Z");
    await clock.advance(minutes(36));
    expect(ticks).toEqual(["23:45:00", "00:00:00", "00:15:00"]);
    ticker.stop();
    expect(clock.pending()).toBe(0);
  });

  it("7.5 are not moved by the ends of summer time, which UTC does not know", async () => {
    const { clock, ticker, ticks } = ticking("2026-10-25T00:50:00Z", hours(1));
    await clock.advance(hours(2));
    expect(ticks).toEqual(["01:00:00", "02:00:00"]);
    ticker.stop();
  });

  it("7.5 leave out an instant that the clock jumped over", async () => {
    const { clock, ticker, ticks } = ticking("2026-03-01T06:10:00Z");
    await clock.advance(minutes(2));
    clock.setWallTime(epochMillis(Date.parse("2026-03-01T06:20:00Z")));
    await clock.advance(minutes(12));
    expect(ticks).toEqual(["06:30:00"]);
    ticker.stop();
  });

  it("7.5 follow a clock that is set back", async () => {
    const { clock, ticker, ticks } = ticking("2026-03-01T06:16:00Z");
    await clock.advance(seconds(5));
    clock.setWallTime(epochMillis(Date.parse("2026-03-01T05:59:00Z")));
    await clock.advance(minutes(2));
    expect(ticks).toEqual(["06:00:00"]);
    ticker.stop();
  });

  it("7.5 an interval of 0 rings nothing and leaves no timer", async () => {
    const { clock } = ticking("2026-03-01T06:16:00Z", seconds(0));
    expect(clock.pending()).toBe(0);
  });
});
