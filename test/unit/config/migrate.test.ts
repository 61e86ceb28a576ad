import { describe, expect, it } from "vitest";
import { migrateConfig, renamedKeys } from "#config/migrate";

describe("migrateConfig", () => {
  it("leaves a file alone that has no old names", () => {
    const raw = { csms: { url: "ws://x" } };

    expect(migrateConfig("f", raw, [{ from: "a.b", to: "c.d" }])).toEqual({ value: raw, notes: [], mistakes: [] });
  });

  it("moves a whole section, and goes on from one rename to the next", () => {
    const table = [
      { from: "meter", to: "metering" },
      { from: "metering.wait", to: "policy.meterSilence.seconds" },
    ];

    const { value, notes } = migrateConfig("f", { meter: { wait: 5, keep: true }, policy: { other: 1 } }, table);

    expect(value).toEqual({ metering: { keep: true }, policy: { other: 1, meterSilence: { seconds: 5 } } });
    expect(notes).toEqual(["meter is now called metering", "metering.wait is now called policy.meterSilence.seconds"]);
  });

  it("does not mind what is no section at all", () => {
    for (const raw of [undefined, null, 7, ["a"], { a: 7 }])
      expect(migrateConfig("f", raw, [{ from: "a.b", to: "c" }]).value).toEqual(raw);
  });

  it("does not see what every object has", () => {
    expect(migrateConfig("f", {}, [{ from: "constructor", to: "c" }]).notes).toEqual([]);
  });
});

describe("the table of renamed keys", () => {
  it("never gives an old name a new meaning", () => {
    const names = renamedKeys.map((key) => key.from);

    expect(
      renamedKeys.filter((key) => names.includes(key.to) && names.indexOf(key.to) < names.indexOf(key.from)),
    ).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });
});
