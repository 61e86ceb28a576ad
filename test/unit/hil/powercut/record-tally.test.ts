import { expect, it } from "vitest";
import { emptyTally, promisesIn, recordsOf, tallied, talliedMeanwhile } from "#hil/powercut/record-tally";

const said = '{"ready":true}\n{"held":["a","b"],"at":"12"}\n{"held":["c"]}\n{"held":["d';

it("R2 what a process promised is read line by line, without the line that it did not finish", () => {
  const promises = promisesIn(said);
  expect(recordsOf(promises)).toEqual(["a", "b", "c"]);
  expect(promises.map(({ at }) => at)).toEqual([12n, undefined]);
});

it("R2 a promise that is not there is lost, and a damaged file is corrupt", () => {
  const tally = tallied(tallied(emptyTally, ["a", "b"], { records: ["a"], damage: [], wrong: [] }), ["c"], {
    records: ["c"],
    damage: ["page 3"],
    wrong: [],
  });
  expect(tally).toMatchObject({ runs: 2, acknowledged: 3, lost: 1, corrupt: 1, cutsWithLoss: 1, examples: ["b"] });
});

it("R2 a record that is there twice is duplicated, and one that says something else contradictory", () => {
  const tally = tallied(emptyTally, ["a"], { records: ["a", "a"], damage: [], wrong: ["session:1"] });
  expect(tally).toMatchObject({ lost: 0, duplicated: 1, contradictory: 1, examples: ["session:1"] });
});

it("R2 what was promised while the power went is counted apart", () => {
  const tally = talliedMeanwhile(emptyTally, ["a", "b"], { records: ["a"], damage: [], wrong: [] });
  expect(tally).toEqual({ ...emptyTally, meanwhile: { acknowledged: 2, lost: 1 } });
});
