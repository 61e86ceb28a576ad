import { describe, expect, it } from "vitest";
import { readOcppTime } from "#agent/ocpp/validation/ocpp-time";

describe("1.19 readOcppTime", () => {
  it.each([
    ["2026-03-01T12:00:00Z", "2026-03-01T12:00:00.000Z"],
    ["2026-03-01T12:00:00.5Z", "2026-03-01T12:00:00.500Z"],
    ["2026-03-01T12:00:00.1239999Z", "2026-03-01T12:00:00.123Z"],
    ["2026-03-01T12:00:00+02:00", "2026-03-01T10:00:00.000Z"],
    ["2026-03-01T12:00:00-0530", "2026-03-01T17:30:00.000Z"],
    ["2026-03-01t12:00:00z", "2026-03-01T12:00:00.000Z"],
    ["2026-03-01 12:00:00", "2026-03-01T12:00:00.000Z"],
    ["2024-02-29T00:00:00", "2024-02-29T00:00:00.000Z"],
  ])("reads %s as %s, whatever the zone of the machine", (text, expected) => {
    const at = readOcppTime(text);
    expect(at === undefined ? undefined : new Date(at).toISOString()).toBe(expected);
  });

  it.each([
    "",
    "now",
    "2026-02-30T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-03-01T25:00:00Z",
    "2026-03-01",
    "2026-03-01T12:00Z",
    "1767225600",
  ])("finds no time in '%s'", (text) => {
    expect(readOcppTime(text)).toBeUndefined();
  });
});
