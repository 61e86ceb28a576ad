import { describe, expect, it } from "vitest";
import * as answers from "#hal/wire/rapi-answers";

describe("contents of RAPI answers", () => {
  it("reads the state of the board in the firmware's mixture of hexadecimal and decimal", () => {
    expect(answers.parseRapiState(["fe", "1200", "02", "0140"])).toEqual({
      ok: true,
      value: { state: 0xfe, elapsedSeconds: 1200, pilotState: 2, flags: 0x140 },
    });
  });

  it("reads the two decimal values of old firmware", () => {
    expect(answers.parseRapiState(["254", "7"])).toEqual({ ok: true, value: { state: 254, elapsedSeconds: 7 } });
  });

  it("reads the two ranges of old firmware", () => {
    expect(answers.parseRapiCapacity(["6", "80"])).toEqual({ ok: true, value: { minimum: 6, hardwareMaximum: 80 } });
  });

  it("knows a missing temperature sensor", () => {
    expect(answers.parseRapiTemperatures(["215", "-2560", "-105"])).toEqual({
      ok: true,
      value: [21.5, undefined, -10.5],
    });
  });

  it("knows a board without an ammeter", () => {
    expect(answers.parseRapiElectricity(["-1", "230000"])).toEqual({
      ok: true,
      value: { milliamps: -1, millivolts: 230000 },
    });
  });

  it.each([
    [
      answers.parseRapiState,
      answers.encodeRapiState,
      { state: 3, elapsedSeconds: 61, pilotState: 3, flags: 0x0140 },
      "03 61 03 0140",
    ],
    [
      answers.parseRapiTransition,
      answers.encodeRapiTransition,
      { state: 0xfe, pilotState: 1, amps: 16, flags: 8 },
      "fe 01 16 0008",
    ],
    [answers.parseRapiBoot, answers.encodeRapiBoot, { postCode: 8, firmware: "8.2.3.EU" }, "08 8.2.3.EU"],
    [answers.parseRapiSettings, answers.encodeRapiSettings, { amps: 32, flags: 0x0021 }, "32 0021"],
    [
      answers.parseRapiCapacity,
      answers.encodeRapiCapacity,
      { minimum: 6, hardwareMaximum: 80, pilot: 16, configuredMaximum: 32 },
      "6 80 16 32",
    ],
    [
      answers.parseRapiVersion,
      answers.encodeRapiVersion,
      { firmware: "8.2.3.EU", protocol: "5.2.1" },
      "8.2.3.EU 5.2.1",
    ],
    [
      answers.parseRapiElectricity,
      answers.encodeRapiElectricity,
      { milliamps: 15980, millivolts: 231200 },
      "15980 231200",
    ],
    [
      answers.parseRapiEnergy,
      answers.encodeRapiEnergy,
      { sessionWattSeconds: 7200, totalWattHours: 123456 },
      "7200 123456",
    ],
    [
      answers.parseRapiFaultCounts,
      answers.encodeRapiFaultCounts,
      { groundFault: 1, noGround: 0, stuckRelay: 255 },
      "1 0 ff",
    ],
    [
      answers.parseRapiHeartbeat,
      answers.encodeRapiHeartbeat,
      { intervalSeconds: 30, fallbackAmps: 6, state: 2 },
      "30 6 2",
    ],
  ] as const)("%o and %o agree with the wire", (parse, encode, value, wire) => {
    const write: (content: never) => readonly string[] = encode;

    expect(write(value as never).join(" ")).toBe(wire);
    expect(parse(wire.split(" "))).toEqual({ ok: true, value });
  });

  it("refuses what the firmware never sends", () => {
    expect(answers.parseRapiState([])).toEqual({ ok: false, reason: "malformed" });
    expect(answers.parseRapiState(["zz", "1", "01", "0000"]).ok).toBe(false);
    expect(answers.parseRapiState(["01", "1", "01"]).ok).toBe(false);
    expect(answers.parseRapiTransition(["01", "01", "1x", "0000"]).ok).toBe(false);
    expect(answers.parseRapiCapacity(["6"]).ok).toBe(false);
    expect(answers.parseRapiVersion([]).ok).toBe(false);
    expect(answers.parseRapiNumber([""]).ok).toBe(false);
    expect(answers.parseRapiHeartbeat(["30", "6"]).ok).toBe(false);
  });
});
