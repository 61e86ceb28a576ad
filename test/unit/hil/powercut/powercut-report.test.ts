import { describe, expect, it } from "vitest";
import { emptyTally, type Tally } from "#hil/powercut/record-tally";
import { reportOf, type Tallies } from "#hil/powercut/powercut-report";

const right: Tally = { ...emptyTally, runs: 10, acknowledged: 500 };
const biting: Tally = { ...right, lost: 3 };
const tallies: Tallies = { station: right, slowStation: right, normalSync: biting, renameWithoutFlush: biting };
const holds = (change: Tallies = {}, strict = false) =>
  reportOf({ replay: { tallies: { ...tallies, ...change } } }, strict).holds;

describe("the report of the power cuts", () => {
  it("R2 counts what the stations promised, and what the broken designs lost", () => {
    const { report } = reportOf({ replay: { tallies } }, false);
    expect(report).toMatchObject({
      runs: 20,
      acknowledged: 1000,
      lost: 0,
      duplicated: 0,
      contradictory: 0,
      corrupt: 0,
    });
    expect(report.control).toEqual({ "replay.normalSync": 3, "replay.renameWithoutFlush": 3 });
    expect(holds()).toBe(true);
  });

  it.each(["lost", "duplicated", "contradictory", "corrupt"] as const)(
    "R2 does not hold where something is %s",
    (kind) => {
      expect(holds({ station: { ...right, [kind]: 1 } })).toBe(false);
    },
  );

  it("R2 does not hold where a station promised nothing: it could lose nothing", () => {
    expect(holds({ slowStation: { ...right, acknowledged: 0 } })).toBe(false);
  });

  it("R2 does not hold where a broken design lost nothing", () => {
    expect(holds({ normalSync: right })).toBe(false);
  });

  it("R2 does not hold strictly where a method could not be used, nor at all where none could", () => {
    const missing = { missing: "root" };
    expect(reportOf({ shutdown: missing, replay: { tallies } }, false).holds).toBe(true);
    expect(reportOf({ shutdown: missing, replay: { tallies } }, true).holds).toBe(false);
    expect(reportOf({ shutdown: missing }, false).holds).toBe(false);
  });
});
