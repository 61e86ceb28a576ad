import { describe, expect, it } from "vitest";
import { epochMillis, isoTime, seconds } from "#hal/core/units";
import {
  ask,
  charging,
  composite,
  current,
  ended,
  pilot,
  profile16,
  set,
  SETTLING,
  transactionIdOf,
} from "#test/support/smart-charging-messages";
import { VirtualRig } from "#test/support/virtual-rig";

describe("SetChargingProfile", () => {
  it("9.3 a TxDefaultProfile acts on a running transaction at once", async () => {
    const rig = await charging();
    expect(current(rig)).toBeGreaterThan(31);
    expect(await set(rig, profile16(rig, 10))).toBe("Accepted");
    await rig.clock.advance(seconds(1));
    expect(pilot(rig)).toBeCloseTo(10, 0);
    await rig.clock.advance(SETTLING);
    expect(current(rig)).toBeLessThanOrEqual(10.1);
    expect(current(rig)).toBeGreaterThan(9);
    await ended(rig);
  });

  it("9.1 9.8 a ChargePointMaxProfile on connector 0 limits every transaction", async () => {
    const rig = await charging();
    expect(await set(rig, profile16(rig, 12, { purpose: "ChargePointMaxProfile" }), 0)).toBe("Accepted");
    expect(await set(rig, profile16(rig, 20, { id: 2 }))).toBe("Accepted");
    await rig.clock.advance(seconds(1));
    expect(pilot(rig)).toBeCloseTo(12, 0);
    await ended(rig);
  });

  it("9.12 a TxProfile dies with its transaction, and the default is back", async () => {
    const rig = await charging();
    await set(rig, profile16(rig, 16, { id: 1 }));
    const more = { transactionId: transactionIdOf(rig) };
    expect(await set(rig, profile16(rig, 8, { id: 2, purpose: "TxProfile", more }))).toBe("Accepted");
    await rig.clock.advance(seconds(1));
    expect(pilot(rig)).toBeCloseTo(8, 0);
    rig.station.unplug();
    await rig.until(() => rig.status() === "Available");
    expect(await composite(rig)).toEqual([[0, 16]]);
    await rig.charge();
    await rig.clock.advance(SETTLING);
    expect(pilot(rig)).toBeCloseTo(16, 0);
    await ended(rig);
  });

  it("9.4 a TxProfile without a transaction named is for the one that runs", async () => {
    const rig = await charging();
    expect(await set(rig, profile16(rig, 8, { purpose: "TxProfile" }))).toBe("Accepted");
    expect(await composite(rig)).toEqual([[0, 8]]);
    await ended(rig);
  });

  it("9.2 a profile with the same id, or with the same purpose and stack level, replaces", async () => {
    const rig = await new VirtualRig().start();
    await set(rig, profile16(rig, 10, { id: 1, level: 3 }));
    await set(rig, profile16(rig, 20, { id: 1, level: 1 }));
    expect(await composite(rig)).toEqual([[0, 20]]);
    await set(rig, profile16(rig, 14, { id: 2, level: 1 }));
    expect(await composite(rig)).toEqual([[0, 14]]);
    expect((await ask(rig, "ClearChargingProfile", { id: 1 }))["status"]).toBe("Unknown");
    await ended(rig);
  });

  it("9.4 nothing is kept of what is rejected", async () => {
    const rig = await new VirtualRig().start();
    const tooMany = Array.from({ length: 101 }, (_, index) => [index * 60, 10] as const);
    const rejected: readonly (readonly [string, object, number])[] = [
      ["a TxProfile without a transaction", profile16(rig, 6, { purpose: "TxProfile" }), 1],
      ["a TxProfile on connector 0", profile16(rig, 6, { purpose: "TxProfile" }), 0],
      ["a ChargePointMaxProfile elsewhere", profile16(rig, 6, { purpose: "ChargePointMaxProfile" }), 1],
      [
        "a relative ChargePointMaxProfile",
        profile16(rig, 6, { purpose: "ChargePointMaxProfile", kind: "Relative" }),
        0,
      ],
      ["a level too high", profile16(rig, 6, { level: 11 }), 1],
      ["a level below 0", profile16(rig, 6, { level: -1 }), 1],
      ["too many periods", profile16(rig, tooMany), 1],
      ["no period", profile16(rig, []), 1],
      ["a first period that is not at 0", profile16(rig, [[1, 6]]), 1],
      [
        "periods out of order",
        profile16(rig, [
          [0, 6],
          [60, 7],
          [30, 8],
        ]),
        1,
      ],
      [
        "two periods at the same time",
        profile16(rig, [
          [0, 6],
          [0, 7],
        ]),
        1,
      ],
      ["a negative limit", profile16(rig, -1), 1],
      ["an absolute one without a start", profile16(rig, 6, { schedule: { startSchedule: undefined } }), 1],
      [
        "a recurring one without a start",
        profile16(rig, 6, {
          kind: "Recurring",
          more: { recurrencyKind: "Daily" },
          schedule: { startSchedule: undefined },
        }),
        1,
      ],
      ["a recurring one without its kind", profile16(rig, 6, { kind: "Recurring" }), 1],
      [
        "a relative one with a start",
        profile16(rig, 6, { kind: "Relative", schedule: { startSchedule: isoTime(rig.clock.now()) } }),
        1,
      ],
      [
        "more phases than there are",
        profile16(rig, 6, { schedule: { chargingSchedulePeriod: [{ startPeriod: 0, limit: 6, numberPhases: 4 }] } }),
        1,
      ],
      ["a negative duration", profile16(rig, 6, { schedule: { duration: -1 } }), 1],
    ];
    for (const [name, profile, connectorId] of rejected)
      expect([name, await set(rig, withoutAbsent(profile), connectorId)]).toEqual([name, "Rejected"]);
    expect((await ask(rig, "ClearChargingProfile", {}))["status"]).toBe("Unknown");
    await ended(rig);
  });

  it("9.4 a TxProfile with the wrong transaction is rejected", async () => {
    const rig = await charging();
    for (const transactionId of [1, -1, (transactionIdOf(rig) ?? 0) + 1])
      expect(await set(rig, profile16(rig, 8, { purpose: "TxProfile", more: { transactionId } }))).toBe("Rejected");
    await ended(rig);
  });

  it("9.4 more profiles than MaxChargingProfilesInstalled are rejected, a replacement is not", async () => {
    const rig = await new VirtualRig().start();
    for (let id = 1; id <= 20; id++)
      expect(await set(rig, profile16(rig, 10, { id, level: id % 10 }), id > 10 ? 0 : 1)).toBe("Accepted");
    expect(await set(rig, profile16(rig, 10, { id: 21, level: 10 }))).toBe("Rejected");
    expect(await set(rig, profile16(rig, 10, { id: 20, level: 10 }))).toBe("Accepted");
    await ended(rig);
  });

  it.each([5, -1])("1.7 a connector that does not exist (%i) is a PropertyConstraintViolation", async (connectorId) => {
    const rig = await new VirtualRig().start();
    const answer = await ask(rig, "SetChargingProfile", { connectorId, csChargingProfiles: profile16(rig, 10) });
    expect(answer).toEqual({ error: "PropertyConstraintViolation" });
    await ended(rig);
  });

  it.each([
    ["chargingProfilePurpose", { more: { chargingProfilePurpose: "StationMax" } }],
    ["chargingProfileKind", { more: { chargingProfileKind: "Weekly" } }],
    ["recurrencyKind", { more: { recurrencyKind: "Monthly" } }],
    ["chargingRateUnit", { schedule: { chargingRateUnit: "kW" } }],
    ["limit with two decimals", { schedule: { chargingSchedulePeriod: [{ startPeriod: 0, limit: 6.25 }] } }],
  ])("1.7 a wrong %s is a PropertyConstraintViolation", async (_name, draft) => {
    const rig = await new VirtualRig().start();
    const csChargingProfiles = profile16(rig, 10, draft);
    const answer = await ask(rig, "SetChargingProfile", { connectorId: 1, csChargingProfiles });
    expect(answer).toEqual({ error: "PropertyConstraintViolation" });
    await ended(rig);
  });
});

