import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { backEnds, ChargerBench } from "#test/support/charger-bench";
import { chargerBoot } from "#test/support/charger-boot";
import { ChargerDriver } from "#test/support/charger-driver";
import { IndependentCsms } from "#test/support/independent-csms";
import { until } from "#test/support/rehearsal-until";

const bench16 = () => ChargerBench.with(new IndependentCsms());

const cuts = [
  ...backEnds.map((backEnd) => ({ ...backEnd, way: "powerOff over stdin" })),
  ...backEnds.slice(1).flatMap((backEnd) => ["powerOff over HTTP", "SIGKILL"].map((way) => ({ ...backEnd, way }))),
];

describe("a power cut in the middle of a charge", () => {
  it.each(cuts)("by $way ends with PowerLoss at the next start, at $name", async ({ make, way }) => {
    const bench = await ChargerBench.with(make());
    const charger = await bench.online();
    await bench.charge(charger);
    await until("a meter value", () => bench.backEnd.requests("MeterValues").length > 0);

    if (way === "SIGKILL") charger.kill("SIGKILL");
    else if (way === "powerOff over HTTP") expect((await charger.post("/powerOff", "")).body).toEqual({ ok: true });
    else await charger.do("powerOff");
    const exit = await charger.exit;
    expect(bench.backEnd.requests("StopTransaction")).toEqual([]);
    const next = await bench.online();
    const stop = await bench.untilStop();
    await bench.untilStatus("Available");

    expect(exit).toEqual(way === "SIGKILL" ? { code: null, signal: "SIGKILL" } : { code: 0, signal: null });
    expect(stop).toMatchObject({ reason: "PowerLoss" });
    expect(Number(stop["meterStop"])).toBeGreaterThanOrEqual(1000);
    expect((await next.evse())["connectors"]).toMatchObject([{ isPlugged: false }]);
    expect(bench.backEnd.requests("BootNotification")).toHaveLength(2);
    expect(bench.backEnd.problems()).toEqual([]);
  });
});

