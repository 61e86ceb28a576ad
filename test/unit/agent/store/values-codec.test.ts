import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seconds } from "#hal/core/units";
import type { MeasuredValue } from "#agent/domain/metering/meter-sample";
import type { StationFact } from "#agent/domain/transaction/station-fact";
import { decodeFact, encodeFact } from "#agent/store/fact-codec";
import { FieldReader } from "#agent/store/field-reader";
import { valueFacts } from "#test/support/fact-arbitraries";
import { endSample, updateSample } from "#test/support/station-store-samples";

const place = { table: "fact", key: 7 };

function columnsOf(fact: StationFact) {
  const owner = fact.type === "meter.values" ? {} : { transaction_id: fact.transactionId, seq_no: fact.seqNo };
  return { ...owner, ...encodeFact(fact) };
}

const read = (columns: object) => decodeFact(place, new FieldReader(place, columns));

function fact(...values: readonly MeasuredValue[]) {
  const {
    samples: [sample],
    ...rest
  } = updateSample("t1", 1);
  if (sample === undefined) throw new TypeError("a sample without values");
  return { ...rest, samples: [{ ...sample, values }] };
}

describe("values in between on disk", () => {
  it("are read as they were written, whatever they are", () => {
    fc.assert(
      fc.property(valueFacts, (given) => {
        expect(read(columnsOf(given))).toEqual(given);
      }),
    );
  });

  it("take few letters, and say nothing that the columns say", () => {
    const { format, body } = encodeFact(updateSample("t1", 1));
    expect(format).toBe(2);
    expect(body).toBe('[1,1768478400000,[[0,"periodic",{"E":1300.5,"U1N":231.2}]]]');
  });

  it("are written in full where these letters have no room for them", () => {
    const power: MeasuredValue = { measurand: "Power.Active.Import", value: 7000, unit: "W" };
    for (const odd of [fact(power, power), fact({ ...power, unit: "Wh" })]) {
      expect(encodeFact(odd).format).toBe(1);
      expect(read(columnsOf(odd))).toEqual(odd);
    }
  });

  it("are not written at all when one of them is no number", () => {
    const bad = fact({ measurand: "Voltage", value: Number.NaN, unit: "V" });
    expect(() => encodeFact(bad)).toThrow("store.bad-value");
  });

  it("keep the distance of each sample from its fact", () => {
    const given = updateSample("t1", 1);
    const [sample] = given.samples;
    if (sample === undefined) return expect.fail("no sample");
    const later = { ...given, samples: [sample, { ...sample, at: (sample.at + seconds(10)) as typeof sample.at }] };
    expect(read(columnsOf(later))).toEqual(later);
  });

  it("are those of programs before in their own form, as starts and ends are", () => {
    const old = updateSample("t1", 1);
    expect(read({ format: 1, body: JSON.stringify(old) })).toEqual(old);
    expect(encodeFact(endSample("t1", 2)).format).toBe(1);
  });

  it.each([
    ["no list", "{}"],
    ["an outlet that is none", '["1",5,[]]'],
    ["an outlet between two", "[1.5,5,[]]"],
    ["no time", "[1,null,[]]"],
    ["no samples", "[1,5]"],
    ["a sample that is none", "[1,5,[7]]"],
    ["an unknown occasion", '[1,5,[[0,"sometimes",{}]]]'],
    ["no values", '[1,5,[[0,"clock",null]]]'],
    ["an unknown measurand", '[1,5,[[0,"clock",{"X":1}]]]'],
    ["an unknown phase", '[1,5,[[0,"clock",{"I4":1}]]]'],
    ["a value that is no number", '[1,5,[[0,"clock",{"I1":"1"}]]]'],
    ["a torn end", "[1,5,[[0"],
  ])("are refused with %s", (_what, body) => {
    expect(() => read({ format: 2, body, transaction_id: "t1", seq_no: 1 })).toThrow("store.corrupt-row");
  });

  it("are refused without their number", () => {
    expect(() => read({ format: 2, body: "[1,5,[]]", transaction_id: "t1" })).toThrow("store.corrupt-row");
  });
});