describe("ClearChargingProfile", () => {
  it("9.11 with an id, only the id counts", async () => {
    const rig = await new VirtualRig().start();
    await set(rig, profile16(rig, 10, { id: 1 }));
    const filter = { id: 1, connectorId: 0, chargingProfilePurpose: "TxProfile", stackLevel: 9 };
    expect(await ask(rig, "ClearChargingProfile", filter)).toEqual({ status: "Accepted" });
    expect(await composite(rig)).toEqual([[0, 32]]);
    await ended(rig);
  });

  it("9.11 without an id, a profile has to fit everything that is named", async () => {
    const rig = await new VirtualRig().start();
    await set(rig, profile16(rig, 10, { id: 1, level: 1 }));
    await set(rig, profile16(rig, 12, { id: 2, level: 2 }));
    for (const filter of [
      { connectorId: 1, stackLevel: 3 },
      { connectorId: 0, stackLevel: 2 },
      { chargingProfilePurpose: "TxProfile" },
      { id: 3 },
    ])
      expect([filter, await ask(rig, "ClearChargingProfile", filter)]).toEqual([filter, { status: "Unknown" }]);
    const both = { connectorId: 1, chargingProfilePurpose: "TxDefaultProfile", stackLevel: 2 };
    expect(await ask(rig, "ClearChargingProfile", both)).toEqual({ status: "Accepted" });
    expect(await composite(rig)).toEqual([[0, 10]]);
    await ended(rig);
  });

  it("9.11 with nothing named all are cleared, and the vehicle gets more again", async () => {
    const rig = await charging();
    await set(rig, profile16(rig, 10, { id: 1 }));
    await set(rig, profile16(rig, 8, { id: 2, purpose: "ChargePointMaxProfile" }), 0);
    await rig.clock.advance(SETTLING);
    expect(pilot(rig)).toBeCloseTo(8, 0);
    expect(await ask(rig, "ClearChargingProfile", {})).toEqual({ status: "Accepted" });
    expect(await ask(rig, "ClearChargingProfile", {})).toEqual({ status: "Unknown" });
    await rig.clock.advance(SETTLING);
    expect(pilot(rig)).toBe(32);
    await ended(rig);
  });
});

