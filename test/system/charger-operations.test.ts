import { describe, expect, it } from "vitest";
import { SystemClock } from "#hal/host/system-clock";
import { ChargerBench } from "#test/support/charger-bench";
import type { Json } from "#test/support/charger-driver";
import { IndependentCsms } from "#test/support/independent-csms";
import { until } from "#test/support/rehearsal-until";

const bench16 = () => ChargerBench.with(new IndependentCsms());

describe("the operations of a simulated charger", () => {
  it("pause and resume what the vehicle draws", async () => {
    const bench = await bench16();
    const charger = await bench.online();
    await bench.charge(charger);

    await charger.do("evPause", { evseId: 1 });
    await bench.untilStatus("SuspendedEV");
    await charger.do("evResume", { evseId: 1 });
    await bench.untilStatus("Charging");

    expect(bench.backEnd.problems()).toEqual([]);
  });

  it("let the register jump", async () => {
    const bench = await bench16();
    const charger = await bench.online();

    await charger.do("setMeter", { evseId: 1, wh: 500_000 });
    await bench.charge(charger);

    expect(bench.backEnd.requests("StartTransaction")[0]).toMatchObject({ meterStart: 500_000 });
  });

  it.each([
    {
      raised: { ocpp16ErrorCode: "OverVoltage", code: "E-42" },
      told: { errorCode: "OverVoltage", vendorErrorCode: "E-42" },
    },
    { raised: { ocpp16ErrorCode: "EVCommunicationError" }, told: { errorCode: "EVCommunicationError" } },
    { raised: {}, told: { errorCode: "OtherError" } },
  ])("report $raised as a fault, and what was before when it is cleared", async ({ raised, told }) => {
    const bench = await bench16();
    const charger = await bench.online();
    await charger.do("plugIn", { evseId: 1 });
    await bench.untilStatus("Preparing");

    await charger.do("raiseError", { evseId: 1, connectorId: 1, ...raised });
    await bench.untilStatus("Faulted");
    const [report] = bench.reports().slice(-1);
    await charger.do("clearError", { evseId: 1, connectorId: 1, ...raised });
    await bench.untilStatus("Preparing");

    expect(report).toMatchObject(told);
    expect(bench.reports().at(-1)).toMatchObject({ errorCode: "NoError" });
    expect(bench.backEnd.problems()).toEqual([]);
  });

  it("tell an error that leaves the connector operative and change nothing else", async () => {
    const bench = await bench16();
    const charger = await bench.online();
    await bench.charge(charger);

    await charger.do("raiseError", { evseId: 1, ocpp16ErrorCode: "WeakSignal", inoperative: false });
    await until("the error", () => bench.reports().at(-1)?.["errorCode"] === "WeakSignal");
    expect(bench.statuses().at(-1)).toBe("Charging");
    await charger.do("clearError", { evseId: 1 });
    await until("its end", () => bench.reports().at(-1)?.["errorCode"] === "NoError");

    expect(await charger.ask("clearError", { evseId: 1 })).toMatchObject({ ok: false });
    expect(bench.backEnd.requests("StopTransaction")).toEqual([]);
  });

  it("interrupt a charge by a fault of its own, and resume it", async () => {
    const bench = await bench16();
    const charger = await bench.online();
    await bench.charge(charger);

    await charger.do("raiseError", { evseId: 1, ocpp16ErrorCode: "GroundFailure" });
    await bench.untilStatus("Faulted");
    expect((await charger.evse())["contactor"]).toBe("open");
    await charger.do("clearError", { evseId: 1 });
    await bench.untilStatus("Charging");

    expect(bench.backEnd.requests("StopTransaction")).toEqual([]);
  });

  it("break the machine itself where the code is a part of it", async () => {
    const bench = await bench16();
    const charger = await bench.online();

    await charger.do("raiseError", { evseId: 1, code: "meter-silent" });
    await until("the silent meter", () => bench.reports().at(-1)?.["errorCode"] === "PowerMeterFailure");
    await charger.do("clearError", { evseId: 1, code: "meter-silent" });
    await until("its return", () => bench.reports().at(-1)?.["errorCode"] === "NoError");

    expect(bench.backEnd.problems()).toEqual([]);
  });

  it.each([
    { fault: "HighTemperature", told: "HighTemperature" },
    { fault: "residual-current", told: "GroundFailure" },
  ])("bring $fault so long after charging began", async ({ fault, told }) => {
    const bench = await bench16();
    const charger = await bench.online();

    await charger.do("plugIn", { evseId: 1, faultAfterSeconds: 20, fault });
    await charger.do("presentToken", { idToken: "CARD-1" });
    await bench.untilStatus("Charging");
    await bench.untilStatus("Faulted");

    const [from, to] = ["Charging", "Faulted"].map((status) => {
      const report = bench.reports().find((each) => each["status"] === status);
      return Date.parse(String(report?.["timestamp"]));
    });
    expect(bench.reports().at(-1)).toMatchObject({ errorCode: told });
    expect(((to ?? 0) - (from ?? 0)) / 1000).toBeGreaterThan(15);
    expect(((to ?? 0) - (from ?? 0)) / 1000).toBeLessThan(40);
  });

  it("meter the energy that was asked for, until the vehicle is full", async () => {
    const bench = await bench16();
    const charger = await bench.online({ simulation: { energyWhPerSecond: 5, evRequestDelayMs: 0 } });

    await charger.do("plugIn", { evseId: 1, capacityWh: 250 });
    await charger.do("presentToken", { idToken: "CARD-1" });
    await bench.untilStatus("Charging");
    await bench.untilStatus("SuspendedEV");
    await charger.do("plugOut", { evseId: 1 });
    const stop = await bench.untilStop();

    expect(Number(stop["meterStop"])).toBeGreaterThanOrEqual(1245);
    expect(Number(stop["meterStop"])).toBeLessThanOrEqual(1255);
    const registers = bench.backEnd.requests("MeterValues").flatMap((message) => registersIn(message));
    const steps = registers.slice(1).map(({ at, wh }, index) => {
      const before = registers[index];
      return (wh - (before?.wh ?? 0)) / ((at - (before?.at ?? 0)) / 1000);
    });
    expect(steps.length).toBeGreaterThanOrEqual(3);
    for (const rate of steps.slice(0, 3)) expect(Math.abs(rate - 5)).toBeLessThan(0.6);
  });

  it("tell the whole state", async () => {
    const bench = await bench16();
    const charger = await bench.online();
    await bench.charge(charger);

    const { body } = await charger.post("/state", "{}");

    const { state } = body as { readonly state: Json & { readonly evses: readonly Json[] } };
    expect(state).toMatchObject({ network: "up", csms: { registration: "accepted" }, outbox: { deadLetters: 0 } });
    expect(state.evses[0]).toMatchObject({
      id: 1,
      status: "charging",
      pilot: "C",
      contactor: "closed",
      led: { colour: expect.any(String) as string },
      session: { meterStartWh: 1000 },
      connectors: [{ id: 1, isPlugged: true }],
      errors: [],
    });
    expect(state.evses[0]?.["limits"]).toContainEqual(expect.objectContaining({ owner: "installation", amperes: 48 }));
  });

  it("are acknowledged within a second although the back end says nothing", async () => {
    const bench = await bench16();
    const charger = await bench.online();
    await bench.backEnd.stop();
    const clock = new SystemClock();

    for (const [op, args] of [
      ["plugIn", { evseId: 1 }],
      ["presentToken", { idToken: "CARD-1" }],
      ["networkDown", {}],
      ["networkUp", {}],
      ["plugOut", { evseId: 1 }],
    ] as const) {
      const begun = clock.uptime();
      await charger.do(op, args);
      expect(clock.uptime() - begun).toBeLessThan(1000);
    }
  });

  it("are refused with a reason", async () => {
    const bench = await bench16();
    const charger = await bench.online();
    const refusals: readonly (readonly [op: string, args: object, status: number, reason: string])[] = [
      ["fly", {}, 404, "no such operation"],
      ["plugIn", { evseId: 1, mode: "iso15118-dc" }, 501, "iso15118-dc"],
      ["plugIn", { evseId: 1, mode: "magic" }, 400, "mode must be one of"],
      ["plugIn", {}, 400, "evseId must be"],
      ["plugIn", { evseId: 2 }, 404, "no EVSE 2"],
      ["plugIn", { evseId: 1, connectorId: 2 }, 404, "no connector 2"],
      ["plugIn", { evseId: 1, phases: 2 }, 400, "phases must be 1 or 3"],
      ["plugIn", { evseId: 1, curentA: 6 }, 400, "curentA is unknown"],
      ["plugIn", { evseId: 1, fault: "OtherError" }, 400, "faultAfterSeconds"],
      ["plugOut", { evseId: 1 }, 409, "no vehicle"],
      ["evPause", { evseId: 1 }, 409, "no vehicle"],
      ["presentToken", {}, 400, "idToken must be text"],
      ["presentToken", { idToken: "X".repeat(21) }, 400, "20 characters"],
      ["presentToken", { idToken: "X", evseIds: [3] }, 404, "no EVSE 3"],
      ["presentToken", { idToken: "X", evseIds: "1" }, 400, "evseIds must be a list"],
      ["presentToken", { idToken: "X", type: "Paper" }, 400, "type must be one of"],
      ["raiseError", { evseId: 1, ocpp16ErrorCode: "NoError" }, 400, "ocpp16ErrorCode must be one of"],
      ["raiseError", { evseId: 1, inoperative: "yes" }, 400, "inoperative must be true or false"],
      ["setMeter", { evseId: 1, wh: -1 }, 400, "wh must be a number"],
    ];

    for (const [op, args, status, reason] of refusals) {
      const over = await charger.post(`/${op}`, JSON.stringify(args));
      const line = await charger.ask(op, args);
      expect({ op, ...over }).toMatchObject({ op, status, body: { ok: false } });
      expect(over.body["error"]).toContain(reason);
      expect(line).toMatchObject({ ok: false, error: over.body["error"] });
    }
  });
});

function registersIn(message: Json): readonly { readonly at: number; readonly wh: number }[] {
  const values = message["meterValue"] as readonly {
    readonly timestamp: string;
    readonly sampledValue: readonly { readonly value: string; readonly measurand: string }[];
  }[];
  return values.flatMap(({ timestamp, sampledValue }) =>
    sampledValue
      .filter(({ measurand }) => measurand === "Energy.Active.Import.Register")
      .map(({ value }) => ({ at: Date.parse(timestamp), wh: Number(value) })),
  );
}
