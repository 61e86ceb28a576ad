import { describe, expect, it } from "vitest";
import { epochMillis, hours, isoTime, millis, minutes, seconds } from "#hal/core/units";
import {
  ask,
  composite,
  current,
  evseView,
  isClosed,
  pilot,
  profile16,
  set,
  SETTLING,
} from "#test/support/smart-charging-messages";
import { CARD, VirtualRig } from "#test/support/virtual-rig";

function transactionIdOf(rig: VirtualRig): number | undefined {
  return [...rig.csms.state().transactions.values()].at(-1)?.id;
}

async function charging(): Promise<VirtualRig> {
  const rig = await new VirtualRig().start();
  await rig.charge();
  await rig.clock.advance(SETTLING);
  return rig;
}

async function ended(rig: VirtualRig): Promise<void> {
  await rig.stop();
  expect(rig.clock.pending()).toBe(0);
}

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

describe("a limit of 0 A", () => {
  it("withdraws the pilot at once, is SuspendedEVSE within a second, opens when the current has stopped, and resumes", async () => {
    const rig = await charging();
    const begun = rig.clock.uptime();
    const setting = set(rig, profile16(rig, 0));
    await rig.until(() => rig.status() === "SuspendedEVSE", seconds(5));
    expect(rig.clock.uptime() - begun).toBeLessThanOrEqual(1000);
    expect(await setting).toBe("Accepted");
    await rig.clock.advanceUntil(() => (pilot(rig) ?? 0) === 0, seconds(5));
    expect(rig.clock.uptime() - begun).toBeLessThanOrEqual(1000);
    await rig.clock.advanceUntil(() => !isClosed(rig), seconds(10));
    expect(rig.clock.uptime() - begun).toBeLessThanOrEqual(6000);
    const opening = rig.station.truth().findLast(({ kind }) => kind === "contactor.opened");
    const ceasing = rig.station.truth().findLast(({ kind }) => kind === "ceased");
    expect(opening?.uptime).toBeGreaterThanOrEqual(ceasing?.uptime ?? Number.NaN);
    await rig.clock.advance(minutes(5));
    expect(rig.status()).toBe("SuspendedEVSE");
    expect(transactionIdOf(rig)).toBeDefined();
    expect(await set(rig, profile16(rig, 16))).toBe("Accepted");
    await rig.until(() => rig.status() === "Charging" && current(rig) > 15, seconds(30));
    expect(rig.payloads("StopTransaction")).toEqual([]);
    expect(rig.payloads("StartTransaction")).toHaveLength(1);
    await ended(rig);
  });

  it("opens the contactor within 6 s under a vehicle that does not stop drawing", async () => {
    const rig = await new VirtualRig().start();
    rig.station.plugIn({ stateOfCharge: 0.1, ignoresStop: true });
    await rig.until(() => rig.status() === "Preparing");
    rig.station.tapCard(CARD);
    await rig.until(() => rig.status() === "Charging");
    await rig.clock.advance(SETTLING);
    const begun = rig.clock.uptime();
    const setting = set(rig, profile16(rig, 0));
    await rig.until(() => !isClosed(rig), seconds(10));
    expect(rig.clock.uptime() - begun).toBeLessThanOrEqual(6000);
    expect(await setting).toBe("Accepted");
    expect(rig.status()).toBe("SuspendedEVSE");
    await ended(rig);
  });

  it("lets a transaction begin that waits, and says why it waits", async () => {
    const rig = await new VirtualRig().start();
    await set(
      rig,
      profile16(
        rig,
        [
          [0, 0],
          [600, 16],
        ],
        { id: 7 },
      ),
    );
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.until(() => rig.status() === "Preparing");
    rig.station.tapCard(CARD);
    await rig.until(() => rig.status() === "SuspendedEVSE");
    expect(isClosed(rig)).toBe(false);
    expect(rig.station.truth().some(({ kind }) => kind === "contactor.closed")).toBe(false);
    expect(evseView(rig)["notCharging"]).toMatchObject({
      code: "limit.chargingProfile",
      text: expect.stringMatching(
        /^The current is limited to 0 A: charging profile 7 of the back end until \d\d:\d\d$/,
      ),
    });
    await rig.until(() => rig.status() === "Charging", minutes(11));
    expect(evseView(rig)["limit"]).toMatchObject({ owner: "chargingProfile", amperes: 16, expiresAt: null });
    await ended(rig);
  });

  it("is what a limit below 6 A comes to", async () => {
    const rig = await charging();
    await set(rig, profile16(rig, 5.9, { id: 7 }));
    await rig.until(() => rig.status() === "SuspendedEVSE", seconds(2));
    expect(evseView(rig)["notCharging"]).toMatchObject({
      text: "The current is limited to 0 A: charging profile 7 of the back end (5.9 A, and a vehicle needs 6 A)",
    });
    await ended(rig);
  });
});

