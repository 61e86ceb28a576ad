import { describe, expect, it } from "vitest";
import type { Schema } from "#simulator/fuzz/message-schemas";
import { fuzzSchemas } from "#test/support/fuzz-schemas";
import { answeredRequests, errorProblems, resultProblems } from "#test/support/independent-answers";
import { chargersRequests, requestProblems } from "#test/support/independent-expectations";

const schemas = fuzzSchemas();
const at = "2030-01-01T00:00:00Z";

/** Written by hand and independent of the schemas, which is why the two can be held against each other. */
const samples: Readonly<Record<string, object>> = {
  Authorize: { idTag: "A" },
  BootNotification: { chargePointVendor: "V", chargePointModel: "M", firmwareVersion: "1" },
  DataTransfer: { vendorId: "V", messageId: "M", data: "D" },
  DiagnosticsStatusNotification: { status: "Idle" },
  FirmwareStatusNotification: { status: "Idle" },
  Heartbeat: {},
  LogStatusNotification: { status: "Idle", requestId: 1 },
  MeterValues: {
    connectorId: 0,
    meterValue: [
      {
        timestamp: at,
        sampledValue: [{ value: "1", context: "Trigger", measurand: "Voltage", unit: "V", phase: "L1" }],
      },
    ],
  },
  SecurityEventNotification: { type: "StartupOfTheDevice", timestamp: at, techInfo: "x" },
  SignCertificate: { csr: "x" },
  SignedFirmwareStatusNotification: { status: "Idle", requestId: 1 },
  StartTransaction: { connectorId: 1, idTag: "A", meterStart: 0, timestamp: at, reservationId: 3 },
  StatusNotification: { connectorId: 0, errorCode: "NoError", status: "Available", timestamp: at },
  StopTransaction: { meterStop: 1, timestamp: at, transactionId: -1, reason: "Local", idTag: "A" },
};

const results: Readonly<Record<string, object>> = {
  GetCompositeSchedule: {
    status: "Accepted",
    connectorId: 0,
    scheduleStart: at,
    chargingSchedule: {
      chargingRateUnit: "A",
      chargingSchedulePeriod: [{ startPeriod: 0, limit: 6, numberPhases: 3 }],
    },
  },
  GetConfiguration: { configurationKey: [{ key: "K", readonly: true, value: "" }], unknownKey: ["X"] },
  GetDiagnostics: { fileName: "f" },
  GetLocalListVersion: { listVersion: -1 },
  UpdateFirmware: {},
};

const statusWords = (schema: Schema | undefined) => schema?.properties?.["status"]?.enum ?? [];

describe("the independent back end's own validation", () => {
  it("knows every message of 1.6 and of its security extension, as a request of the charger or as one that it answers", () => {
    const known = new Set([...chargersRequests, ...answeredRequests]);
    expect([...schemas.keys()].filter((action) => !known.has(action))).toEqual([]);
    expect([...known].filter((action) => !schemas.has(action))).toEqual([]);
    expect(Object.keys(samples).sort()).toEqual([...chargersRequests].sort());
  });

  it.each(Object.entries(samples))(
    "takes a right %s, and none with a field too many, too few or of another type",
    (action, payload) => {
      expect(requestProblems(action, payload)).toEqual([]);
      expect(requestProblems(action, { ...payload, surplus: 1 })).not.toEqual([]);
      expect(requestProblems(action, [])).not.toEqual([]);
      for (const name of schemas.get(action)?.request.required ?? []) {
        const { [name]: _gone, ...rest } = payload as Readonly<Record<string, unknown>>;
        expect(requestProblems(action, rest), name).not.toEqual([]);
        expect(requestProblems(action, { ...payload, [name]: { no: 1 } }), name).not.toEqual([]);
      }
    },
  );

  it.each([...answeredRequests])("takes every status that %s may be answered with, and no other", (action) => {
    const schema = schemas.get(action)?.response;
    const words = statusWords(schema);
    const full = results[action];
    for (const status of words) expect(resultProblems(action, full ?? { status })).toEqual([]);
    if (full !== undefined) expect(resultProblems(action, full)).toEqual([]);
    if (words.length > 0) expect(resultProblems(action, { ...full, status: "Nonsense" })).not.toEqual([]);
    expect(resultProblems(action, { ...(full ?? { status: words[0] }), surplus: 1 })).not.toEqual([]);
    expect(resultProblems(action, null)).not.toEqual([]);
  });

  it("wants an accepted schedule to be there, keys with their access, and a version from -1", () => {
    expect(resultProblems("GetCompositeSchedule", { status: "Rejected" })).toEqual([]);
    expect(resultProblems("GetCompositeSchedule", { status: "Accepted" })).not.toEqual([]);
    expect(resultProblems("GetConfiguration", { configurationKey: [{ key: "K" }] })).not.toEqual([]);
    expect(resultProblems("GetConfiguration", { configurationKey: [] })).not.toEqual([]);
    expect(resultProblems("GetLocalListVersion", { listVersion: -2 })).not.toEqual([]);
  });

  it("takes an error in the spelling of 1.6 with a text and an object", () => {
    expect(errorProblems("Reset", ["OccurenceConstraintViolation", "", {}])).toEqual([]);
    expect(errorProblems("Reset", ["OccurrenceConstraintViolation", "", {}])).toHaveLength(1);
    expect(errorProblems("Reset", ["FormatViolation", "x".repeat(256), []])).toHaveLength(3);
  });
});
