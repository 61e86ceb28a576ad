import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { Signal } from "#hal/core/signal";
import { millis } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { type ServerAddress, StatusServer, type StatusServerOptions } from "#agent/local/status-server";
import { LiveClient } from "#test/support/live-client";
import { RecordingLog } from "#test/support/recording-log";
import { storeEpoch } from "#test/support/station-store-samples";
import { temporaryDirectory } from "#test/support/temporary-directory";

async function bench(changes: Partial<StatusServerOptions> = {}) {
  const clock = new VirtualClock(storeEpoch);
  const log = new RecordingLog();
  const signal = new Signal<unknown>();
  const state = { energy: 0 };
  const server = new StatusServer({
    host: "127.0.0.1",
    port: 0,
    read: () => state,
    metrics: () => [{ name: "borne_energy", type: "gauge", help: "Energy.", samples: [{ value: state.energy }] }],
    changes: signal,
    clock,
    log,
    ...changes,
  });
  onTestFinished(() => server.stop());
  await server.start();
  const address = server.address();
  if (address === undefined) throw new Error("it does not listen");
  const change = (energy: number) => {
    state.energy = energy;
    signal.emit(undefined);
  };
  const live = (headers: Readonly<Record<string, string>> = {}, path = "/live") => {
    const client = new LiveClient(`ws://127.0.0.1:${String(address.port)}${path}`, headers);
    onTestFinished(() => {
      client.end();
    });
    return client;
  };
  return { clock, log, server, address, change, live, state };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

function ask(
  { host, port }: ServerAddress,
  path: string,
  { method = "GET", headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host, port, path, method, headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => {
        const text = Buffer.concat(parts).toString("utf8");
        const isJson = response.headers["content-type"] === "application/json";
        const body: unknown = isJson ? JSON.parse(text) : text;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    });
    asked.on("error", reject);
    asked.end();
  });
}

describe("the status server", () => {
  it("gives the status as it is now, and lets nobody keep it", async () => {
    const { address, state } = await bench();
    state.energy = 42;

    const answer = await ask(address, "/status?pretty");

    expect(answer).toMatchObject({ status: 200, body: { energy: 42 } });
    expect(answer.headers).toMatchObject({ "content-type": "application/json", "cache-control": "no-store" });
  });

  it("tells its health, and 503 when the station has stopped", async () => {
    const { address } = await bench();
    expect(await ask(address, "/health")).toMatchObject({ status: 200, body: { kind: "ok" } });

    const stopped = await bench({ condition: () => ({ kind: "stopped" }) });
    expect(await ask(stopped.address, "/health")).toMatchObject({ status: 503, body: { kind: "stopped" } });
  });

  it.each(["POST", "PUT", "DELETE", "OPTIONS"])("cannot be told to do anything by %s", async (method) => {
    const { address } = await bench();

    const answer = await ask(address, "/status", { method });

    expect(answer.status).toBe(405);
    expect(answer.headers["allow"]).toBe("GET");
  });

  it("gives the numbers in the format of Prometheus", async () => {
    const { address, state } = await bench();
    state.energy = 42;

    const answer = await ask(address, "/metrics");

    expect(answer).toMatchObject({
      status: 200,
      headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" },
      body: "# HELP borne_energy Energy.\n# TYPE borne_energy gauge\nborne_energy 42\n",
    });
  });

  it("knows four places and no other", async () => {
    const { address } = await bench();

    expect((await ask(address, "/")).status).toBe(404);
    expect((await ask(address, "/status/")).status).toBe(404);
    expect((await ask(address, "/live")).status).toBe(426);
  });

  it.each(["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.evil.example:80"])(
    "does not answer to the name %s, which a page from elsewhere may have taken",
    async (host) => {
      const { address } = await bench();

      expect((await ask(address, "/status", { headers: { host } })).status).toBe(421);
    },
  );

  it("answers to each name of this machine", async () => {
    const { address } = await bench();

    for (const name of ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"]) {
      const host = `${name}:${String(address.port)}`;
      expect((await ask(address, "/status", { headers: { host } })).status).toBe(200);
    }
  });

  it("survives a status that cannot be read", async () => {
    const { address, log } = await bench({
      read: () => {
        throw new RangeError("bug");
      },
    });

    expect((await ask(address, "/status")).status).toBe(500);
    expect(log.named("error")).toEqual(["status-server.failed"]);
  });

  it("says what it cannot listen on", async () => {
    const { address, server } = await bench();
    const second = new StatusServer({
      host: address.host,
      port: address.port,
      read: () => ({}),
      metrics: () => [],
      changes: new Signal(),
      clock: new VirtualClock(storeEpoch),
      log: new RecordingLog(),
    });

    await expect(second.start()).rejects.toMatchObject({ code: "status.listen", details: { port: address.port } });
    expect(second.health()).toEqual({ kind: "stopped" });
    await second.stop();
    expect(server.health()).toEqual({ kind: "ok" });
  });

  it("writes where it listens into the log and a file, and takes the file away at the end", async () => {
    const addressFile = join(temporaryDirectory(), "address.json");
    writeFileSync(addressFile, "left by a process that was killed");

    const { address, server, log } = await bench({ addressFile });

    expect(JSON.parse(readFileSync(addressFile, "utf8"))).toEqual({ url: address.url });
    expect(log.events).toContainEqual(expect.objectContaining({ fields: { url: address.url } }));
    await server.stop();
    expect(existsSync(addressFile)).toBe(false);
  });

  it("fails its start when it cannot write the file", async () => {
    await expect(bench({ addressFile: join(temporaryDirectory(), "gone", "address.json") })).rejects.toMatchObject({
      code: "status.address-file",
    });
  });

  it("can be started again after a stop", async () => {
    const { server } = await bench();
    await server.stop();
    await server.stop();

    await server.start();

    const address = server.address();
    expect(address && (await ask(address, "/health")).status).toBe(200);
  });
});

