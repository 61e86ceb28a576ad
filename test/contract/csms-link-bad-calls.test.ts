import { describe, expect, it, onTestFinished } from "vitest";
import { hasCode } from "#hal/core/errors";
import { seconds } from "#hal/core/units";
import type { CallHandler, CsmsConnection } from "#agent/ports/csms-link";
import type { CsmsBench } from "#test/support/csms-bench";
import { MemoryBench } from "#test/support/csms-memory-bench";
import { SocketBench } from "#test/support/csms-socket-bench";

const never = new AbortController().signal;
const nothing: CallHandler = () => Promise.resolve({ kind: "result", payload: {} });

const implementations: readonly (readonly [string, () => Promise<CsmsBench>])[] = [
  ["over a socket", () => SocketBench.start()],
  ["in memory", () => Promise.resolve(new MemoryBench())],
];

describe.each(implementations)("a link %s", (_, makeBench) => {
  async function started(): Promise<CsmsBench> {
    const bench = await makeBench();
    onTestFinished(() => bench.stop());
    return bench;
  }

  async function connected(bench: CsmsBench, handler: CallHandler = nothing): Promise<CsmsConnection> {
    const result = await bench.settled(bench.link.connect(bench.target, handler, never));
    if (!result.ok) return expect.fail(`no connection: ${result.failure.detail}`);
    await bench.until(() => bench.isReady());
    return result.connection;
  }

  const badCalls: readonly (readonly [string, string])[] = [
    ["no action", '[2,"bad"]'],
    ["an action that is no text", '[2,"bad",{},{}]'],
    ["no payload", '[2,"bad","Reset"]'],
    ["a part too many", '[2,"bad","Reset",{},{}]'],
    ["a payload nested deeper than 32", `[2,"bad","Reset",${"[".repeat(10_000)}${"]".repeat(10_000)}]`],
    ["a payload nested so deep that it never ends", `[2,"bad","Reset",${'{"a":'.repeat(1000)}`],
  ];

  it.each(badCalls)("1.6 1.7 answers ProtocolError to a CALL with %s and does nothing", async (_name, text) => {
    const bench = await started();
    const asked: string[] = [];
    await connected(bench, (action) => {
      asked.push(action);
      return Promise.resolve({ kind: "result", payload: {} });
    });
    bench.send(text);
    await bench.until(() => bench.arrived.length === 1);
    expect(bench.arrived).toEqual([[4, "bad", "ProtocolError", expect.any(String), {}]]);
    expect(asked).toEqual([]);
  });

  it("takes a result that is nested absurdly deep for a failure of the call", async () => {
    const bench = await started();
    const connection = await connected(bench);
    bench.answer = () => [];
    const call = connection.call("Heartbeat", {}, seconds(5));
    await bench.until(() => bench.arrived.length === 1);
    bench.send(`[3,"${String(bench.arrived[0]?.[1])}",${"[".repeat(10_000)}${"]".repeat(10_000)}]`);
    await expect(bench.settled(call)).rejects.toSatisfy((error) => hasCode(error, "csms.call-error"));
    expect(connection.isOpen()).toBe(true);
  });
});
