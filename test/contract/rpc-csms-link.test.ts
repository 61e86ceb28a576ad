import { createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { silentLog } from "#hal/core/log";
import { millis, seconds } from "#hal/core/units";
import { RpcCsmsLink } from "#agent/ocpp/rpc-csms-link";
import type { CallHandler, CsmsConnection, CsmsTarget } from "#agent/ports/csms-link";
import { SUBPROTOCOL } from "#test/support/csms-bench";
import { SocketBench } from "#test/support/csms-socket-bench";
import { WallClock } from "#test/support/csms-wall-clock";

const never = new AbortController().signal;
const nothing: CallHandler = async () => ({ kind: "result", payload: {} });

async function started(): Promise<SocketBench> {
  const bench = await SocketBench.start();
  onTestFinished(() => bench.stop());
  return bench;
}

async function connected(bench: SocketBench, change: Partial<CsmsTarget> = {}): Promise<CsmsConnection> {
  const result = await bench.link.connect({ ...bench.target, ...change }, nothing, never);
  if (!result.ok) return expect.fail(`no connection: ${result.failure.detail}`);
  return result.connection;
}

describe("the handshake over a socket", () => {
  it("1.20 appends the identity percent-encoded after one slash and keeps the query", async () => {
    const bench = await started();
    await connected(bench, { url: `${bench.target.url}/?site=7` });
    expect(bench.requests[0]?.url).toBe("/ocpp/CP%201%2F%C3%A4?site=7");
  });

  it("1.21 1.23 offers the subprotocols in order of preference and no compression", async () => {
    const bench = await started();
    await connected(bench, { subprotocols: [SUBPROTOCOL, "older"] });
    expect(bench.requests[0]?.headers["sec-websocket-protocol"]).toBe(`${SUBPROTOCOL},older`);
    expect(bench.requests[0]?.headers["sec-websocket-extensions"]).toBeUndefined();
  });

  it("1.20 11.1 sends the password's raw bytes after the raw identity", async () => {
    const bench = await started();
    const password = new Uint8Array([0x00, 0xff, 0xc3, 0x28, 0x80]);
    await connected(bench, { password });
    const [scheme, credentials = ""] = (bench.requests[0]?.headers.authorization ?? "").split(" ");
    expect(scheme).toBe("Basic");
    expect(Buffer.from(credentials, "base64")).toEqual(Buffer.concat([Buffer.from("CP 1/ä:"), password]));
  });

  it("sends no password of an earlier attempt when the target has none any more", async () => {
    const bench = await started();
    await connected(bench, { password: new Uint8Array([1, 2]) });
    await connected(bench);
    expect(bench.requests.map((request) => request.headers.authorization === undefined)).toEqual([false, true]);
  });

  it("tells a port where nobody listens", async () => {
    const bench = await started();
    const result = await bench.link.connect({ ...bench.target, url: await closedPort() }, nothing, never);
    expect(result).toMatchObject({ ok: false, failure: { kind: "unreachable" } });
    expect(result.ok ? "" : result.failure.detail).toContain("ECONNREFUSED");
  });

  it("tells a peer that does not speak TLS", async () => {
    const bench = await started();
    const url = bench.target.url.replace("ws:", "wss:");
    const result = await bench.link.connect({ ...bench.target, url }, nothing, never);
    expect(result).toMatchObject({ ok: false, failure: { kind: "tls" } });
  });

  it("gives up on a peer that never answers", async () => {
    const bench = await started();
    bench.handshake = "silence";
    const link = new RpcCsmsLink({ clock: new WallClock(), log: silentLog, connectTimeout: millis(50) });
    const result = await link.connect(bench.target, nothing, never);
    expect(result).toMatchObject({
      ok: false,
      failure: { kind: "unreachable", detail: "the handshake took too long" },
    });
  });

  it("hands over the connection before the first call of the peer reaches the handler", async () => {
    const bench = await started();
    const order: string[] = [];
    bench.greeting = JSON.stringify([2, "g-1", "ClearCache", {}]);
    const handler: CallHandler = async (action) => {
      order.push(action);
      return { kind: "result", payload: {} };
    };
    await bench.link.connect(bench.target, handler, never);
    order.push("connected");
    await bench.until(() => bench.arrived.length === 1);
    expect(order).toEqual(["connected", "ClearCache"]);
  });
});

describe("a connection over a socket", () => {
  it("2.4 ends when the peer does not answer pings", async () => {
    const bench = await started();
    bench.answersPings = false;
    const connection = await connected(bench, { pingInterval: millis(30) });
    expect(await connection.closed).toBe("no answer to a ping, WebSocket code 1006");
  });

  it("2.4 stays when the peer answers pings", async () => {
    const bench = await started();
    const connection = await connected(bench, { pingInterval: millis(10) });
    await bench.until(() => bench.pings >= 4);
    expect(connection.isOpen()).toBe(true);
  });

  it("is dropped within about a second when the peer does not confirm the closing", async () => {
    const bench = await started();
    const connection = await connected(bench);
    bench.stopReading();
    const clock = new WallClock();
    const from = clock.uptime();
    await connection.close(1000);
    expect(clock.uptime() - from).toBeLessThan(2500);
    expect(connection.isOpen()).toBe(false);
  });

  it("tells the peer's reason for closing", async () => {
    const bench = await started();
    const connection = await connected(bench);
    bench.socket?.close(1008, "unknown station");
    expect(await connection.closed).toBe("unknown station, WebSocket code 1008");
  });

  it("closing twice, and from both sides at once, is harmless", async () => {
    const bench = await started();
    const connection = await connected(bench);
    bench.socket?.close(1000);
    await Promise.all([connection.close(1000), connection.close(1001)]);
    await connection.close(1000);
    expect(connection.isOpen()).toBe(false);
  });

  it("rejects a result that is nested absurdly deep", async () => {
    const bench = await started();
    const connection = await connected(bench);
    bench.answer = () => [];
    const call = connection.call("DataTransfer", { vendorId: "v" }, seconds(5));
    await bench.until(() => bench.arrived.length === 1);
    bench.send(`[3,${JSON.stringify(bench.arrived[0]?.[1])},${"[".repeat(20_000)}${"]".repeat(20_000)}]`);
    await expect(call).rejects.toMatchObject({ code: "csms.call-error", details: { errorCode: "GenericError" } });
  });

  it("works on several calls that arrive in one packet", async () => {
    const bench = await started();
    await connected(bench);
    bench.sendTogether(["a", "b", "c"].map((id) => JSON.stringify([2, id, "ClearCache", {}])));
    await bench.until(() => bench.arrived.length === 3);
    expect(bench.arrived).toEqual(["a", "b", "c"].map((id) => [3, id, {}]));
  });
});

async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `ws://127.0.0.1:${String(typeof address === "object" ? address?.port : 0)}/`;
}