describe("the live socket", () => {
  it("sends the status at once and after a change", async () => {
    const { live, change } = await bench();
    const client = live();

    expect(await client.next()).toEqual({ type: "status", status: { energy: 0 } });
    change(1);
    expect(await client.next()).toEqual({ type: "status", status: { energy: 1 } });
  });

  it("sends four times a second at most, and then the latest", async () => {
    const { live, change, clock } = await bench();
    const client = live();
    await client.next();

    for (let energy = 1; energy <= 100; energy++) change(energy);
    await clock.advance(millis(249));
    change(101);
    await clock.advance(millis(1));
    await clock.advance(millis(250));
    change(102);

    const seen = [await client.next(), await client.next(), await client.next()];
    expect(seen).toEqual([1, 101, 102].map((energy) => ({ type: "status", status: { energy } })));
  });

  it("is open to pages of this machine and to programs, and to no other page", async () => {
    const { live } = await bench();

    expect(await live({ origin: "http://localhost:8080" }).opened()).toBe("open");
    expect(await live().opened()).toBe("open");
    for (const origin of ["https://evil.example", "http://localhost.evil.example", "null", "file://"])
      expect(await live({ origin }).opened()).toBe(403);
    expect(await live({ host: "evil.example" }).opened()).toBe(421);
    expect(await live({}, "/status").opened()).toBe(404);
  });

  it("has room for 16 and again for one when one has left", async () => {
    const { live } = await bench();
    const clients = Array.from({ length: 16 }, () => live());
    for (const client of clients) await client.next();

    expect(await live().opened()).toBe(503);

    clients[0]?.end();
    await clients[0]?.closed();
    let again = live();
    while ((await again.opened()) === 503) again = live();
    expect(await again.next()).toMatchObject({ type: "status" });
  });

  it("ends the connection of a client that says too much", async () => {
    const { live, change } = await bench();
    const loud = live();
    const quiet = live();
    await loud.next();
    await quiet.next();

    loud.send("x".repeat(2000));
    await loud.closed();
    change(7);

    expect(await quiet.next()).toMatchObject({ status: { energy: 7 } });
  });

  it("tells of a status that cannot be read and stays open", async () => {
    let isBroken = false;
    const { live, change, log } = await bench({
      read: () => {
        if (isBroken) throw new RangeError("bug");
        return {};
      },
    });
    const client = live();
    await client.next();

    isBroken = true;
    change(1);

    expect(await client.next()).toMatchObject({ type: "error" });
    expect(log.named("error")).toEqual(["status-server.failed"]);
  });

  it("ends with the server and leaves no timer behind", async () => {
    const { live, server, change, clock } = await bench();
    const client = live();
    await client.next();
    change(1);
    change(2);

    await server.stop();
    await client.closed();

    expect(clock.pending()).toBe(0);
    expect(server.health()).toEqual({ kind: "stopped" });
  });
});
