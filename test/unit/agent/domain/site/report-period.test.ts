import { describe, expect, it } from "vitest";
import { lastPeriod } from "#agent/domain/site/report-period";

describe("the last period", () => {
  it.each([
    ["daily", "2026-03-01", "2026-02-28", "2026-02-28"],
    ["daily", "2026-01-01", "2025-12-31", "2025-12-31"],
    ["weekly", "2026-03-02", "2026-02-23", "2026-03-01"],
    ["weekly", "2026-03-01", "2026-02-16", "2026-02-22"],
    ["weekly", "2026-01-01", "2025-12-22", "2025-12-28"],
    ["monthly", "2026-03-01", "2026-02-01", "2026-02-28"],
    ["monthly", "2026-03-31", "2026-02-01", "2026-02-28"],
    ["monthly", "2024-03-15", "2024-02-01", "2024-02-29"],
    ["monthly", "2026-01-31", "2025-12-01", "2025-12-31"],
  ] as const)("that is %s and whole before %s goes from %s to %s", (schedule, today, from, to) => {
    expect(lastPeriod(schedule, today)).toEqual({ from, to });
  });
});
