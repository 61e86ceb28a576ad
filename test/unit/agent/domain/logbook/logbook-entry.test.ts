import { describe, expect, it } from "vitest";
import { epochMillis } from "#hal/core/units";
import { doubtOf, readEntry } from "#agent/domain/logbook/logbook-entry";
import { plateKey, plateOf } from "#agent/domain/logbook/plate";

const DAY = 86_400_000;
const at = (days: number) => epochMillis(Date.UTC(2026, 0, 1) + days * DAY);

describe("a number plate", () => {
  it.each([
    ["ab-123-cd", "AB-123-CD"],
    ["  1  abc 234 ", "1 ABC 234"],
    ["m·ab 1234e", "M·AB 1234E"],
    ["gö-x 1", "GÖ-X 1"],
    ["WVWZZZ1JZXW000001", "WVWZZZ1JZXW000001"],
    ["АА1234ВВ", "АА1234ВВ"],
  ])("%j is written %j", (typed, written) => {
    expect(plateOf(typed)).toBe(written);
  });

  it.each(["", " ", "A", "-AB1", "AB1-", "AB--1", "AB/1", "=1+1", "AB\u00001", "A".repeat(21)])(
    "is not %j",
    (typed) => {
      expect(plateOf(typed)).toBeUndefined();
    },
  );

  it("is the same however its groups are kept apart", () => {
    expect(plateKey("AB-123-CD")).toBe(plateKey("AB 123CD"));
  });

  it("stays what it is when it is written again", () => {
    expect(plateOf(plateOf("m·ab 1234e") ?? "")).toBe("M·AB 1234E");
  });
});

describe("an entry", () => {
  const known = { asksOdometer: true };

  it("has odometer and plate, where both are asked for", () => {
    expect(readEntry({ odometer: 0, plate: "a1" }, known)).toEqual({ ok: true, entry: { odometer: 0, plate: "A1" } });
    expect(readEntry({ plate: "a1" }, known)).toEqual({ ok: false, problem: "odometerMissing" });
    expect(readEntry({ odometer: 5, plate: " " }, known)).toEqual({ ok: false, problem: "plateMissing" });
  });

  it("takes the plate that is known where none is typed, and no odometer where none is asked for", () => {
    const plate = plateOf("A1");
    expect(readEntry({}, { plate, asksOdometer: false })).toEqual({ ok: true, entry: { plate: "A1" } });
    expect(readEntry({ plate: "B2" }, { plate, asksOdometer: false })).toEqual({ ok: true, entry: { plate: "B2" } });
  });

  it.each([-1, 1.5, 2_000_000, Number.NaN])("has no odometer of %j", (odometer) => {
    expect(readEntry({ odometer, plate: "A1" }, known)).toEqual({ ok: false, problem: "odometerInvalid" });
  });

  it("has no plate that is none", () => {
    expect(readEntry({ odometer: 1, plate: "?" }, known)).toEqual({ ok: false, problem: "plateInvalid" });
  });
});

describe("an odometer", () => {
  it("is not below the last one of the plate, and not above the next one", () => {
    const before = { odometer: 1000, at: at(0) };
    const after = { odometer: 1200, at: at(2) };
    expect(doubtOf(999, at(1), { before, after })).toBe("belowLast");
    expect(doubtOf(1000, at(1), { before, after })).toBeUndefined();
    expect(doubtOf(1200, at(1), { before, after })).toBeUndefined();
    expect(doubtOf(1201, at(1), { before, after })).toBe("aboveNext");
  });

  it("grows by what can be driven in a day, for each day that has begun, and never by more than a taxi drives in a year", () => {
    const before = { odometer: 1000, at: at(0) };
    expect(doubtOf(3500, at(0.1), { before })).toBeUndefined();
    expect(doubtOf(3501, at(1), { before })).toBe("tooFar");
    expect(doubtOf(3501, at(1.1), { before })).toBeUndefined();
    expect(doubtOf(201_001, at(3650), { before })).toBe("tooFar");
  });

  it("is not impossible after the clock was set back", () => {
    expect(doubtOf(1100, at(0), { before: { odometer: 1000, at: at(5) } })).toBeUndefined();
  });

  it("is anything for a plate that nobody knows", () => {
    expect(doubtOf(999_999, at(0), {})).toBeUndefined();
  });
});