describe("RemoteStartTransaction with a profile", () => {
  const remoteStart = async (rig: VirtualRig, chargingProfile: object) =>
    (await ask(rig, "RemoteStartTransaction", { idTag: CARD, connectorId: 1, chargingProfile }))["status"];

  it("7.11 the profile counts from the first ampere, and one with its transaction and level replaces it", async () => {
    const rig = await new VirtualRig().start();
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.until(() => rig.status() === "Preparing");
    let most = 0;
    const chargingProfile = profile16(
      rig,
      [
        [0, 10],
        [60, 12],
      ],
      { purpose: "TxProfile", kind: "Relative" },
    );
    expect(await remoteStart(rig, chargingProfile)).toBe("Accepted");
    await rig.until(() => {
      most = Math.max(most, pilot(rig) ?? 0);
      return rig.status() === "Charging" && current(rig) > 9;
    });
    expect(most).toBeLessThanOrEqual(10.1);
    await rig.clock.advance(seconds(65));
    expect(pilot(rig)).toBeCloseTo(12, 0);
    const more = { transactionId: transactionIdOf(rig) };
    expect(await set(rig, profile16(rig, 7, { id: 9, purpose: "TxProfile", more }))).toBe("Accepted");
    await rig.clock.advance(SETTLING);
    expect(pilot(rig)).toBeCloseTo(7, 0);
    expect((await ask(rig, "ClearChargingProfile", { id: 1 }))["status"]).toBe("Unknown");
    await ended(rig);
  });

  it("7.11 counts too when the token is authorised first", async () => {
    const rig = await new VirtualRig({ variables: { AuthorizeRemoteTxRequests: "true" } }).start();
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.until(() => rig.status() === "Preparing");
    expect(await remoteStart(rig, profile16(rig, 10, { purpose: "TxProfile" }))).toBe("Accepted");
    await rig.until(() => rig.status() === "Charging");
    expect(pilot(rig)).toBeCloseTo(10, 0);
    await ended(rig);
  });

  it("7.11 is rejected with another purpose, with a transaction, or with a profile that makes no sense", async () => {
    const rig = await new VirtualRig().start();
    rig.station.plugIn();
    await rig.until(() => rig.status() === "Preparing");
    expect(await remoteStart(rig, profile16(rig, 10))).toBe("Rejected");
    expect(await remoteStart(rig, profile16(rig, 10, { purpose: "TxProfile", more: { transactionId: 1 } }))).toBe(
      "Rejected",
    );
    expect(await remoteStart(rig, profile16(rig, 10, { purpose: "TxProfile", level: 11 }))).toBe("Rejected");
    await rig.clock.advance(seconds(5));
    expect(rig.status()).toBe("Preparing");
    await ended(rig);
  });

  it("7.11 is forgotten when nobody plugs in", async () => {
    const rig = await new VirtualRig({ variables: { ConnectionTimeOut: "30" } }).start();
    expect(await remoteStart(rig, profile16(rig, 10, { purpose: "TxProfile" }))).toBe("Accepted");
    expect(await composite(rig)).toEqual([[0, 10]]);
    await rig.clock.advance(seconds(40));
    expect(await composite(rig)).toEqual([[0, 32]]);
    await ended(rig);
  });
});

