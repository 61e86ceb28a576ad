import { describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { AgentError } from "#hal/core/errors";
import { minutes, seconds } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import { StationBench } from "#test/support/station-bench";

describe("a station", () => {
  it("charges from plug to unplug with one start, samples and one stop on disk", async () => {
    const bench = await new StationBench().start();
    await bench.charge();
    bench.hardware.meter.energy = 1500;
    await bench.clock.advance(seconds(35));
    bench.hardware.meter.energy = 2000;
    bench.hardware.pilot.report("A");
    await bench.clock.advance(seconds(5));

    const [session] = bench.store.sessions.recent(1);
    expect(session).toMatchObject({
      meterStart: 1000,
      meterSerial: "4711",
      ended: { meterStop: 2000, cause: "evDisconnected" },
      nextSeqNo: 5,
    });
    expect(bench.store.facts.depth()).toBe(5);
    await bench.stop();
    expect(bench.clock.pending()).toBe(0);
  });

  it("tells the back end each state once, in order", async () => {
    const bench = await new StationBench().start();
    await bench.charge();
    await bench.tap("CAFE0001");
    bench.hardware.pilot.report("B");
    await bench.clock.advance(seconds(2));
    bench.hardware.pilot.report("A");
    const states = bench.csms.reports.filter(({ evse }) => evse === 1).map(({ status }) => status);
    expect(states).toEqual(["available", "preparing", "charging", "suspendedEVSE", "finishing", "available"]);
    await bench.stop();
  });

  it("asks the back end about a card and turns a refused one away with a sign", async () => {
    const bench = await new StationBench().start();
    bench.csms.answer = { kind: "answered", answer: { status: "blocked" } };
    bench.hardware.pilot.report("B");
    await bench.tap("BAD0BAD0");
    expect(bench.csms.asked).toEqual(["BAD0BAD0"]);
    expect(bench.refusals).toEqual([1]);
    expect(bench.evse.state().session.kind).toBe("plugged");
    await bench.stop();
  });

  it("5.6 ends a transaction with its own card without asking", async () => {
    const bench = await new StationBench().start();
    await bench.charge("CAFE0001");
    bench.csms.asked.length = 0;
    await bench.tap("cafe0001");
    expect(bench.csms.asked).toEqual([]);
    expect(bench.evse.state().session).toMatchObject({ kind: "ending", cause: "local", token: "cafe0001" });
    await bench.stop();
  });

  it("5.6 ends a transaction with another card of the same group after asking", async () => {
    const bench = await new StationBench().start();
    bench.csms.answer = { kind: "answered", answer: { status: "accepted", parent: idToken("FAMILY") } };
    await bench.charge("CAFE0001");
    await bench.tap("CAFE0002");
    expect(bench.evse.state().session).toMatchObject({ kind: "ending", token: "CAFE0002" });
    await bench.stop();
  });

  it("5.6 goes on when the other card belongs to nobody here", async () => {
    const bench = await new StationBench().start();
    await bench.charge("CAFE0001");
    await bench.tap("CAFE0002");
    expect(bench.evse.state().session.kind).toBe("active");
    await bench.stop();
  });

  it("decides from the cache while the back end is out of reach", async () => {
    const bench = await new StationBench().start();
    bench.store.tokens.remember(idToken("CAFE0001"), { status: "accepted" }, bench.clock.now());
    bench.csms.current = { ...bench.csms.current, connection: "offline" };
    await bench.charge("CAFE0001");
    expect(bench.evse.state().session.kind).toBe("active");
    await bench.stop();
  });

  it("ends the transaction with Reboot when it is stopped, energy first", async () => {
    const bench = await new StationBench().start();
    await bench.charge();
    await bench.stop();
    expect(bench.hardware.permit.commands.filter((command) => command !== "renew")).toEqual([
      "grant 32",
      "withdraw",
      "withdraw",
    ]);
    expect(bench.store.sessions.recent(1)[0]?.ended?.cause).toBe("reboot");
  });

  it("renews its permission while it lives and no longer", async () => {
    const bench = await new StationBench().start();
    await bench.clock.advance(minutes(1));
    const renewals = bench.hardware.permit.commands.filter((command) => command === "renew").length;
    expect(renewals).toBe(6);
    await bench.stop();
    await bench.clock.advance(minutes(1));
    expect(bench.hardware.permit.commands.filter((command) => command === "renew").length).toBeLessThanOrEqual(9);
  });

  it("raises a fault when the meter falls silent, and ends the charge after the time that policy allows", async () => {
    const bench = await new StationBench().start();
    await bench.charge();
    bench.hardware.meter.energy = 1700;
    await bench.clock.advance(seconds(11));
    bench.hardware.meter.isAnswering = false;
    await bench.clock.advance(seconds(4));
    expect(bench.evse.state().faults.map(({ code }) => code)).toEqual(["meter.silent"]);
    await bench.clock.advance(seconds(61));
    bench.hardware.pilot.report("B");
    await bench.clock.advance(seconds(11));
    expect(bench.store.sessions.recent(1)[0]?.ended).toMatchObject({ meterStop: 1700, cause: "other" });
    bench.hardware.meter.isAnswering = true;
    await bench.clock.advance(seconds(2));
    expect(bench.evse.state().faults).toEqual([]);
    await bench.stop();
  });

  it("begins nothing without a reading of the meter", async () => {
    const bench = await new StationBench().start();
    bench.hardware.meter.isAnswering = false;
    await bench.clock.advance(seconds(5));
    bench.hardware.pilot.report("B");
    await bench.tap("CAFE0001");
    await bench.clock.advance(seconds(15));
    expect(bench.store.sessions.recent(1)).toEqual([]);
    expect(bench.hardware.permit.commands).not.toContain("grant 32");
    await bench.stop();
  });

  it("asks a board again that refused the grant", async () => {
    const bench = await new StationBench().start();
    bench.hardware.permit.refusal = new AgentError("board.refused", "not now");
    bench.hardware.pilot.report("B");
    await bench.tap("CAFE0001");
    bench.hardware.permit.refusal = undefined;
    await bench.clock.advance(seconds(6));
    expect(bench.hardware.permit.commands.filter((command) => command === "grant 32")).toHaveLength(2);
    await bench.stop();
  });

  it("lets the cache and the back end's late word on a token end a charge", async () => {
    const bench = await new StationBench().start();
    await bench.charge();
    const { session } = bench.evse.state();
    if (session.kind !== "active") expect.unreachable();
    bench.csms.answers.emit({
      transactionId: session.transaction.id,
      evse: evseId(1),
      token: idToken("CAFE0001"),
      info: { status: "invalid" },
    });
    expect(bench.evse.state().session).toMatchObject({ kind: "ending", cause: "deauthorized" });
    await bench.stop();
  });

  it("says that the disk failed instead of promising anything", async () => {
    const bench = await new StationBench().start();
    bench.store.close();
    await bench.charge();
    expect(bench.storageFailures.length).toBeGreaterThan(0);
    bench.abandon();
  });
});
