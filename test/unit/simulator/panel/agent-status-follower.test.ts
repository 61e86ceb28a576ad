import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { silentLog } from "#hal/core/log";
import { epochMillis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { statusIn } from "#simulator/panel/agent-status";
import { AgentStatusFollower, type AgentView, liveUrlOf } from "#simulator/panel/agent-status-follower";
import { agentStatus } from "#test/unit/simulator/panel/agent-status-sample";

const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function openAgent(): Promise<{ readonly url: string; readonly server: WebSocketServer }> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, path: "/live" });
  server.on("connection", (socket) => {
    socket.send("no JSON");
    socket.send(JSON.stringify({ type: "status", status: agentStatus() }));
  });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}`, server };
}

function closeAgent(server: WebSocketServer): void {
  for (const socket of server.clients) socket.terminate();
  server.close();
}

describe("following the agent's status", () => {
  it("finds the agent when it comes up, keeps its last words while it is away, and finds it again at another port", async () => {
    const folder = await mkdtemp(join(tmpdir(), "panel-"));
    endings.push(() => rm(folder, { recursive: true }));
    const addressFile = join(folder, "address");
    const clock = new VirtualClock(epochMillis(0), () => new Promise((resolve) => setImmediate(resolve)));
    const follower = new AgentStatusFollower(addressFile, clock, silentLog);
    endings.push(() => {
      follower.stop();
    });
    const until = (isReachable: boolean) =>
      expect
        .poll(async () => (await clock.advance(seconds(1)), follower.view().isReachable), { interval: 5 })
        .toBe(isReachable);
    const seen: AgentView[] = [];
    follower.changes.listen((view) => seen.push(view));

    follower.start();
    await clock.advance(seconds(3));
    expect(follower.view()).toEqual({ isReachable: false, status: undefined });

    const first = await openAgent();
    await writeFile(addressFile, `${first.url}\n`);
    await until(true);
    closeAgent(first.server);
    await until(false);
    expect(follower.view().status).toEqual(agentStatus());

    const second = await openAgent();
    endings.push(() => {
      closeAgent(second.server);
    });
    await writeFile(addressFile, JSON.stringify({ url: second.url }));
    await until(true);
    expect(seen.map(({ isReachable }) => isReachable)).toEqual([true, false, true]);
  });
});

describe("the agent's address", () => {
  it.each([
    ["http://127.0.0.1:81\n", "ws://127.0.0.1:81/live"],
    ['{"url":"http://localhost:82"}', "ws://localhost:82/live"],
    ["http://[::1]:83/", "ws://[::1]:83/live"],
    ["http://192.0.2.1:84", undefined],
    ["file:///etc/passwd", undefined],
    ["", undefined],
  ])("in %j is %s", (content, url) => {
    expect(liveUrlOf(content)).toBe(url);
  });
});

describe("the agent's words", () => {
  it("are taken as a status only when they have its shape", () => {
    const status = agentStatus();
    expect(statusIn({ type: "status", status })).toBe(status);
    const [evse] = status.evses;
    for (const wrong of [
      null,
      {},
      { ...status, evses: "none" },
      { ...status, evses: [{ ...evse, light: 1 }] },
      { ...status, csms: null },
    ]) {
      expect(statusIn({ type: "status", status: wrong })).toBeUndefined();
    }
    expect(statusIn({ type: "other", status })).toBeUndefined();
  });
});
