import { describe, expect, it } from "vitest";
import { ChargerBench } from "#test/support/charger-bench";
import type { ChargerDriver } from "#test/support/charger-driver";
import { IndependentCsms } from "#test/support/independent-csms";
import { until } from "#test/support/rehearsal-until";

const bench16 = () => ChargerBench.with(new IndependentCsms());
const evses = (lockable: boolean) => [{ id: 1, connectors: [{ id: 1, type: "sType2", lockable }] }];

async function lockOf(charger: ChargerDriver): Promise<unknown> {
  return (await charger.evse())["lock"];
}

describe("the lock of a simulated charger", () => {
  it("7.12 is closed while it charges; UnlockConnector ends the transaction and opens it", async () => {
    const bench = await bench16();
    const charger = await bench.online();
    await bench.charge(charger);
    expect(await lockOf(charger)).toBe("locked");

    expect(await bench.backEnd.call("cp001", "UnlockConnector", { connectorId: 1 })).toEqual({ status: "Unlocked" });

    expect(await bench.untilStop()).toMatchObject({ reason: "UnlockCommand" });
    expect(await lockOf(charger)).toBe("unlocked");
    expect(bench.backEnd.problems()).toEqual([]);
  });

  it("7.12 answers UnlockFailed and tells ConnectorLockFailure when it is jammed, and recovers", async () => {
    const bench = await bench16();
    const charger = await bench.online();
    await bench.charge(charger);

    await charger.do("raiseError", { evseId: 1, connectorId: 1, code: "lock-jammed" });
    expect(await bench.backEnd.call("cp001", "UnlockConnector", { connectorId: 1 })).toEqual({
      status: "UnlockFailed",
    });
    await until("ConnectorLockFailure", () => bench.reports().at(-1)?.["errorCode"] === "ConnectorLockFailure");

    await charger.do("clearError", { evseId: 1, connectorId: 1, code: "lock-jammed" });
    await until("NoError", () => bench.reports().at(-1)?.["errorCode"] === "NoError");
    expect(await lockOf(charger)).toBe("unlocked");
  });

  it("7.12 is not there where no connector is lockable: NotSupported, and nothing to jam", async () => {
    const bench = await bench16();
    const charger = await bench.online({ evses: evses(false) });

    expect(await bench.backEnd.call("cp001", "UnlockConnector", { connectorId: 1 })).toEqual({
      status: "NotSupported",
    });
    expect(await lockOf(charger)).toBeNull();
    const jam = { evseId: 1, connectorId: 1, code: "lock-jammed" };
    expect(await charger.ask("raiseError", jam)).toMatchObject({ ok: false });
  });
});
