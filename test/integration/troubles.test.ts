import { describe, expect, it } from "vitest";
import { minutes, seconds } from "#hal/core/units";
import { CARD, OTHER_CARD, VirtualRig } from "#test/support/virtual-rig";

function stops(rig: VirtualRig): readonly unknown[] {
  return rig.payloads("StopTransaction").map((payload) => payload["reason"]);
}

function billedWh(rig: VirtualRig): number {
  const [transaction] = [...rig.csms.state().transactions.values()];
  return (transaction?.stop?.meterStop ?? Number.NaN) - (transaction?.meterStart ?? Number.NaN);
}

describe("a controller's line that vanishes", () => {
  it("is a fault, keeps the transaction, and heals by itself", async () => {
    const rig = await new VirtualRig().start();
    const before = rig.register();
    await rig.charge();
    await rig.clock.advance(minutes(5));
    await rig.station.cutLine("controller");
    await rig.until(() => rig.status() === "Faulted");
    expect(rig.payloads("StatusNotification").at(-1)).toMatchObject({ vendorErrorCode: "board.silent" });
    await rig.clock.advance(minutes(1));
    expect(stops(rig)).toEqual([]);
    await rig.station.mendLine("controller");
    await rig.until(() => rig.status() === "Charging");
    await rig.clock.advance(minutes(5));
    rig.station.unplug();
    await rig.until(() => rig.status() === "Available" && rig.store.facts.depth() === 0);
    expect(Math.abs(billedWh(rig) - (rig.register() - before))).toBeLessThanOrEqual(1);
    await rig.stop();
    expect(rig.clock.pending()).toBe(0);
  });

  it("leaves the vehicle at the current that the board declared for silence", async () => {
    const rig = await new VirtualRig().start();
    await rig.charge();
    await rig.clock.advance(minutes(1));
    expect(rig.station.snapshot().evses[0]?.offered).toBe(32);
    await rig.station.cutLine("controller");
    await rig.clock.advance(seconds(45));
    expect(rig.station.snapshot().evses[0]?.offered).toBe(6);
    await rig.stop();
  });
});

describe("a meter's line that vanishes", () => {
  it("is a warning first and the end of the transaction after 60 s, with the last durable value", async () => {
    const rig = await new VirtualRig().start();
    await rig.charge();
    await rig.clock.advance(minutes(5));
    await rig.station.cutLine("meter");
    const atCut = rig.register();
    await rig.clock.advance(seconds(30));
    expect(rig.status()).toBe("Charging");
    expect(rig.payloads("StatusNotification").at(-1)).toMatchObject({ errorCode: "PowerMeterFailure" });
    await rig.clock.advance(minutes(2));
    expect(stops(rig)).toEqual(["Other"]);
    expect(rig.status()).toBe("Faulted");
    const [transaction] = [...rig.csms.state().transactions.values()];
    expect(transaction?.stop?.meterStop).toBeLessThanOrEqual(atCut);
    // At most one sample interval at 22 kW is in doubt.
    expect(transaction?.stop?.meterStop).toBeGreaterThan(atCut - 70);
    await rig.station.mendLine("meter");
    await rig.until(() => rig.status() === "Finishing");
    rig.station.unplug();
    await rig.until(() => rig.status() === "Available");
    await rig.stop();
  });

  it("does no harm when it is back in time", async () => {
    const rig = await new VirtualRig().start();
    await rig.charge();
    await rig.station.cutLine("meter");
    await rig.clock.advance(seconds(30));
    await rig.station.mendLine("meter");
    await rig.clock.advance(minutes(3));
    expect(rig.status()).toBe("Charging");
    await rig.stop();
  });
});

describe("a reader's line that vanishes", () => {
  it("is told for the station and does not touch the charge", async () => {
    const rig = await new VirtualRig().start();
    await rig.charge();
    await rig.station.cutLine("reader");
    await rig.clock.advance(seconds(10));
    expect(rig.payloads("StatusNotification").at(-1)).toMatchObject({ connectorId: 0, errorCode: "ReaderFailure" });
    expect(rig.status()).toBe("Charging");
    await rig.station.mendLine("reader");
    await rig.clock.advance(seconds(10));
    rig.station.tapCard(CARD);
    await rig.until(() => rig.status() === "Finishing" && stops(rig).length > 0);
    expect(stops(rig)).toEqual(["Local"]);
    await rig.stop();
  });
});

