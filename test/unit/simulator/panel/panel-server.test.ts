import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { epochMillis, millis } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { PanelServer } from "#simulator/panel/panel-server";
import { FakeSources } from "#test/browser/fake-sources";

const endings: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

interface OpenPanel {
  readonly clock: VirtualClock;
  readonly sources: FakeSources;
  readonly server: PanelServer;
}

/** A panel over a folder that looks like the built package. */
async function openPanel(): Promise<OpenPanel> {
  const root = await mkdtemp(join(tmpdir(), "panel-"));
  endings.push(() => rm(root, { recursive: true }));
  await write(join(root, "dist/simulator/panel/page"), "main.js", "// page");
  await write(join(root, "simulator/panel/page/static"), "index.html", "<!doctype html>");
  await writeFile(join(root, "secret.js"), "secret");
  const clock = new VirtualClock(epochMillis(0));
  const sources = new FakeSources(clock);
  const server = new PanelServer(sources.options(root, clock));
  await server.start();
  endings.push(() => server.stop());
  return { clock, sources, server };
}

async function write(folder: string, name: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), text);
}

/** Asks exactly as told: no client tidies up the path or the headers. */
async function ask(server: PanelServer, path: string, options: { host?: string; method?: string } = {}) {
  const { method = "GET", host = `127.0.0.1:${String(server.port())}` } = options;
  const call = request({ host: "127.0.0.1", port: server.port(), path, method, headers: { host } });
  call.end();
  const [response] = (await once(call, "response")) as [IncomingMessage];
  response.resume();
  return { status: response.statusCode, headers: response.headers };
}

async function openPage(server: PanelServer, origin: string) {
  const socket = new WebSocket(`ws://127.0.0.1:${String(server.port())}/panel`, { origin });
  const heard: { readonly type: string; readonly [field: string]: unknown }[] = [];
  socket.on("message", (data: Buffer) => heard.push(JSON.parse(data.toString()) as (typeof heard)[number]));
  await once(socket, "open");
  return { socket, heard };
}

describe("the panel's files", () => {
  it("are served with a policy that keeps everything foreign out", async () => {
    const { server } = await openPanel();
    const { status, headers } = await ask(server, "/?x=1");
    expect(status).toBe(200);
    expect(headers["content-security-policy"]).toContain("default-src 'self'");
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect((await ask(server, "/page/main.js")).headers["content-type"]).toBe("text/javascript; charset=utf-8");
  });

  it.each([
    "/secret.js",
    "/page/../../../../secret.js",
    "/page/%2e%2e/secret.js",
    "//etc/passwd",
    "/page/",
    "/vendor/uPlot.js",
  ])("do not include %s", async (path) => {
    const { server } = await openPanel();
    expect((await ask(server, path)).status).toBe(404);
  });

  it("are refused under a foreign name and to other methods", async () => {
    const { server } = await openPanel();
    expect((await ask(server, "/", { host: "evil.example" })).status).toBe(403);
    expect((await ask(server, "/", { host: "127.0.0.1:1" })).status).toBe(403);
    expect((await ask(server, "/", { method: "POST" })).status).toBe(405);
  });
});

describe("the panel's socket", () => {
  it.each(["http://evil.example", "null", "http://127.0.0.1:1"])("refuses a page from %s", async (origin) => {
    const { server } = await openPanel();
    await expect(openPage(server, origin)).rejects.toThrow("403");
  });

  it("greets a page with curve, messages and model, and tells it what is new", async () => {
    const { clock, server, sources } = await openPanel();
    sources.message("received", "Heartbeat", {}, {});
    const { heard } = await openPage(server, server.url().slice(0, -1));
    await expect.poll(() => heard.map(({ type }) => type)).toEqual(["curve", "messages", "model"]);

    sources.charge(10);
    sources.message("received", "MeterValues", {}, {});
    await clock.advance(millis(200));
    await expect.poll(() => heard.slice(3).map(({ type }) => type)).toEqual(["messages", "curve", "model"]);
    expect(heard[3]).toMatchObject({ messages: [{ action: "MeterValues", answer: { kind: "result" } }] });
  });

  it("obeys commands and answers each with its outcome, in whatever order they come about", async () => {
    const { server, sources } = await openPanel();
    const { heard, socket } = await openPage(server, server.url().slice(0, -1));
    const commands = [
      { type: "command", id: 1, name: "raiseFault", argument: "hot" },
      { type: "command", id: 2, name: "tapCard", argument: "unknown" },
      { type: "command", id: 3, name: "tapCard", argument: "golden" },
      { type: "command", id: 4, name: "toString" },
      { type: "command", id: 5, name: "cutLine" },
    ];
    for (const command of commands) socket.send(JSON.stringify(command));
    const outcomes = () =>
      heard
        .filter(({ type }) => type === "outcome")
        .map(({ id, ok, text }) => [id, ok, text])
        .sort();
    await expect.poll(outcomes).toEqual([
      [1, true, ""],
      [2, false, "The card slipped from your hand"],
      [3, false, "There is no such card"],
      [4, false, "There is no such button"],
      [5, false, "It is not said which one"],
    ]);
    expect(sources.commands).toEqual(["raiseFault hot"]);
  });

  it.each(["no JSON", "[]", "x".repeat(5000)])("hangs up on a page that sends nonsense", async (text) => {
    const { server } = await openPanel();
    const { socket } = await openPage(server, server.url().slice(0, -1));
    socket.on("error", () => undefined);
    const closed = once(socket, "close");
    socket.send(text);
    await closed;
  });

  it("leaves no timer behind", async () => {
    const { clock, server } = await openPanel();
    await openPage(server, server.url().slice(0, -1));
    await server.stop();
    expect(clock.pending()).toBe(0);
  });
});
