import { describe, expect, it } from "vitest";
import { epochMillis, hours, millis } from "#hal/core/units";
import { localIso, offsetAt, parseOffset, parseTime } from "#agent/domain/cost/local-time";

const summer = { offset: hours(1), change: { at: epochMillis(Date.UTC(2026, 2, 29, 1)), offset: hours(2) } };

describe("local time", () => {
  it.each([
    ["+01:00", 3_600_000],
    ["-08:30", -30_600_000],
    ["+14:00", 50_400_000],
    ["Z", 0],
    ["", 0],
  ])("TimeOffset %j is understood", (text, offset) => {
    expect(parseOffset(text)).toBe(offset);
  });

  it.each(["1:00", "+1:00", "+01:60", "+15:00", "+01:00 ", "CET", "+0100"])("TimeOffset %j is refused", (text) => {
    expect(parseOffset(text)).toBeUndefined();
  });

  it("NextTimeOffsetTransitionDateTime: the other offset holds from that moment on", () => {
    expect(offsetAt(summer, epochMillis(summer.change.at - 1))).toBe(hours(1));
    expect(offsetAt(summer, summer.change.at)).toBe(hours(2));
    expect(localIso(epochMillis(summer.change.at - 1000), summer)).toBe("2026-03-29T01:59:59+01:00");
    expect(localIso(summer.change.at, summer)).toBe("2026-03-29T03:00:00+02:00");
    expect(localIso(epochMillis(Date.UTC(2026, 0, 1)), { offset: millis(-12_600_000) })).toBe(
      "2025-12-31T20:30:00-03:30",
    );
  });

  it.each([
    ["2026-03-28T12:00:00Z", Date.UTC(2026, 2, 28, 12)],
    ["2026-03-28T12:00:00.250+02:00", Date.UTC(2026, 2, 28, 10, 0, 0, 250)],
    ["2026-03-28T12:00:00", Date.UTC(2026, 2, 28, 11)],
    ["2026-03-29T12:00:00", Date.UTC(2026, 2, 29, 10)],
    ["2026-03-29T03:00:00", Date.UTC(2026, 2, 29, 1)],
  ])("1.19 atTime %s: one without a zone is local time", (text, time) => {
    expect(parseTime(text, summer)).toBe(time);
  });

  it.each(["", "noon", "2026-13-01T00:00:00Z", "2026-03-28", "12:00", "2026-03-28T12:00:00 CET"])(
    "1.19 atTime %j is no time",
    (text) => {
      expect(parseTime(text, summer)).toBeUndefined();
    },
  );
});
