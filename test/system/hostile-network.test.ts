import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { seconds } from "#hal/core/units";
import {
  bearable,
  bomb,
  handshakeHarms,
  HostileCsms,
  type Hostility,
  refusal,
  socketHarms,
} from "#test/support/hostile-csms";
import { repository } from "#test/support/architecture-tree";
import { expectBill } from "#test/support/rehearsal-bill";
import { type RehearsalBench, startBench } from "#test/support/rehearsal-bench";
import { until } from "#test/support/rehearsal-until";

const MEGABYTE = 1_000_000;

const harms: readonly Hostility[] = [
  ...Object.values(socketHarms),
  ...Object.values(handshakeHarms),
  ...[401, 403, 404, 429, 503].map((status) => refusal(status)),
];

/** The most memory that the agent's process has ever held, in bytes. */
function mostMemory(bench: RehearsalBench): number {
  const pid = bench.rehearsal.agent.pid();
  const status = readFileSync(`/proc/${String(pid)}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

describe("SEC-22 SEC-27 a network that leads to a hostile server in the middle of a charge", () => {
  it("costs neither the charge nor a watt-hour of the bill nor memory, and the station comes back by itself", async () => {
    const bench = await startBench();
    const from = bench.register();
    await bench.charge();
    await bench.chargeBy(50);
    const hostile = await HostileCsms.start((socket, request) => {
      const harm = harms[(hostile.requests.length - 1) % harms.length] ?? bearable;
      harm(socket, request);
    });
    onTestFinished(() => hostile.stop());

    bench.network.divert(() => hostile.address);
    const before = bench.register();
    await until("every harm was done", () => hostile.requests.length > harms.length, seconds(50));

    expect(bench.isContactorClosed()).toBe(true);
    expect(bench.register()).toBeGreaterThan(before);
    expect(mostMemory(bench)).toBeLessThan(128 * MEGABYTE);
    bench.network.divert(undefined);
    await bench.untilAgent("the agent is back", ({ csms }) => csms.connection === "connected");
    await bench.unplug();
    const to = bench.register();
    const books = await bench.stop();
    expectBill({ transaction: bench.transaction(), books, from, to, repeats: 1 });
  });

  it("would cost a WebSocket client with the library's own settings more memory than a small board has to spare", async () => {
    const hostile = await HostileCsms.start(bomb);
    onTestFinished(() => hostile.stop());
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", carelessClient, hostile.url], {
      cwd: repository,
    });
    expect(Number(stdout)).toBeGreaterThan(200 * MEGABYTE);
  });
});

const run = promisify(execFile);

/** Prints the most memory it ever held, when the first message is there. */
const carelessClient = `
  import WebSocket from "ws";
  const socket = new WebSocket(process.argv[1], "ocpp1.6");
  socket.on("message", () => {
    socket.terminate();
    process.stdout.write(String(process.resourceUsage().maxRSS * 1024));
  });
`;
