import { describe, expect, it } from "vitest";
import { epochMillis, hours, millis, minutes, seconds, wattHours } from "#hal/core/units";
import { type ClockReading, continuedTime, type SessionClock } from "#agent/domain/transaction/continued-time";

const LEAD = Date.UTC(2026, 2, 1);
const lastAt = epochMillis(LEAD + minutes(30));
const clock: SessionClock = { bootId: "a", lead: millis(LEAD), wall: millis(LEAD) };
const energy = wattHours(0);
const left = { lastAt, clock, energy };
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
      const now = continuedTime(left, reading({ wall: epochMillis(wall) }));
      expect(now).toEqual({ at: LEAD + minutes(40), elapsed: minutes(10) });
    },
  );

  it.each([hours(48), hours(-48)])(
    "R11 goes over a short power cut less what the clock was set by before it (%i ms)",
    (step) => {
      const set = { ...clock, wall: millis(LEAD + step) };
      const wall = epochMillis(LEAD + step + minutes(31));
      const now = continuedTime({ ...left, clock: set }, reading({ bootId: "b", uptime: seconds(9), wall }));
      expect(now).toEqual({ at: LEAD + minutes(31), elapsed: seconds(69) });
    },
  );

  it.each([minutes(45), hours(75)])(
    "R11 ends with a power cut, however long it lasted or the clock was set by before it reached the disk (%i ms)",
    (later) => {
      const wall = epochMillis(lastAt + later);
      const now = continuedTime(left, reading({ bootId: "b", uptime: seconds(9), wall }));
      expect(now).toEqual({ at: lastAt + seconds(69), elapsed: later });
    },
  );

  it.each([
    [minutes(10), minutes(10)],
    [hours(75), seconds(69 + 3600)],
  ])(
    "R11 goes on over a power cut while a board that went on by itself can have taken for it (%i ms)",
    (later, length) => {
      const wall = epochMillis(lastAt + later);
      const { at } = continuedTime(
        { ...left, energy: wattHours(1242) },
        reading({ bootId: "b", uptime: seconds(9), wall }),
      );
      expect(at).toBe(lastAt + length);
    },
  );

  it("R11 stays at the last reading where the clock was set back during the power cut, and knows how long the machine is up", () => {
    const now = continuedTime(left, reading({ bootId: "b", uptime: seconds(90), wall: epochMillis(0) }));
    expect(now).toEqual({ at: lastAt, elapsed: seconds(150) });
  });

  it("R11 stays at the last reading where only one of two boots knows the time", () => {
    const later = reading({ bootId: "b", uptime: seconds(9), wall: epochMillis(LEAD + hours(2000)) });
    const now = continuedTime({ ...left, clock: { ...clock, isAssumed: true } }, later);
    expect(now).toEqual({ at: lastAt, elapsed: seconds(69) });
  });

  it("R11 runs on where the time is assumed after the power cut, for what is assumed follows what was known", () => {
    const later = reading({ bootId: "b", uptime: seconds(9), wall: epochMillis(lastAt + seconds(9)), isKnown: false });
    expect(continuedTime(left, later).at).toBe(lastAt + seconds(9));
  });

  it("goes by the wall clock where an older program has not noted any other", () => {
    const forth = continuedTime({ lastAt, energy }, reading({ wall: epochMillis(lastAt + minutes(2)) }));
    expect(forth).toEqual({ at: lastAt + minutes(2), elapsed: minutes(2) });
    expect(continuedTime({ lastAt, energy }, reading({ wall: epochMillis(0) })).at).toBe(lastAt);
  });
});