describe("GetCompositeSchedule", () => {
  it("9.10 tells the sum of all profiles from now on, without a start of its own", async () => {
    const rig = await new VirtualRig().start();
    await set(
      rig,
      profile16(rig, [
        [0, 16],
        [1800, 10],
      ]),
    );
    const asked = rig.clock.now();
    const answer = await ask(rig, "GetCompositeSchedule", { connectorId: 1, duration: 3600, chargingRateUnit: "A" });
    expect(answer).toEqual({
      status: "Accepted",
      connectorId: 1,
      scheduleStart: isoTime(epochMillis(asked + 20)),
      chargingSchedule: {
        duration: 3600,
        chargingRateUnit: "A",
        chargingSchedulePeriod: [
          { startPeriod: 0, limit: 16, numberPhases: 3 },
          { startPeriod: 1800, limit: 10, numberPhases: 3 },
        ],
      },
    });
    await ended(rig);
  });

  it("9.9 9.10 tells watts when watts are asked for", async () => {
    const rig = await new VirtualRig().start();
    await set(rig, profile16(rig, 7000, { schedule: { chargingRateUnit: "W" } }));
    const answer = await ask(rig, "GetCompositeSchedule", { connectorId: 0, duration: 60, chargingRateUnit: "W" });
    expect(answer).toMatchObject({ connectorId: 0, chargingSchedule: { chargingSchedulePeriod: [{ limit: 7000 }] } });
    expect(await composite(rig)).toEqual([[0, 10.1]]);
    await ended(rig);
  });

  it.each([
    [{ connectorId: 2, duration: 60 }, { status: "Rejected" }],
    [{ connectorId: -1, duration: 60 }, { status: "Rejected" }],
    [{ connectorId: 1, duration: -60 }, { status: "Rejected" }],
    [{ connectorId: 1, duration: 60, chargingRateUnit: "VA" }, { error: "PropertyConstraintViolation" }],
  ])("9.10 %j is answered %j", async (request, expected) => {
    const rig = await new VirtualRig().start();
    expect(await ask(rig, "GetCompositeSchedule", request)).toEqual(expected);
    await ended(rig);
  });

  it("9.10 a duration of nothing is answered with what holds now", async () => {
    const rig = await new VirtualRig().start();
    expect(await composite(rig, 0)).toEqual([[0, 32]]);
    await ended(rig);
  });
});

/** As JSON would lose them. */
function withoutAbsent(payload: object): object {
  return JSON.parse(JSON.stringify(payload)) as object;
}
