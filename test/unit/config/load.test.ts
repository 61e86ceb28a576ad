import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { BoardSettings } from "#hal/board/board-settings";
import { packageRoot } from "#config/package-root";
import { minimalConfig, writtenConfig } from "#test/support/config-files";
import { temporaryDirectory } from "#test/support/temporary-directory";

describe("a configuration that is right", () => {
  it("gets its defaults from the schema", () => {
    const config = writtenConfig(minimalConfig).load();

    expect(config.status).toEqual({ host: "127.0.0.1", port: 0 });
    expect(config.log).toEqual({ level: "info" });
    expect(config.clock).toEqual({ speed: 1 });
    expect(config.policy).toEqual({
      meterSilence: { seconds: 60 },
      recoveryMeterWait: { seconds: 60 },
      noChargeBeforeActivation: false,
      storeTrouble: "continue",
    });
    expect(config.store.writeEvery).toEqual({ seconds: 60 });
    expect(config.variables).toEqual({});
    expect(config.csms.password).toBeUndefined();
    expect(config.notes).toEqual([]);
  });

  it("gives a board whose roles have become paths and that the hardware layer takes as it is", () => {
    const board: BoardSettings = writtenConfig(minimalConfig).load().board;

    expect(board.model).toBe("openevse-sdm630");
    expect(board.buses["meter-bus"]).toEqual({
      path: "/dev/serial/by-id/rs485",
      baudRate: 9600,
      dataBits: 8,
      parity: "none",
      stopBits: 1,
    });
    expect(board.evses[0]?.controller).toMatchObject({
      path: "/dev/serial/by-id/evse",
      baudRate: 115_200,
      heartbeat: { seconds: 30, fallbackCurrent: 6 },
    });
    expect(board.readers[0]).toMatchObject({
      name: "front",
      path: "/dev/serial/by-id/rfid",
      radix: "hex",
      stripPrefix: "",
    });
  });

  it("takes every relative path from where the file lies", () => {
    const written = writtenConfig({
      ...minimalConfig,
      devices: { ...minimalConfig.devices, reader: "pty/reader" },
      status: { addressFile: "run/status.json" },
    });
    const config = written.load();

    expect(config.store.directory).toBe(join(written.directory, "data"));
    expect(config.status.addressFile).toBe(join(written.directory, "run/status.json"));
    expect(config.board.readers[0]?.path).toBe(join(written.directory, "pty/reader"));
  });

  it("reads a password from its file, without the newline an editor leaves", () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, "password"), Buffer.from([0x68, 0x69, 0xff, 0x0d, 0x0a]), { mode: 0o600 });

    const config = writtenConfig(withCsms({ passwordFile: "password" }), directory).load();

    expect(config.csms.password).toEqual(new Uint8Array([0x68, 0x69, 0xff]));
  });

  it("takes a board file of the installer's own", () => {
    const directory = temporaryDirectory();
    const shipped = join(packageRoot(), "config/boards/openevse-sdm630.json");
    writeFileSync(
      join(directory, "mine.json"),
      readFileSync(shipped, "utf8").replace('"model": "openevse', '"model": "my'),
    );

    expect(writtenConfig({ ...minimalConfig, board: { file: "./mine.json" } }, directory).load().board.model).toBe(
      "my-sdm630",
    );
  });

  it("may begin with a byte order mark", () => {
    expect(writtenConfig(`\uFEFF${JSON.stringify(minimalConfig)}`).mistakes()).toEqual([]);
  });
});