describe("an agent that dies in the middle of a charge", () => {
  it("4.11 ends the transaction at the next start with the meter's value, once", async () => {
    const rig = await new VirtualRig().start();
    const before = rig.register();
    await rig.charge();
    await rig.clock.advance(minutes(5));
    await rig.crashAgent();
    await rig.clock.advance(seconds(20));
    await rig.startAgent();
    await rig.until(() => rig.status() === "Finishing" && rig.store.facts.depth() === 0);
    expect(stops(rig)).toEqual(["Reboot"]);
    expect(Math.abs(billedWh(rig) - (rig.register() - before))).toBeLessThanOrEqual(1);
    rig.station.tapCard(OTHER_CARD);
    await rig.until(() => rig.status() === "Charging");
    expect(rig.payloads("StartTransaction")).toHaveLength(2);
    await rig.stop();
  });

  it("4.11 gives PowerLoss when the host was restarted too", async () => {
    const rig = await new VirtualRig().start();
    await rig.charge();
    await rig.clock.advance(minutes(5));
    await rig.crashAgent();
    await rig.clock.advance(seconds(20));
    await rig.startAgent("boot-2");
    await rig.until(() => stops(rig).length === 1);
    expect(stops(rig)).toEqual(["PowerLoss"]);
    await rig.stop();
  });

  it("loses nothing when the network was cut as well", async () => {
    const rig = await new VirtualRig().start();
    const before = rig.register();
    await rig.charge();
    await rig.clock.advance(minutes(2));
    rig.cutNetwork();
    await rig.clock.advance(minutes(2));
    await rig.crashAgent();
    await rig.startAgent();
    await rig.clock.advance(minutes(2));
    rig.mendNetwork();
    await rig.until(() => rig.store.facts.depth() === 0 && stops(rig).length === 1, minutes(10));
    expect(rig.payloads("StartTransaction")).toHaveLength(1);
    expect(Math.abs(billedWh(rig) - (rig.register() - before))).toBeLessThanOrEqual(1);
    await rig.stop();
  });
});

describe("a stop in order", () => {
  it("opens the contactor, ends the transaction with Reboot and leaves no timer", async () => {
    const rig = await new VirtualRig().start();
    await rig.charge();
    await rig.clock.advance(minutes(1));
    await rig.stopAgent();
    expect(rig.station.snapshot().evses[0]?.contactorClosed).toBe(false);
    expect(rig.store.sessions.recent(1)[0]?.ended?.cause).toBe("reboot");
    await rig.station.stop();
    expect(rig.clock.pending()).toBe(0);
  });
});

describe("a reset", () => {
  it.each([
    ["Soft", "SoftReset"],
    ["Hard", "HardReset"],
  ])("7.13 Reset %s is answered first, ends the transaction with %s and wants a restart", async (type, reason) => {
    const rig = await new VirtualRig().start();
    await rig.charge();
    await rig.clock.advance(minutes(1));
    const answer = rig.csms.call("Reset", { type });
    await rig.clock.advance(seconds(1));
    expect(await answer).toEqual({ status: "Accepted" });
    await rig.until(() => rig.endWishes.length > 0);
    await rig.until(() => stops(rig).length > 0);
    expect(stops(rig)).toEqual([reason]);
    expect(rig.endWishes).toEqual([{ kind: "restart" }]);
    await rig.stop();
  });
});

describe("faults of the outlet", () => {
  it.each(["residual-current", "no-ground", "over-temperature"] as const)(
    "%s opens the contactor at once and is told",
    async (fault) => {
      const rig = await new VirtualRig().start();
      await rig.charge();
      await rig.clock.advance(minutes(1));
      rig.station.raiseFault(fault);
      await rig.until(() => rig.status() === "Faulted");
      expect(rig.station.snapshot().evses[0]?.contactorClosed).toBe(false);
      await rig.stop();
    },
  );

  it("a welded contactor is found by the meter when the vehicle goes on drawing, and nothing starts any more", async () => {
    const rig = await new VirtualRig().start();
    rig.station.plugIn({ stateOfCharge: 0.1, ignoresStop: true });
    await rig.until(() => rig.status() === "Preparing");
    rig.station.tapCard(CARD);
    await rig.until(() => rig.status() === "Charging");
    await rig.clock.advance(minutes(1));
    rig.station.raiseFault("contactor-welded");
    rig.station.tapCard(CARD);
    await rig.until(() => rig.status() === "Faulted", minutes(3));
    expect(stops(rig)).toHaveLength(1);
    expect(rig.payloads("StatusNotification").at(-1)).toMatchObject({
      errorCode: "PowerSwitchFailure",
      vendorErrorCode: "outlet.stray-energy",
    });
    rig.station.tapCard(OTHER_CARD);
    await rig.clock.advance(minutes(1));
    expect(rig.payloads("StartTransaction")).toHaveLength(1);
    await rig.stop();
  });

  it("a welded contactor is found by the board when the next charge begins", async () => {
    const rig = await new VirtualRig().start();
    await rig.charge();
    await rig.clock.advance(minutes(1));
    rig.station.raiseFault("contactor-welded");
    rig.station.tapCard(CARD);
    await rig.until(() => rig.status() === "Finishing");
    rig.station.tapCard(OTHER_CARD);
    await rig.until(() => rig.status() === "Faulted");
    expect(rig.payloads("StatusNotification").at(-1)).toMatchObject({ vendorErrorCode: "board.contactor-welded" });
    await rig.stop();
  });
});
