import { describe, expect, it } from "vitest";
import { epochMillis } from "#hal/core/units";
import { faultCatalogue, gravestFault, withFault, withoutFault } from "#agent/domain/faults/fault-catalogue";

describe("the fault catalogue", () => {
  it("opens the contactor for every emergency", () => {
    for (const entry of Object.values(faultCatalogue))
      if (entry.severity === "emergency") expect(["cut", "end"]).toContain(entry.action);
  });

  it("says each fault in words for a driver", () => {
    for (const entry of Object.values(faultCatalogue)) expect(entry.text.length).toBeGreaterThan(10);
  });

  it("names the gravest fault first, and of equally grave ones the oldest", () => {
    const reader = { code: "reader.silent", since: epochMillis(1) } as const;
    const hot = { code: "board.over-temperature", since: epochMillis(2) } as const;
    const meter = { code: "meter.silent", since: epochMillis(3) } as const;
    expect(gravestFault([reader, hot, meter])).toBe(hot);
    expect(gravestFault([])).toBeUndefined();
  });

  it("keeps the age of a fault that is raised again", () => {
    const first = withFault([], { code: "meter.silent", since: epochMillis(1) });
    expect(withFault(first, { code: "meter.silent", since: epochMillis(9) })).toBe(first);
    expect(withoutFault(first, "meter.silent")).toEqual([]);
  });
});
