import { describe, expect, it } from "vitest";
import { fieldsOf, listField } from "#simulator/csms/payload-fields";
import { expectBill } from "#test/support/rehearsal-bill";
import { type RehearsalBench, startBench } from "#test/support/rehearsal-bench";
import { until } from "#test/support/rehearsal-until";

/** Wh; some three samples at 22 kW. */
const PART = 200;

/** What passes at the back end: messages when they come in, answers to its own calls. */
function passing(bench: RehearsalBench): readonly string[] {
  const events: string[] = [];
  bench.csms.record.changes.listen(({ direction, action, answer }) => {
    if (direction === "received" && answer === undefined) events.push(action);
    if (direction === "sent" && answer !== undefined) events.push(`${action} answered`);
  });
  return events;
}

describe("a back end that resets the charger", () => {
  it.each([
    ["Soft", "SoftReset"],
    ["Hard", "HardReset"],
  ])("%s is answered, ends the charge with reason %s and the process with 75", async (type, reason) => {
    const bench = await startBench();
    const from = bench.register();
    await bench.charge();
    await bench.chargeBy(PART);
    const events = passing(bench);

    expect(await bench.csms.call("Reset", { type })).toEqual({ status: "Accepted" });
    const exit = await bench.exit();
    const to = bench.register();

    expect(exit).toEqual({ code: 75, signal: undefined });
    expect(bench.isContactorClosed()).toBe(false);
    expect(bench.stored().sessions).toMatchObject([{ meterStop: expect.any(Number) as number }]);
    await bench.rehearsal.startAgent();
    await until("the charger registers again", () => bench.received("BootNotification").length === 2);
    await until("the back end has the end of the transaction", () => bench.transaction().stop !== undefined);
    await bench.isStatus("Preparing");
    const books = await bench.stop();

    const stopped = events.indexOf("StopTransaction");
    expect(events.indexOf("Reset answered")).toBeLessThan(stopped);
    if (type === "Soft") expect(stopped).toBeLessThan(events.indexOf("BootNotification"));
    expect(events.filter((event) => event === "StopTransaction")).toHaveLength(1);
    expect(bench.transaction().stop?.reason).toBe(reason);
    expectBill({ transaction: bench.transaction(), books, from, to });
  });
});

describe("a back end that changes a setting", () => {
  it("sees it take effect in the running charge and finds it again after the agent has died", async () => {
    const bench = await startBench();
    await bench.charge();
    await until("a value", () => bench.transaction().meterValues.length > 0);
    const key = "MeterValueSampleInterval";

    expect(await bench.csms.call("ChangeConfiguration", { key, value: "2" })).toEqual({ status: "Accepted" });
    const changed = bench.clock.now();
    const times = await until("four more values", () => {
      const all = bench.transaction().meterValues.map(({ timestamp }) => Date.parse(timestamp));
      const later = all.filter((time) => time > changed);
      return later.length > 3 && later;
    });
    await bench.rehearsal.killAgent();
    await bench.rehearsal.startAgent();
    await until("the back end has the end of the transaction", () => bench.transaction().stop !== undefined);
    const answer = await bench.csms.call("GetConfiguration", { key: [key] });

    // Two seconds each; a sample waits for the meter, which answers in real time.
    expect((times[3] ?? Infinity) - (times[0] ?? 0)).toBeLessThan(9000);
    expect(listField(answer, "configurationKey").map(fieldsOf)).toEqual([{ key, value: "2", readonly: false }]);
    await bench.stop();
  });
});
