import { describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { seconds } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import { transactionId } from "#agent/domain/transaction/station-fact";
import { StationBench } from "#test/support/station-bench";

const token = idToken("REMOTE01");

describe("the command desk", () => {
  it("5.14 starts at once by remote without AuthorizeRemoteTxRequests", async () => {
    const bench = await new StationBench().start();
    bench.hardware.pilot.report("B");
    expect(bench.commands.handle({ type: "remoteStart", token })).toBe("accepted");
    await bench.clock.advance(seconds(1));
    expect(bench.csms.asked).toEqual([]);
    expect(bench.evse.state().session.kind).toBe("active");
    await bench.stop();
  });

  it("5.14 authorizes like a card with AuthorizeRemoteTxRequests, after the answer", async () => {
    const bench = await new StationBench({ authorizeRemote: true }).start();
    bench.hardware.pilot.report("B");
    bench.csms.answer = { kind: "answered", answer: { status: "expired" } };
    expect(bench.commands.handle({ type: "remoteStart", token, evse: evseId(1) })).toBe("accepted");
    await bench.clock.advance(seconds(1));
    expect(bench.csms.asked).toEqual([token]);
    expect(bench.evse.state().session.kind).toBe("plugged");
    await bench.stop();
  });

  it("7.10 rejects a remote start on a busy, faulted or unavailable outlet and on an unknown one", async () => {
    const bench = await new StationBench().start();
    expect(bench.commands.handle({ type: "remoteStart", token, evse: evseId(9) })).toBe("unknownEvse");
    bench.hardware.faults.set("board.ground", true);
    expect(bench.commands.handle({ type: "remoteStart", token })).toBe("rejected");
    bench.hardware.faults.set("board.ground", false);
    await bench.charge();
    expect(bench.commands.handle({ type: "remoteStart", token })).toBe("rejected");
    await bench.stop();
  });

  it("stops by remote with the reason Remote, and rejects an unknown transaction", async () => {
    const bench = await new StationBench().start();
    await bench.charge();
    const { session } = bench.evse.state();
    if (session.kind !== "active") expect.unreachable();
    const stop = { type: "remoteStop", transactionId: session.transaction.id } as const;
    expect(bench.commands.handle({ type: "remoteStop", transactionId: transactionId("nobody") })).toBe("rejected");
    expect(bench.commands.handle(stop)).toBe("accepted");
    expect(bench.evse.state().session).toMatchObject({ kind: "ending", cause: "remote" });
    await bench.stop();
  });

  it("6.8 schedules a change of availability while a transaction runs, and writes it down at once", async () => {
    const bench = await new StationBench().start();
    await bench.charge();
    expect(bench.commands.handle({ type: "changeAvailability", operative: false })).toBe("scheduled");
    expect(bench.store.availability.isOperative(evseId(1))).toBe(false);
    expect(bench.evse.state().isOperative).toBe(true);
    await bench.tap("CAFE0001");
    bench.hardware.pilot.report("B");
    await bench.clock.advance(seconds(1));
    expect(bench.store.availability.isOperative(evseId(1))).toBe(false);
    expect(bench.commands.handle({ type: "changeAvailability", operative: false })).toBe("accepted");
    await bench.stop();
  });

  it("answers a reset at once and leaves the doing to the process", async () => {
    const bench = await new StationBench().start();
    expect(bench.commands.handle({ type: "reset", kind: "soft" })).toBe("accepted");
    expect(bench.resets).toEqual(["soft"]);
    await bench.stop();
  });

  it("7.12 says NotSupported to unlocking a cable that nothing locks", async () => {
    const bench = await new StationBench().start();
    expect(bench.commands.handle({ type: "unlock", evse: evseId(1) })).toBe("notSupported");
    await bench.stop();
  });

  it("clears the cache", async () => {
    const bench = await new StationBench().start();
    bench.store.tokens.remember(token, { status: "accepted" }, bench.clock.now());
    expect(bench.commands.handle({ type: "clearCache" })).toBe("accepted");
    expect(bench.store.tokens.find(token)).toBeUndefined();
    await bench.stop();
  });
});
