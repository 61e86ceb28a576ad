import { describe, expect, it } from "vitest";
import { hasCode } from "#hal/core/errors";
import { millis, seconds } from "#hal/core/units";
import type { CallHandler, CsmsConnection, Traffic } from "#agent/ports/csms-link";
import { MemoryBench } from "#test/support/csms-memory-bench";

const never = new AbortController().signal;
const nothing: CallHandler = async () => ({ kind: "result", payload: {} });

async function connected(bench: MemoryBench, handler: CallHandler = nothing): Promise<CsmsConnection> {
  const result = await bench.settled(bench.link.connect(bench.target, handler, never));
  if (!result.ok) return expect.fail(`no connection: ${result.failure.detail}`);
  return result.connection;
}

/** All frames of a short exchange with the times at which they passed. */
async function exchange(seed: number): Promise<string> {
  const bench = new MemoryBench({ seed });
  const connection = await connected(bench);
  const lines: string[] = [];
  connection.traffic.listen(({ direction, frame }: Traffic) => {
    lines.push(`${String(bench.clock.uptime())} ${direction} ${JSON.stringify(frame)}`);
  });
  for (let beat = 0; beat < 3; beat++) await bench.settled(connection.call("Heartbeat", {}, seconds(5)));
  const { control } = bench;
  if (control === undefined) return expect.fail("the CSMS was never told of the connection");
  await bench.settled(control.call("ClearCache", {}));
  return lines.join("\n");
}

describe("the link inside the process", () => {
  it("gives the same log, byte for byte, for the same seed, and another for another", async () => {
    const first = await exchange(7);
    expect(first.split("\n")).toHaveLength(8);
    expect(await exchange(7)).toBe(first);
    expect(await exchange(8)).not.toBe(first);
  });

  it("takes one latency for each way", async () => {
    const bench = new MemoryBench();
    const connection = await connected(bench);
    const from = bench.clock.uptime();
    let took: number | undefined;
    const call = connection.call("Heartbeat", {}, seconds(5)).then(() => {
      took = bench.clock.uptime() - from;
    });
    await bench.settled(call);
    expect(took).toBe(40);
  });

  it("ends every connection when the network goes down, and its calls at both ends", async () => {
    const bench = new MemoryBench();
    bench.answer = () => [];
    const connection = await connected(bench, () => new Promise(() => undefined));
    await bench.until(() => bench.isReady());
    const own = expect(connection.call("Heartbeat", {}, seconds(60))).rejects.toSatisfy((e) =>
      hasCode(e, "csms.closed"),
    );
    const theirs = expect(bench.control?.call("ClearCache", {})).rejects.toSatisfy((e) => hasCode(e, "csms.closed"));
    await bench.clock.advance(millis(30));
    bench.link.down();
    expect(connection.isOpen()).toBe(false);
    expect(await connection.closed).toBe("the network is down");
    await own;
    await theirs;
    expect(bench.clock.pending()).toBe(0);
  });

  it("loses frames that are under way when the network goes down", async () => {
    const bench = new MemoryBench();
    const connection = await connected(bench);
    const call = connection.call("Heartbeat", {}, seconds(60)).catch(() => undefined);
    await bench.clock.advance(millis(10));
    bench.link.down();
    bench.link.up();
    await connected(bench);
    await call;
    expect(bench.arrived).toEqual([]);
  });

  it("lets nobody connect while the network is down, and again when it is up", async () => {
    const bench = new MemoryBench();
    bench.link.down();
    const result = await bench.settled(bench.link.connect(bench.target, nothing, never));
    expect(result).toMatchObject({ ok: false, failure: { kind: "unreachable" } });
    bench.link.up();
    expect((await connected(bench)).isOpen()).toBe(true);
  });

  it("tells the CSMS what a station's error was", async () => {
    const bench = new MemoryBench();
    await connected(bench, async () => ({ kind: "error", code: "NotSupported", description: "off" }));
    await bench.until(() => bench.isReady());
    const call = expect(bench.control?.call("SendLocalList", {})).rejects.toMatchObject({
      code: "csms.call-error",
      details: { errorCode: "NotSupported", errorDescription: "off" },
    });
    await bench.clock.advance(seconds(1));
    await call;
  });

  it("carries only what survives JSON", async () => {
    const bench = new MemoryBench();
    const connection = await connected(bench);
    await bench.settled(connection.call("StatusNotification", { info: undefined, connectorId: 1 }, seconds(5)));
    expect(bench.arrived[0]?.[3]).toEqual({ connectorId: 1 });
    expect(Object.keys(bench.arrived[0]?.[3] as object)).toEqual(["connectorId"]);
  });
});
