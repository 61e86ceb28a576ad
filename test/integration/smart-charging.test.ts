import { describe, expect, it } from "vitest";
import { epochMillis, hours, isoTime, minutes, seconds } from "#hal/core/units";
import {
  ask,
  charging,
  composite,
  current,
  ended,
  evseView,
  isClosed,
  pilot,
  profile16,
  set,
  SETTLING,
  transactionIdOf,
} from "#test/support/smart-charging-messages";
import { CARD, VirtualRig } from "#test/support/virtual-rig";

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
    const { code, text } = evseView(rig)["notCharging"] as { readonly code: string; readonly text: string };
    expect(code).toBe("limit.chargingProfile");
    expect(text).toMatch(/^The current is limited to 0 A: charging profile 7 of the back end until \d\d:\d\d$/);
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
    await rig.clock.advance(seconds(81));
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
