import { describe, expect, it } from "vitest";
import { epochMillis, hours, millis, minutes, seconds } from "#hal/core/units";
import { type ClockReading, continuedTime, type SessionClock } from "#agent/domain/transaction/continued-time";

const LEAD = Date.UTC(2026, 2, 1);
const lastAt = epochMillis(LEAD + minutes(30));
const clock: SessionClock = { bootId: "a", lead: millis(LEAD), wall: millis(LEAD) };
const reading = (changes: Partial<ClockReading>): ClockReading => ({
  bootId: "a",
  uptime: minutes(40),
  wall: epochMillis(LEAD + minutes(40)),
  isKnown: true,
  ...changes,
});

describe("the even time of a transaction whose process has died", () => {
  it.each([0, Date.UTC(2040, 0, 1), LEAD + minutes(40)])(
    "R11 goes on with the uptime of the same boot, whatever the wall clock shows (%i)",
    (wall) => {
      const now = continuedTime({ lastAt, clock }, reading({ wall: epochMillis(wall) }));
      expect(now).toEqual({ at: LEAD + minutes(40), elapsed: minutes(10) });
    },
  );

  it.each([hours(48), hours(-48)])(
    "R11 goes over a power cut less what the clock was set by before it (%i ms)",
    (step) => {
      const set = { ...clock, wall: millis(LEAD + step) };
      const wall = epochMillis(LEAD + step + minutes(45));
      const now = continuedTime({ lastAt, clock: set }, reading({ bootId: "b", uptime: seconds(9), wall }));
      expect(now).toEqual({ at: LEAD + minutes(45), elapsed: minutes(15) });
    },
  );

  it("R11 stays at the last reading where the clock was set back during the power cut, and knows how long the machine is up", () => {
    const now = continuedTime({ lastAt, clock }, reading({ bootId: "b", uptime: seconds(90), wall: epochMillis(0) }));
    expect(now).toEqual({ at: lastAt, elapsed: seconds(150) });
  });

  it("R11 stays at the last reading where only one of two boots knows the time", () => {
    const later = reading({ bootId: "b", uptime: seconds(9), wall: epochMillis(LEAD + hours(2000)) });
    const now = continuedTime({ lastAt, clock: { ...clock, isAssumed: true } }, later);
    expect(now).toEqual({ at: lastAt, elapsed: seconds(69) });
  });

  it("R11 runs on where the time is assumed after the power cut, for what is assumed follows what was known", () => {
    const later = reading({ bootId: "b", uptime: seconds(9), wall: epochMillis(lastAt + seconds(9)), isKnown: false });
    expect(continuedTime({ lastAt, clock }, later).at).toBe(lastAt + seconds(9));
  });

  it("goes by the wall clock where an older program has not noted any other", () => {
    const forth = continuedTime({ lastAt }, reading({ wall: epochMillis(lastAt + minutes(2)) }));
    expect(forth).toEqual({ at: lastAt + minutes(2), elapsed: minutes(2) });
    expect(continuedTime({ lastAt }, reading({ wall: epochMillis(0) })).at).toBe(lastAt);
  });
});