describe("a mistake in the configuration", () => {
  const wrong: readonly (readonly [string, unknown, string])[] = [
    ["an unknown key, with the one that was meant", { stor: {} }, 'stor: is unknown; did you mean "store"?'],
    [
      "an unknown key deep inside",
      { policy: { meterSilnce: {} } },
      'policy.meterSilnce: is unknown; did you mean "meterSilence"?',
    ],
    [
      "an unknown key that resembles none, with those possible",
      { log: { colour: true } },
      "log.colour: is unknown; possible are level",
    ],
    ["a missing section", { store: undefined }, "store: is missing"],
    ["a missing value", { store: {} }, "store.directory: is missing"],
    ["text for a number", { clock: { speed: "60" } }, "clock.speed: must be a number"],
    ["a number beyond its range", { clock: { speed: 61 } }, "clock.speed: must be at most 60"],
    ["a fraction for a port", { status: { port: 80.5 } }, "status.port: must be a whole number"],
    ["empty text", { store: { directory: "" } }, "store.directory: must not be empty"],
    [
      "a status page for the whole network",
      { status: { host: "0.0.0.0" } },
      'status.host: must be "127.0.0.1" or "::1" or "localhost"',
    ],
    [
      "a web address for the CSMS",
      withCsms({ url: "https://csms.example" }),
      "csms.url: must be a ws:// or wss:// URL without user name, query and fragment",
    ],
    [
      "a password in the CSMS's address",
      withCsms({ url: "wss://cp:secret@csms.example" }),
      "csms.url: must be a ws:// or wss:// URL without user name, query and fragment",
    ],
    [
      "an identity that HTTP Basic cannot carry",
      withCsms({ identity: "a:b" }),
      "csms.identity: must have 1 to 48 characters, no blanks and no colon",
    ],
    [
      "a value that is no text",
      { variables: { HeartbeatInterval: 60 } },
      "variables.HeartbeatInterval: must be text in quotes",
    ],
    [
      "a board that nobody knows",
      { board: { file: "openevse-sdm360" } },
      'board.file: names no known board; did you mean "openevse-sdm630"?',
    ],
    [
      "a device that the board does not have",
      { devices: { ...minimalConfig.devices, readr: "/dev/x" } },
      'devices.readr: is no role of this board; did you mean "reader"?',
    ],
    [
      "one device for two roles",
      { devices: { ...minimalConfig.devices, reader: minimalConfig.devices.controller } },
      "devices.reader: has the path of another device",
    ],
  ];

  it.each(wrong)("is named with its place: %s", (_what, change, line) => {
    expect(writtenConfig({ ...minimalConfig, ...Object(change) }).mistakes()).toEqual([`borne.json: ${line}`]);
  });

  it("does not hide the others", () => {
    const lines = writtenConfig({
      ...minimalConfig,
      csms: { url: "ws://127.0.0.1", identity: "cp001", passwordFile: "nowhere" },
      devices: { controller: "/dev/evse", rader: "/dev/rfid" },
    }).mistakes();

    expect(lines).toEqual([
      "borne.json: csms.passwordFile: names a file that cannot be read (ENOENT)",
      "borne.json: devices.meter-bus: is missing: the board needs a device for this role",
      "borne.json: devices.reader: is missing: the board needs a device for this role",
      'borne.json: devices.rader: is no role of this board; did you mean "reader"?',
    ]);
  });

  it.each([
    ["readable by others", "secret\n", 0o640, "can be read by others than its owner; give it mode 0600 or less"],
    ["empty", "\n", 0o600, "is empty"],
  ])("is a password file that is %s", (_what, content, mode, why) => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, "password"), content, { mode });

    expect(writtenConfig(withCsms({ passwordFile: "password" }), directory).mistakes()).toEqual([
      `borne.json: csms.passwordFile: names a file that ${why}`,
    ]);
  });

  it("is a file that is not there", () => {
    const written = writtenConfig({ ...minimalConfig, board: { file: "gone/board.json" } });

    expect(written.mistakes()).toEqual(["gone/board.json: cannot be read (ENOENT)"]);
  });

  it("is text that is no JSON, with line and column", () => {
    expect(writtenConfig('{\n  "store": {\n    "directory": data\n  }\n}').mistakes()).toEqual([
      "borne.json: line 3, column 18: a value is expected here",
    ]);
  });

  it("is a file that holds something else than a section", () => {
    expect(writtenConfig([]).mistakes()).toEqual(["borne.json: must be a section in { }"]);
  });
});

describe("a key that was renamed", () => {
  const renames = [{ from: "backend.address", to: "csms.url" }];

  it("is understood, and the installer is told", () => {
    const { csms, ...rest } = minimalConfig;
    const old = { ...rest, backend: { address: csms.url }, csms: { identity: csms.identity } };

    const config = writtenConfig(old).load(renames);

    expect(config.csms).toMatchObject(csms);
    expect(config.notes).toEqual(["backend.address is now called csms.url"]);
  });

  it("is a mistake beside its new name", () => {
    expect(writtenConfig({ ...minimalConfig, backend: { address: "ws://old" } }).mistakes(renames)).toContain(
      "borne.json: backend.address: is the old name of csms.url, which is given too; remove one of them",
    );
  });
});

function withCsms(changes: object) {
  return { ...minimalConfig, csms: { ...minimalConfig.csms, ...changes } };
}
