import { describe, expect, it } from "vitest";
import { definitions, variableNames, variableOfKey16 } from "#agent/domain/variables/catalogue";
import { canonicalText, parseVariable } from "#agent/domain/variables/variable-type";
import { requiredOfCore } from "#test/support/required-keys-16";

describe("variable catalogue", () => {
  it.each(requiredOfCore)("OCPP 1.6 section 9.1 has the required key %s", (key) => {
    const name = variableOfKey16(key);
    expect(name === undefined ? undefined : definitions[name].key16).toBe(key);
  });

  it.each(variableNames)("%s has a default in canonical text that its own rules allow", (name) => {
    expect(canonicalText(definitions[name], definitions[name].default)).toBe(definitions[name].default);
  });

  it.each(variableNames)("%s has a 1.6 key of at most 50 characters that spells its own name", (name) => {
    const key = definitions[name].key16 ?? name;
    expect(key.length).toBeLessThanOrEqual(50);
    expect(key.toLowerCase()).toBe(name.toLowerCase());
  });

  it("gives no 2.x name twice", () => {
    const names = variableNames.flatMap((name) => definitions[name].name2x ?? []);
    expect(new Set(names).size).toBe(names.length);
  });

  it("10.1 finds a key whatever its case", () => {
    expect(variableOfKey16("heartbeatINTERVAL")).toBe("heartbeatInterval");
    expect(variableOfKey16("toString")).toBeUndefined();
  });

  it.each(["meterValuesAlignedData", "stopTxnSampledData", "stopTxnAlignedData", "meterValuesSampledData"] as const)(
    "10.1 %s takes what can be measured, and nothing else",
    (name) => {
      expect(parseVariable(definitions[name], "Voltage,Frequency")).toEqual(["Voltage", "Frequency"]);
      expect(parseVariable(definitions[name], "Voltage.L1,Current.Import.L3")).toEqual([
        "Voltage.L1",
        "Current.Import.L3",
      ]);
      for (const bad of ["Voltage,Temperature", "Voltage.L4", "Frequency.L1", "Energy.Active.Import.Register.L1"])
        expect(parseVariable(definitions[name], bad)).toBeUndefined();
    },
  );
});

describe("variable types", () => {
  it.each(["-1", "", "1.5", "ten", "1e3", "99999999999", "0x10"])("refuses %j as seconds", (text) => {
    expect(parseVariable(definitions.heartbeatInterval, text)).toBeUndefined();
  });

  it("gives seconds as milliseconds", () => {
    expect(parseVariable(definitions.heartbeatInterval, "300")).toBe(300_000);
  });

  it("reads booleans whatever their case and nothing else", () => {
    expect(parseVariable(definitions.localPreAuthorize, "TRUE")).toBe(true);
    expect(parseVariable(definitions.localPreAuthorize, "1")).toBeUndefined();
  });

  it("10.1 refuses a list with one unknown, one double or one empty member", () => {
    const read = (text: string) => parseVariable(definitions.meterValuesSampledData, text);
    expect(read("Voltage, Current.Import")).toEqual(["Voltage", "Current.Import"]);
    expect(read("")).toEqual([]);
    expect(read("Voltage,SoC")).toBeUndefined();
    expect(read("Voltage,Voltage")).toBeUndefined();
    expect(read("Voltage,")).toBeUndefined();
  });

  it.each([
    ["0.RST,1.RTS", true],
    ["1.Unknown", true],
    ["1.XYZ", false],
    ["1.RST;2.RST", false],
    ["", false],
  ])("judges the phase rotation %j", (text, good) => {
    expect(parseVariable(definitions.connectorPhaseRotation, text) !== undefined).toBe(good);
  });
});
