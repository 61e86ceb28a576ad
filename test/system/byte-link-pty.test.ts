import { existsSync, readdirSync, realpathSync } from "node:fs";
import { onTestFinished, expect, test, vi } from "vitest";
import type { LineSettings, LinkState } from "#hal/links/byte-link";
import { SerialportLink } from "#hal/links/native/serialport-link";
import { ptyPair } from "#simulator/wire/pty-pair";
import { byteLinkContract } from "#test/support/byte-link-contract";
import { linkAsPeer } from "#test/support/byte-link-peer";
import { temporaryDirectory } from "#test/support/temporary-directory";

const settings: LineSettings = { baudRate: 115200, dataBits: 8, parity: "none", stopBits: 1 };

async function pair() {
  const wire = await ptyPair(temporaryDirectory(), "line");
  const port = new SerialportLink(wire.path, settings);
  onTestFinished(async () => {
    await port.close();
    await wire.cut();
  });
  return { wire, port };
}

type Line = Awaited<ReturnType<typeof pair>>;

/** Resolves in the moment in which the port hears of it. */
async function heard(port: SerialportLink, speak: () => Promise<void>): Promise<void> {
  const something = new Promise<void>((resolve) => {
    port.bytes.listen(() => {
      resolve();
    });
  });
  await speak();
  await something;
}

byteLinkContract("a serial port on a pseudo terminal", async () => {
  const wire = await ptyPair(temporaryDirectory(), "line");
  const port = new SerialportLink(wire.path, settings);
  return {
    link: port,
    peer: linkAsPeer(wire.far),
    cut: () => wire.cut(),
    mend: () => wire.mend(),
    dispose: async () => {
      await port.close();
      await wire.cut();
    },
  };
});

byteLinkContract("the device's end of a pseudo terminal", async () => {
  const wire = await ptyPair(temporaryDirectory(), "line");
  const port = new SerialportLink(wire.path, settings);
  return {
    link: wire.far,
    peer: linkAsPeer(port),
    cut: async () => {
      await wire.cut();
      await vi.waitFor(() => {
        expect(port.isOpen()).toBe(false);
      });
    },
    mend: () => wire.mend(),
    dispose: async () => {
      await port.close();
      await wire.cut();
    },
  };
});

test.each([
  ["before its first read has come to rest", () => Promise.resolve()],
  ["between two reads", ({ wire, port }: Line) => heard(port, () => wire.far.write(Uint8Array.from([1])))],
  [
    "while it writes",
    async ({ port }: Line) => {
      await port.write(new Uint8Array(64));
    },
  ],
] as const)("a plug that is pulled %s is noticed at once, whatever is never written", async (_when, happens) => {
  for (let round = 0; round < 20; round++) {
    const line = await pair();
    await line.wire.far.open();
    await line.port.open();
    await happens(line);

    await line.wire.cut();

    await vi.waitFor(() => {
      expect(line.port.isOpen()).toBe(false);
    });
  }
});

test("bytes that a device sends before anybody listens are not echoed back to it", async () => {
  const { wire, port } = await pair();
  const echoed: number[] = [];
  const received: number[] = [];
  wire.far.bytes.listen((bytes) => echoed.push(...bytes));
  port.bytes.listen((bytes) => received.push(...bytes));
  await wire.far.open();

  await wire.far.write(Buffer.from("$AB 00 8.2.3^1E\r\n\u0003\u0004"));
  await port.open();
  await wire.far.write(Buffer.from("!"));

  await vi.waitFor(() => {
    expect(received).toContain("!".charCodeAt(0));
  });
  expect(echoed).toEqual([]);
});

test("a device outlives an agent that closes the port and comes back", async () => {
  const { wire, port } = await pair();
  const states: LinkState[] = [];
  wire.far.states.listen((state) => states.push(state));
  const got: number[] = [];
  wire.far.bytes.listen((bytes) => got.push(...bytes));
  await wire.far.open();
  await port.open();
  await port.close();

  await port.open();
  await port.write(Uint8Array.from([7]));

  await vi.waitFor(() => {
    expect(got).toEqual([7]);
  });
  expect(states).toEqual(["open"]);
});

test("a device that hangs takes no byte and gives none while its line stays open, until it goes on", async () => {
  const { wire, port } = await pair();
  const [told, heard]: [number[], number[]] = [[], []];
  wire.far.bytes.listen((bytes) => told.push(...bytes));
  port.bytes.listen((bytes) => heard.push(...bytes));
  await wire.far.open();
  await port.open();

  const letGo = wire.hold();
  let isTaken = false;
  const taken = port.write(Uint8Array.from([7])).then(() => {
    isTaken = true;
  });
  await wire.far.write(Uint8Array.from([8]));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect({ isTaken, told, heard, isOpen: port.isOpen() }).toEqual({
    isTaken: false,
    told: [],
    heard: [],
    isOpen: true,
  });

  letGo();
  await taken;
  await vi.waitFor(() => {
    expect(told.at(-1)).toBe(7);
  });
});

test("a device that nobody listens to loses bytes and never waits", async () => {
  const { wire } = await pair();
  await wire.far.open();

  for (let count = 0; count < 100; count++) await wire.far.write(new Uint8Array(1000));

  expect(wire.far.isOpen()).toBe(true);
});

test("a mended wire is another terminal behind the same path, and cutting leaves nothing open", async () => {
  const { wire } = await pair();
  const first = realpathSync(wire.path);
  const terminals = () => readdirSync("/proc/self/fd").length;
  const before = terminals();

  for (let count = 0; count < 5; count++) {
    await wire.cut();
    expect(existsSync(wire.path)).toBe(false);
    await wire.mend();
  }

  expect(realpathSync(wire.path)).toMatch(/^\/dev\/pts\//);
  expect(first).toMatch(/^\/dev\/pts\//);
  await vi.waitFor(() => {
    expect(terminals()).toBe(before);
  });
});
