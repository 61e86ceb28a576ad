import { describe, expect, it } from "vitest";
import { AgentError } from "#hal/core/errors";
import { amperes, millis, seconds } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import { projectStatus } from "#agent/domain/evse/project-status";
import { StationBench } from "#test/support/station-bench";

describe("a disk that fails", () => {
  it("lets no energy flow for a start that is not written down", async () => {
    const bench = await new StationBench().start();
    bench.store.close();
    bench.hardware.pilot.report("B");
    bench.evse.post({ type: "token.accepted", authorization: { token: idToken("CAFE0001") } });
    await bench.clock.advance(seconds(2));
    expect(bench.storageFailures.length).toBeGreaterThan(0);
    expect(bench.hardware.permit.commands.filter((command) => command.startsWith("grant"))).toEqual([]);
    bench.abandon();
  });

  it("ends the flow of energy when a sample cannot be written, and begins nothing more", async () => {
    const bench = await new StationBench().start();
    await bench.charge();
    bench.store.close();
    await bench.clock.advance(seconds(11));
    expect(bench.hardware.permit.commands.filter((command) => command !== "renew")).toEqual(["grant 32", "withdraw"]);
    expect(projectStatus(bench.evse.state())).toBe("suspendedEVSE");
    bench.abandon();
  });
});

describe("a grant that is overtaken", () => {
  it("by a withdrawal and a new grant is no refusal of the new one", async () => {
    const bench = await new StationBench().start();
    let supersede: () => void = () => undefined;
    const first = new Promise<void>((_resolve, reject) => {
      supersede = () => {
        reject(new AgentError("board.superseded", "the permission was changed meanwhile"));
      };
    });
    bench.hardware.permit.answers.push(first);
    bench.hardware.pilot.report("B");
    await bench.tap("CAFE0001");
    const { limits } = bench.evse.state();
    const pause = { owner: "localUser", reason: "pause", limit: amperes(0) } as const;
    bench.evse.post({ type: "limits.changed", limits: [...limits, pause] });
    bench.evse.post({ type: "limits.changed", limits });
    supersede();
    await bench.clock.advance(millis(100));
    expect(bench.evse.state().isGrantRefused).toBe(false);
    expect(bench.hardware.permit.commands.at(-1)).toBe("grant 32");
    await bench.stop();
  });
});

describe("the current that is offered", () => {
  it("is never raised to what the board can offer at least", async () => {
    const bench = await new StationBench().start();
    bench.hardware.permit.range = { min: amperes(10), max: amperes(32) };
    await bench.charge();
    const { limits } = bench.evse.state();
    const low = { owner: "localUser", reason: "slow", limit: amperes(7) } as const;
    bench.evse.post({ type: "limits.changed", limits: [...limits, low] });
    expect(bench.hardware.permit.commands.at(-1)).toBe("grant 7");
    await bench.stop();
  });

  it("follows what the board says it can offer once it has answered", async () => {
    const bench = await new StationBench().start();
    bench.hardware.permit.range = { min: amperes(6), max: amperes(16) };
    await bench.charge();
    expect(bench.evse.state().offered).toBe(16);
    expect(bench.hardware.permit.commands.filter((command) => command.startsWith("grant"))).toEqual(["grant 16"]);
    await bench.stop();
  });
});
