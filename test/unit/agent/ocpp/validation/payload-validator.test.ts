import { describe, expect, it } from "vitest";
import { hasCode } from "#hal/core/errors";
import type { V16Messages } from "#agent/ocpp/generated/v16";
import { PayloadValidator } from "#agent/ocpp/validation/payload-validator";
import { loadSchemas, schemaFiles } from "#agent/ocpp/validation/schema-set";

const validator = new PayloadValidator<V16Messages>(loadSchemas(schemaFiles.v16));
const at = "2026-01-01T00:00:00Z";

const profile = (changes: object = {}, period: object = {}) => ({
  connectorId: 1,
  csChargingProfiles: {
    chargingProfileId: 1,
    stackLevel: 0,
    chargingProfilePurpose: "TxDefaultProfile",
    chargingProfileKind: "Absolute",
    chargingSchedule: {
      chargingRateUnit: "A",
      chargingSchedulePeriod: [{ startPeriod: 0, limit: 16.1, ...period }],
      ...changes,
    },
  },
});

describe("a payload of the CSMS", () => {
  it("1.16 knows the actions of the version as they are spelt and no names that every object has", () => {
    expect(validator.knows("BootNotification")).toBe(true);
    expect(validator.knows("bootnotification")).toBe(false);
    expect(validator.knows("constructor")).toBe(false);
    expect(validator.knows("__proto__")).toBe(false);
  });

  it("is accepted as it is when it is valid", () => {
    const payload = profile();
    expect(validator.check("SetChargingProfile", "request", payload)).toEqual({ ok: true, value: payload });
  });

  it.each([null, undefined])("1.2 counts as empty when it is %s (1.6 tolerates it)", (payload) => {
    expect(validator.check("ClearCache", "request", payload)).toEqual({ ok: true, value: {} });
  });

  it.each([
    ["a missing field", { connectorId: 1 }, "occurrence", ""],
    [
      "a missing field deep inside",
      profile({ chargingRateUnit: undefined }),
      "occurrence",
      "/csChargingProfiles/chargingSchedule",
    ],
    ["a field of the wrong type", { ...profile(), connectorId: "1" }, "type", "/connectorId"],
    ["a fraction where an integer is wanted", { ...profile(), connectorId: 1.5 }, "type", "/connectorId"],
    ["a null field", { ...profile(), connectorId: null }, "type", "/connectorId"],
    ["a list for a payload", [], "type", ""],
    ["a text for a payload", "x", "type", ""],
    [
      "1.6E 3.24 an unknown enumeration value",
      profile({ chargingRateUnit: "kW" }),
      "property",
      "/csChargingProfiles/chargingSchedule/chargingRateUnit",
    ],
    [
      "a limit finer than one decimal",
      profile({}, { limit: 16.15 }),
      "property",
      "/csChargingProfiles/chargingSchedule/chargingSchedulePeriod/0/limit",
    ],
    [
      "no time",
      profile({ startSchedule: "tomorrow" }),
      "property",
      "/csChargingProfiles/chargingSchedule/startSchedule",
    ],
    ["an unknown property", { ...profile(), extra: true }, "format", ""],
    [
      "an unknown property deep inside",
      profile({}, { extra: 1 }),
      "format",
      "/csChargingProfiles/chargingSchedule/chargingSchedulePeriod/0",
    ],
  ] as const)("is refused for %s", (_name, payload, code, path) => {
    const outcome = validator.check("SetChargingProfile", "request", payload);
    expect(outcome).toMatchObject({ ok: false, reason: { code, path } });
  });

  it("takes limits whose tenths are no binary fractions", () => {
    for (let tenths = 0; tenths <= 800; tenths++)
      expect(validator.check("SetChargingProfile", "request", profile({}, { limit: tenths / 10 })).ok).toBe(true);
  });

  it("is refused when a text is too long, and the reason stays short and quotes nothing", () => {
    const secret = "S3cret".repeat(50);
    const outcome = validator.check("RemoteStartTransaction", "request", { idTag: secret, [secret]: secret });
    expect(outcome).toMatchObject({ ok: false });
    expect(JSON.stringify(outcome)).not.toContain("S3cret");
    expect(outcome.ok ? "" : outcome.reason.message.length).toBeLessThanOrEqual(255);
  });

  it("is refused when it has a prototype among its properties", () => {
    const payload: unknown = JSON.parse('{"idTag":"A","__proto__":{"connectorId":9}}');
    expect(validator.check("RemoteStartTransaction", "request", payload)).toMatchObject({ reason: { code: "format" } });
  });

  it("is refused when it is nested absurdly deep, without exhausting the stack", () => {
    const payload: unknown = JSON.parse(`{"data":${"[".repeat(100_000)}${"]".repeat(100_000)}}`);
    expect(validator.check("DataTransfer", "request", payload)).toMatchObject({
      ok: false,
      reason: { code: "format" },
    });
    expect(validator.check("DataTransfer", "response", payload)).toMatchObject({ ok: false });
  });

  it.each(["1e308", "-1e308", "9007199254740992", "1e999"])(
    "1.7 is refused when an integer is %s, which would be stored and told as another number",
    (number) => {
      const list = JSON.parse(`{"listVersion":${number},"updateType":"Full"}`) as unknown;
      expect(validator.check("SendLocalList", "request", list).ok).toBe(false);
    },
  );

  it("has an integer that is larger than the norm's 32 bits, because servers number transactions by the time", () => {
    const stop = { transactionId: 1_900_000_000_000 };
    expect(validator.check("RemoteStopTransaction", "request", stop)).toEqual({ ok: true, value: stop });
  });

  it("is not implemented when the version has no such action", () => {
    const anyVersion = new PayloadValidator<Record<string, { request: object; response: object }>>(new Map());
    expect(anyVersion.check("Reset", "request", {})).toMatchObject({ ok: false, reason: { code: "notImplemented" } });
  });
});

