import { describe, expect, it } from "vitest";
import { minutes } from "#hal/core/units";
import { holdAt } from "#agent/domain/logbook/logbook-hold";
import { isWaiting, logbookState } from "#agent/domain/logbook/logbook-record";
import { isEntryNeeded, logbookScope, type LogbookScope } from "#agent/domain/logbook/logbook-rule";
import { plateOf } from "#agent/domain/logbook/plate";
import type { TagDuty } from "#agent/domain/logbook/tag-logbook";
import { transactionId } from "#agent/domain/transaction/station-fact";

const scopes: readonly LogbookScope[] = ["Off", "Tagged", "Private", "All"];
const needed = (duty: TagDuty, access: "private" | "public") =>
  scopes.filter((scope) => isEntryNeeded(scope, duty, access));

describe("an entry is needed", () => {
  it("by scope and by what is put down about the tag", () => {
    expect(needed("byRule", "public")).toEqual(["All"]);
    expect(needed("byRule", "private")).toEqual(["Private", "All"]);
    expect(needed("always", "public")).toEqual(["Tagged", "Private", "All"]);
    expect(needed("never", "private")).toEqual([]);
  });

  it("by nobody where the scope cannot be read", () => {
    expect(logbookScope("Tagged")).toBe("Tagged");
    expect(logbookScope("else")).toBe("Off");
  });
});

describe("a charge without an entry", () => {
  const times = { grace: minutes(10), longest: minutes(60) };

  it("flows in its time of grace, is held then, and goes on after the longest hold", () => {
    expect(holdAt(minutes(9), times)).toEqual({ isHeld: false, next: minutes(10) });
    expect(holdAt(minutes(10), times)).toEqual({ isHeld: true, next: minutes(70) });
    expect(holdAt(minutes(69), times)).toEqual({ isHeld: true, next: minutes(70) });
    expect(holdAt(minutes(70), times)).toEqual({ isHeld: false });
  });

  it("is held for good where there is no longest hold, from the start where there is no grace", () => {
    expect(holdAt(minutes(0), { grace: minutes(0), longest: minutes(0) })).toEqual({ isHeld: true });
    expect(holdAt(minutes(9999), { grace: minutes(0), longest: minutes(0) })).toEqual({ isHeld: true });
  });

  it("waits while it runs and is missing afterwards; what nobody asked for is neither", () => {
    const record = { transactionId: transactionId("t"), isNeeded: true, asksOdometer: true };
    const entry = { plate: plateOf("A1") ?? expect.fail("no plate") };
    expect([logbookState(record, false), logbookState(record, true)]).toEqual(["waiting", "missing"]);
    expect(logbookState({ ...record, entry }, true)).toBe("complete");
    expect(logbookState({ ...record, isNeeded: false }, true)).toBeUndefined();
    expect([isWaiting(record), isWaiting({ ...record, entry }), isWaiting(undefined)]).toEqual([true, false, false]);
  });
});