describe("the life of a simulated charger", () => {
  it("goes on with vehicle and register where both survive a power cut", async () => {
    const bench = await bench16();
    const simulation = { vehicleSurvivesPowerCycle: true };
    const charger = await bench.online({ simulation });
    await bench.charge(charger);
    await until("a meter value", () => bench.backEnd.requests("MeterValues").length > 0);
    const before = Number((await charger.evse())["registerWh"]);

    charger.kill("SIGKILL");
    await charger.exit;
    const next = await bench.online({ simulation });
    const stop = await bench.untilStop();
    const evse = await next.evse();

    expect(evse["connectors"]).toMatchObject([{ isPlugged: true }]);
    expect(Number(evse["registerWh"])).toBeGreaterThanOrEqual(before);
    expect(stop).toMatchObject({ reason: "PowerLoss" });
    expect(Number(stop["meterStop"])).toBeGreaterThanOrEqual(Math.floor(before));
    expect(bench.backEnd.problems()).toEqual([]);
  });

  it.each([
    { kind: "Soft", reason: "SoftReset" },
    { kind: "Hard", reason: "HardReset" },
  ])("ends with 75 after a $kind reset, its transaction told", async ({ kind, reason }) => {
    const bench = await bench16();
    const charger = await bench.online();
    await bench.charge(charger);

    const answer = await bench.backEnd.call("cp001", "Reset", { type: kind });
    const exit = await charger.exit;
    await bench.start();
    const stop = await bench.untilStop();

    expect(answer).toEqual({ status: "Accepted" });
    expect(exit).toEqual({ code: 75, signal: null });
    expect(stop).toMatchObject({ reason });
    expect(bench.backEnd.requests("StopTransaction")).toHaveLength(1);
    expect(bench.backEnd.problems()).toEqual([]);
  });

  it("begins anew in the same process where a reset is to restart it", async () => {
    const bench = await bench16();
    const charger = await bench.online({ simulation: { onReset: "restart" } });
    await charger.do("plugIn", { evseId: 1 });
    await bench.untilStatus("Preparing");

    await bench.backEnd.call("cp001", "Reset", { type: "Hard" });
    await charger.event("restarted");
    await until("the second boot", () => bench.backEnd.requests("BootNotification").length === 2);
    await bench.untilStatus("Available");
    await bench.charge(charger);

    expect(charger.lines.filter(({ event }) => event === "ready")).toHaveLength(1);
    expect(bench.backEnd.problems()).toEqual([]);
  });

  it.each(["end of input", "SIGTERM"])("ends in order with 0 at %s, and the transaction with Reboot", async (way) => {
    const bench = await bench16();
    const charger = await bench.online();
    await bench.charge(charger);

    if (way === "SIGTERM") charger.kill("SIGTERM");
    else charger.closeInput();
    const exit = await charger.exit;
    await bench.start();
    const stop = await bench.untilStop();

    expect(exit).toEqual({ code: 0, signal: null });
    expect(stop).toMatchObject({ reason: "Reboot" });
    expect(bench.backEnd.problems()).toEqual([]);
  });

  it("keeps what was changed at run time, whatever the boot file says", async () => {
    const bench = await bench16();
    const charger = await bench.online({ configurationKeys: { ConnectionTimeOut: "41", ResetRetries: "2" } });
    await bench.backEnd.call("cp001", "ChangeConfiguration", { key: "ConnectionTimeOut", value: "42" });
    await bench.backEnd.call("cp001", "ChangeAvailability", { connectorId: 1, type: "Inoperative" });
    await bench.untilStatus("Unavailable");

    await charger.do("powerOff");
    await charger.exit;
    await bench.online({ configurationKeys: { ConnectionTimeOut: "43", ResetRetries: "3" } });
    const answer = await bench.backEnd.call("cp001", "GetConfiguration", {
      key: ["ConnectionTimeOut", "ResetRetries"],
    });

    expect(bench.statuses().at(-1)).toBe("Unavailable");
    expect(answer).toMatchObject({
      configurationKey: [
        { key: "ConnectionTimeOut", value: "42" },
        { key: "ResetRetries", value: "3" },
      ],
    });
  });

  it("makes its state directory for its owner only", async () => {
    const bench = await bench16();

    await bench.start();

    expect(statSync(join(bench.directory, "state")).mode & 0o777).toBe(0o700);
  });

  it("waits with OCPP for networkUp where it is told to, and is ready long before", async () => {
    const bench = await bench16();
    const charger = await bench.start({ simulation: { delayOcppStart: true } });
    await charger.do("plugIn", { evseId: 1 });
    expect(bench.backEnd.requests("BootNotification")).toEqual([]);

    await charger.do("networkUp");
    await bench.untilStatus("Preparing");

    expect(bench.backEnd.problems()).toEqual([]);
  });

  it("runs beside others of its kind on one machine", async () => {
    const bench = await bench16();
    const both = await Promise.all(
      ["cp001", "cp002"].map((identity) => {
        const directory = join(bench.directory, identity);
        mkdirSync(directory);
        return ChargerDriver.start(chargerBoot(bench.backEnd.url(), directory, { csms: { identity } }), directory);
      }),
    );
    await until("both", () => ["cp001", "cp002"].every((each) => bench.backEnd.isConnected(each)));

    expect(new Set(both.map((charger) => charger.controlUrl())).size).toBe(2);
    await until("both booted", () =>
      ["cp001", "cp002"].every((each) => bench.backEnd.requests("StatusNotification", each).length > 1),
    );
    await both[1]?.do("plugIn", { evseId: 1 });
    await until("the second one's vehicle", () =>
      bench.backEnd.requests("StatusNotification", "cp002").some(({ status }) => status === "Preparing"),
    );
    expect(bench.backEnd.requests("StatusNotification", "cp001").some(({ status }) => status === "Preparing")).toBe(
      false,
    );
  });
});