describe("a schedule", () => {
  it("9.15 is followed offline, and a TxProfile is kept", async () => {
    const rig = await charging();
    await set(
      rig,
      profile16(
        rig,
        [
          [0, 16],
          [600, 10],
          [1200, 0],
          [1800, 20],
        ],
        { purpose: "TxProfile" },
      ),
    );
    rig.cutNetwork();
    const seen: (number | null | undefined)[] = [];
    for (let phase = 0; phase < 4; phase++) {
      await rig.clock.advance(minutes(5));
      seen.push(Math.round(pilot(rig) ?? 0));
      await rig.clock.advance(minutes(5));
    }
    expect(seen).toEqual([16, 10, 0, 20]);
    rig.mendNetwork();
    await rig.until(() => rig.store.facts.depth() === 0, minutes(10));
    expect(rig.payloads("StartTransaction")).toHaveLength(1);
    await ended(rig);
  });

  it("9.6 changes to the second", async () => {
    const rig = await charging();
    await set(
      rig,
      profile16(rig, [
        [0, 16],
        [90, 10],
      ]),
    );
    await rig.clock.advance(seconds(89));
    expect(pilot(rig)).toBeCloseTo(16, 0);
    await rig.clock.advance(seconds(2));
    expect(pilot(rig)).toBeCloseTo(10, 0);
    await ended(rig);
  });

  it("9.6 recurs on the next day without a back end", async () => {
    const rig = new VirtualRig({ meterInterval: minutes(1), variables: { MeterValueSampleInterval: "0" } });
    await rig.start();
    const schedule = { duration: 8 * 3600 };
    await set(rig, profile16(rig, 8, { kind: "Recurring", more: { recurrencyKind: "Daily" }, schedule }));
    rig.cutNetwork();
    const limitNow = () => (evseView(rig)["limit"] as { readonly amperes: number }).amperes;
    await rig.clock.advance(hours(4));
    expect(limitNow()).toBe(8);
    await rig.clock.advance(hours(8));
    expect(limitNow()).toBe(32);
    await rig.clock.advance(hours(13));
    expect(limitNow()).toBe(8);
    await ended(rig);
  });

  it("is looked at again soon after the wall clock was set, and a relative one does not jump", async () => {
    const rig = await charging();
    await set(
      rig,
      profile16(rig, [
        [0, 16],
        [3600, 10],
      ]),
    );
    await set(
      rig,
      profile16(
        rig,
        [
          [0, 14],
          [3600, 8],
        ],
        { id: 2, level: 1, kind: "Relative", schedule: { duration: 7200 } },
      ),
    );
    await rig.clock.advance(SETTLING);
    expect(pilot(rig)).toBeCloseTo(14, 0);
    rig.clock.setWallTime(epochMillis(rig.clock.now() + hours(2)));
    await rig.clock.advance(SETTLING);
    expect(pilot(rig)).toBeCloseTo(14, 0);
    await ask(rig, "ClearChargingProfile", { id: 2 });
    await rig.clock.advance(SETTLING);
    expect(pilot(rig)).toBeCloseTo(10, 0);
    rig.clock.setWallTime(epochMillis(rig.clock.now() - hours(2)));
    await rig.clock.advance(SETTLING);
    expect(pilot(rig)).toBeCloseTo(16, 0);
    await ended(rig);
  });

  it("9.12 survives a restart and a crash, but not for a single transaction", async () => {
    const rig = await charging();
    await set(rig, profile16(rig, 14, { id: 1 }));
    await set(rig, profile16(rig, 12, { id: 2, purpose: "ChargePointMaxProfile" }), 0);
    await set(rig, profile16(rig, 7, { id: 3, purpose: "TxProfile" }));
    await rig.crashAgent();
    await rig.clock.advance(seconds(5));
    await rig.startAgent();
    await rig.until(() => rig.status() === "Finishing");
    expect(await composite(rig)).toEqual([[0, 12]]);
    expect((await ask(rig, "ClearChargingProfile", { id: 3 }))["status"]).toBe("Unknown");
    await ask(rig, "ClearChargingProfile", { id: 2 });
    await rig.stopAgent();
    await rig.startAgent();
    await rig.clock.advance(seconds(5));
    expect(await composite(rig)).toEqual([[0, 14]]);
    rig.station.unplug();
    await rig.until(() => rig.status() === "Available");
    await rig.charge();
    await rig.clock.advance(SETTLING);
    expect(pilot(rig)).toBeCloseTo(14, 0);
    await ended(rig);
  });

  it("7.6 shows in Current.Offered and Power.Offered", async () => {
    const rig = await new VirtualRig({
      variables: { MeterValuesSampledData: "Current.Offered,Power.Offered" },
    }).start();
    await rig.charge();
    await set(rig, profile16(rig, 10));
    await rig.clock.advance(seconds(21));
    const values = rig.payloads("MeterValues").at(-1)?.["meterValue"];
    expect(values).toMatchObject([
      {
        sampledValue: [
          { measurand: "Current.Offered", value: "10", unit: "A" },
          { measurand: "Power.Offered", value: "6900", unit: "W" },
        ],
      },
    ]);
    await ended(rig);
  });
});

