import { expect, it } from "vitest";
import { ExpectedAnswers } from "#simulator/fuzz/expected-answers";
import { faultsOf } from "#simulator/fuzz/payload-faults";
import { fuzzSchemas } from "#test/support/fuzz-schemas";

const schemas = fuzzSchemas();

function wordsFor(action: string, text: string): readonly string[] {
  const faults = faultsOf(schemas.get(action)?.request ?? {}, JSON.parse(text));
  return faults.map(({ word, isPardonable }) => (isPardonable ? `${word}?` : word));
}

const judged: readonly (readonly [action: string, payload: string, words: readonly string[]])[] = [
  ["Reset", '{"type":"Hard"}', []],
  ["Reset", '{"type":"hard"}', ["PropertyConstraintViolation"]],
  ["Reset", '{"type":7}', ["TypeConstraintViolation"]],
  ["Reset", "{}", ["OccurenceConstraintViolation"]],
  ["Reset", "[]", ["TypeConstraintViolation"]],
  ["Reset", '{"type":"Hard","__proto__":{}}', ["FormationViolation"]],
  ["Reset", '{"kind":"Hard"}', ["OccurenceConstraintViolation", "FormationViolation"]],
  ["UnlockConnector", '{"connectorId":1.0}', []],
  ["UnlockConnector", '{"connectorId":1.5}', ["TypeConstraintViolation"]],
  ["UnlockConnector", '{"connectorId":1e999}', ["TypeConstraintViolation"]],
  ["UnlockConnector", '{"connectorId":2147483648}', ["PropertyConstraintViolation?"]],
  ["DataTransfer", `{"vendorId":"${"é".repeat(255)}"}`, []],
  ["DataTransfer", `{"vendorId":"${"🔌".repeat(255)}"}`, []],
  ["DataTransfer", `{"vendorId":"${"🔌".repeat(256)}"}`, ["PropertyConstraintViolation"]],
  [
    "UpdateFirmware",
    '{"location":"http://h/x","retrieveDate":"2030-02-29T00:00:00Z"}',
    ["PropertyConstraintViolation"],
  ],
  ["UpdateFirmware", '{"location":"http://h/x","retrieveDate":"2028-02-29T00:00:00Z"}', []],
  [
    "UpdateFirmware",
    '{"location":"http://h/x","retrieveDate":"2028-02-29T00:00:00"}',
    ["PropertyConstraintViolation?"],
  ],
  ["UpdateFirmware", '{"location":"no","retrieveDate":"2028-02-29T00:00:00Z"}', ["PropertyConstraintViolation"]],
];

it.each(judged)("the harness's own judgement of %s %s is %j", (action, payload, words) => {
  expect(wordsFor(action, payload)).toEqual(words);
});

it("the harness expects NotImplemented for a foreign action, NotSupported for a feature that is off", () => {
  const answers = new ExpectedAnswers(schemas, new Set(["GetLog"]));
  expect(answers.to("Nonsense", "{}")).toMatchObject({ words: ["NotImplemented"] });
  expect(answers.to("StopTransaction", "{}")).toMatchObject({ words: ["NotImplemented"] });
  expect(answers.to("GetLog", '{"surplus":1}')).toMatchObject({ words: ["NotSupported"] });
  expect(answers.to("ClearCache", "null")).toMatchObject({ kind: "result" });
});
