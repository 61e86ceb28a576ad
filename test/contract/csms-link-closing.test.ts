import { describe, expect, it, onTestFinished } from "vitest";
import type { AgentError } from "#hal/core/errors";
import { seconds } from "#hal/core/units";
import type { CsmsBench } from "#test/support/csms-bench";
import { MemoryBench } from "#test/support/csms-memory-bench";
import { SocketBench } from "#test/support/csms-socket-bench";

const benches: readonly (readonly [string, () => Promise<CsmsBench>])[] = [
  ["over a socket", () => SocketBench.start()],
  ["in memory", () => Promise.resolve(new MemoryBench())],
];

describe.each(benches)("a call under way when a link %s ends", (_, makeBench) => {
  /** What the call is told when `end` has happened. */
  async function toldAfter(end: (bench: CsmsBench) => void): Promise<AgentError["details"]> {
    const bench = await makeBench();
    onTestFinished(() => bench.stop());
    bench.answer = () => [];
    const never = new AbortController().signal;
    const handler = () => Promise.resolve({ kind: "silence" } as const);
    const result = await bench.settled(bench.link.connect(bench.target, handler, never));
    if (!result.ok) return expect.fail(result.failure.detail);
    const failure = result.connection.call("Heartbeat", {}, seconds(60)).catch((error: unknown) => error);
    await bench.until(() => bench.arrived.length === 1);
    end(bench);
    const error = (await bench.settled(failure)) as AgentError;
    expect(error).toMatchObject({ code: "csms.closed" });
    return error.details;
  }

  it("learns with which code the peer closed", async () => {
    const details = await toldAfter((bench) => {
      bench.drop(1009);
    });
    expect(details).toEqual({ action: "Heartbeat", closeCode: 1009 });
  });

  it("learns of no code of a message where the line was cut", async () => {
    const { closeCode } = await toldAfter((bench) => {
      bench.drop();
    });
    expect([undefined, 1006]).toContain(closeCode);
  });

  it("learns of no code where something else was too large for us", async () => {
    const details = await toldAfter((bench) => {
      bench.send(JSON.stringify([2, "big", "DataTransfer", { data: "x".repeat(70_000) }]));
    });
    expect(details).toEqual({ action: "Heartbeat" });
  });
});