describe("evcc as back end", () => {
  /** What evcc's charger of type `ocpp` sends: its set-up, then a TxDefaultProfile for each new current. */
  async function setUp(rig: VirtualRig): Promise<Readonly<Record<string, string>>> {
    expect(await ask(rig, "ChangeAvailability", { connectorId: 0, type: "Operative" })).toEqual({ status: "Accepted" });
    const { configurationKey } = (await ask(rig, "GetConfiguration", {})) as {
      readonly configurationKey: readonly { readonly key: string; readonly value?: string }[];
    };
    for (const measurand of [
      "Power.Active.Import",
      "Energy.Active.Import.Register",
      "Current.Import",
      "Voltage",
      "Current.Offered",
      "SoC",
    ])
      await ask(rig, "ChangeConfiguration", { key: "MeterValuesSampledData", value: measurand });
    const wanted = "Power.Active.Import,Energy.Active.Import.Register,Current.Import,Voltage,Current.Offered";
    expect(await ask(rig, "ChangeConfiguration", { key: "MeterValuesSampledData", value: wanted })).toEqual({
      status: "Accepted",
    });
    for (const requestedMessage of ["BootNotification", "StatusNotification", "MeterValues"])
      expect(await ask(rig, "TriggerMessage", { requestedMessage })).not.toHaveProperty("error");
    for (const [key, value] of [
      ["MeterValueSampleInterval", "10"],
      ["WebSocketPingInterval", "30"],
    ] as const)
      expect((await ask(rig, "ChangeConfiguration", { key, value }))["status"]).toMatch(/Accepted|RebootRequired/);
    return Object.fromEntries(configurationKey.map(({ key, value }) => [key, value ?? ""]));
  }

  it("c.6 sets up, enables, changes and pauses by a TxDefaultProfile, also while nobody charges", async () => {
    const rig = await new VirtualRig().start();
    const keys = await setUp(rig);
    expect(keys["SupportedFeatureProfiles"]?.split(",")).toEqual(
      expect.arrayContaining(["SmartCharging", "RemoteTrigger"]),
    );
    expect(keys["ChargingScheduleAllowedChargingRateUnit"]).toContain("Current");
    expect(keys["ConnectorSwitch3to1PhaseSupported"]).toBe("false");
    const allow = (amps: number) => {
      const startSchedule = isoTime(epochMillis(rig.clock.now() - 60_000));
      const chargingSchedulePeriod = [{ startPeriod: 0, limit: amps, numberPhases: 3 }];
      return set(
        rig,
        profile16(rig, amps, {
          id: Number(keys["MaxChargingProfilesInstalled"]),
          level: Number(keys["ChargeProfileMaxStackLevel"]),
          schedule: { startSchedule, chargingSchedulePeriod },
        }),
      );
    };
    expect(await allow(0)).toBe("Accepted");
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.until(() => rig.status() === "Preparing");
    expect((await ask(rig, "RemoteStartTransaction", { idTag: CARD, connectorId: 1 }))["status"]).toBe("Accepted");
    await rig.until(() => rig.status() === "SuspendedEVSE");
    expect(await allow(6)).toBe("Accepted");
    await rig.until(() => rig.status() === "Charging");
    for (const amps of [16, 8.5, 13, 6]) {
      expect(await allow(amps)).toBe("Accepted");
      await rig.clock.advance(SETTLING);
      expect(Math.floor(amps)).toBeCloseTo(pilot(rig) ?? 0, 0);
      expect(await composite(rig, 60)).toEqual([[0, amps]]);
    }
    const offered = rig.payloads("MeterValues").at(-1)?.["meterValue"];
    expect(JSON.stringify(offered)).toContain("Current.Offered");
    expect(await allow(0)).toBe("Accepted");
    await rig.until(() => rig.status() === "SuspendedEVSE", seconds(2));
    expect(await allow(16)).toBe("Accepted");
    await rig.until(() => rig.status() === "Charging", seconds(30));
    expect(rig.payloads("StartTransaction")).toHaveLength(1);
    await ended(rig);
  });
});

/** As JSON would lose them. */
function withoutAbsent(payload: object): object {
  return JSON.parse(JSON.stringify(payload)) as object;
}