describe("a result of the CSMS", () => {
  it("1.2 may have properties that we do not know and nulls for absent ones", () => {
    const received = { status: "Accepted", currentTime: at, interval: 300, vendor: { x: 1 }, note: null };
    const outcome = validator.check("BootNotification", "response", received);
    expect(outcome).toEqual({
      ok: true,
      value: { status: "Accepted", currentTime: at, interval: 300, vendor: { x: 1 } },
    });
  });

  it("1.19 may have times without zone, with a blank, or with an offset without colon", () => {
    for (const currentTime of [
      "2026-01-01T00:00:00",
      "2026-01-01T00:00:00.1234567",
      "2026-01-01 00:00:00Z",
      "2026-01-01T01:00:00+0100",
    ])
      expect(validator.check("Heartbeat", "response", { currentTime }).ok).toBe(true);
  });

  it.each([
    ["a null where a value is needed", { status: null, currentTime: at, interval: 300 }, "occurrence"],
    ["an unknown status", { status: "Maybe", currentTime: at, interval: 300 }, "property"],
    ["no time", { status: "Accepted", currentTime: "2026-02-30T00:00:00Z", interval: 300 }, "property"],
    ["an interval that is a text", { status: "Accepted", currentTime: at, interval: "300" }, "type"],
  ])("is refused for %s", (_name, payload, code) => {
    expect(validator.check("BootNotification", "response", payload)).toMatchObject({ ok: false, reason: { code } });
  });

  it("does not let a prototype through", () => {
    const payload: unknown = JSON.parse(`{"currentTime":"${at}","__proto__":{"interval":1}}`);
    const outcome = validator.check("Heartbeat", "response", payload);
    expect(outcome.ok && Object.keys(outcome.value)).toEqual(["currentTime"]);
  });
});

describe("a payload of our own", () => {
  it("passes when it is valid", () => {
    expect(() => {
      validator.assertOwn("StopTransaction", "request", {
        transactionId: 1,
        timestamp: at,
        meterStop: 5,
        reason: "EVDisconnected",
      });
    }).not.toThrow();
  });

  it("takes both spellings of the temperature unit that 1.6 printed", () => {
    for (const unit of ["Celcius", "Celsius"] as const)
      expect(() => {
        validator.assertOwn("MeterValues", "request", {
          connectorId: 1,
          meterValue: [{ timestamp: at, sampledValue: [{ value: "20", measurand: "Temperature", unit }] }],
        });
      }).not.toThrow();
  });

  it.each([
    [
      "a time without zone",
      { connectorId: 1, errorCode: "NoError", status: "Available", timestamp: "2026-01-01T00:00:00" },
    ],
    ["a text that is too long", { connectorId: 1, errorCode: "NoError", status: "Available", info: "x".repeat(51) }],
    ["an extra property", { connectorId: 1, errorCode: "NoError", status: "Available", extra: 1 }],
  ] as const)("is our bug when it has %s", (_name, payload) => {
    expect(() => {
      validator.assertOwn("StatusNotification", "request", payload);
    }).toThrow(expect.toSatisfy((error: unknown) => hasCode(error, "ocpp.own-payload")));
  });
});

describe("the schemas of 1.6", () => {
  it("compile, all 39 with request and response", () => {
    const schemas = loadSchemas(schemaFiles.v16);
    expect(schemas.size).toBe(39);
    for (const [action, kinds] of schemas) {
      expect(Object.keys(kinds)).toEqual(["request", "response"]);
      const name = action as keyof V16Messages;
      expect(() => validator.check(name, "request", {})).not.toThrow();
      expect(() => validator.check(name, "response", {})).not.toThrow();
    }
  });
});
