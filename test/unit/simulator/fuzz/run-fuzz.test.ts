import { describe, expect, it } from "vitest";
import { SeededRandom } from "#hal/core/random";
import { millis } from "#hal/core/units";
import { SystemClock } from "#hal/host/system-clock";
import { isGood } from "#simulator/fuzz/main";
import { type FuzzReport, runFuzz } from "#simulator/fuzz/run-fuzz";
import { FakeCharger, type Misdeed } from "#test/support/fuzz-fake-charger";
import { fuzzSchemas } from "#test/support/fuzz-schemas";

const schemas = fuzzSchemas();

function fuzzFake(misdeed: Misdeed): Promise<FuzzReport> {
  return runFuzz({
    frames: 250,
    clock: new SystemClock(),
    random: new SeededRandom(1),
    schemas,
    startCharger: (url) => new FakeCharger(url, schemas, misdeed),
    patience: millis(3000),
    settling: millis(0),
  });
}

describe("the harness of hostile frames", () => {
  it("finds nothing wrong with a charger that answers everything rightly", async () => {
    const report = await fuzzFake("none");
    expect(report).toMatchObject({ crashes: 0, unanswered: 0, doubleAnswered: 0, wrongCode: 0, complaints: [] });
    expect(report.frames).toBeGreaterThanOrEqual(250);
    expect(isGood(report)).toBe(true);
  });

  const misdeeds: readonly (readonly [Misdeed, Partial<FuzzReport>])[] = [
    ["answersTwice", { doubleAnswered: 1 }],
    ["answersNobody", { doubleAnswered: 1 }],
    ["answersNothing", { unanswered: 1 }],
    ["saysWrongCode", { wrongCode: 1 }],
    ["doesWhatIsWrong", { wrongCode: 1 }],
    ["crashes", { crashes: 1 }],
    ["stopsTransaction", { disturbance: 'it was ended: {"transactionId":70001}' }],
    ["beginsAnother", { disturbance: "2 transactions were begun" }],
    ["losesItsValues", { disturbance: "its values stopped; the connector is Available" }],
  ];

  it.each(misdeeds)("notices a charger that %s", async (misdeed, found) => {
    const report = await fuzzFake(misdeed);
    expect(report).toMatchObject(found);
    expect(isGood(report)).toBe(false);
  });

  it("notices a charger that leaks", async () => {
    const report = await fuzzFake("leaks");
    expect(report.rssGrowthMB).toBeGreaterThan(100);
    expect(isGood(report)).toBe(false);
  });
});
