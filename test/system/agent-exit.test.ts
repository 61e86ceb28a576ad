import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { repository } from "#test/support/architecture-tree";
import { type ProgramResult, runProgram } from "#test/support/run-program";
import { temporaryDirectory } from "#test/support/temporary-directory";

const env = { PATH: process.env["PATH"] ?? "" };

const right = {
  station: { vendor: "Borne", model: "Test", serialNumber: "T-1" },
  store: { directory: "store" },
  csms: { url: "ws://127.0.0.1:9", identity: "T-1" },
  board: { file: "openevse-sdm630" },
  devices: { controller: "/dev/none-1", "meter-bus": "/dev/none-2", reader: "/dev/none-3" },
};

/** Runs the agent with a configuration in a directory of its own. */
async function agentWith(config: object, directory = temporaryDirectory()): Promise<ProgramResult> {
  const file = join(directory, "charger.json");
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return runProgram(join(repository, "bin/borne.mjs"), ["agent", "--config", file], { folder: directory, env });
}

const linesOf = (text: string) => text.trimEnd().split("\n");

describe("borne agent", () => {
  it.each(["NODE_TLS_REJECT_UNAUTHORIZED=0", "SSLKEYLOGFILE=/tmp/keys", "NODE_OPTIONS=--tls-min-v1.0"])(
    "SEC-20 ends with 78 when it is started with %s",
    async (setting) => {
      const [name = "", value] = setting.split(/=(.*)/);
      const directory = temporaryDirectory();
      const file = join(directory, "charger.json");
      writeFileSync(file, JSON.stringify(right), { mode: 0o600 });
      const { exitCode, stderr } = await runProgram(join(repository, "bin/borne.mjs"), ["agent", "--config", file], {
        folder: directory,
        env: { ...env, [name]: value },
      });
      expect(exitCode).toBe(78);
      expect(linesOf(stderr)).toEqual([expect.stringMatching(/^environment: /)]);
    },
  );

  it("ends with 78 and names every mistake of its configuration with its place, one line each", async () => {
    const { exitCode, stdout, stderr } = await agentWith({
      ...right,
      station: { ...right.station, vendor: 7 },
      csms: { ...right.csms, url: "http://example.org" },
      policy: { meterSilence: { seconds: 0 } },
    });

    expect(exitCode).toBe(78);
    expect(stdout).toBe("");
    const lines = linesOf(stderr);
    expect(lines).toHaveLength(3);
    for (const path of ["station.vendor", "csms.url", "policy.meterSilence.seconds"])
      expect(lines.filter((line) => line.includes(`charger.json: ${path}: `))).toHaveLength(1);
  });

  it("ends with 78 when a device of the board has no path", async () => {
    const { exitCode, stderr } = await agentWith({ ...right, devices: { controller: "/dev/none" } });

    expect(exitCode).toBe(78);
    expect(linesOf(stderr)).toHaveLength(2);
    expect(stderr).toMatch(/charger\.json: devices.*meter-bus[^]*charger\.json: devices.*reader/);
  });

  it("ends with 78 when an OCPP key of its configuration is unknown, fixed or has a value that it may not have", async () => {
    const variables = { NumberOfConnectors: "2", HeartbeatInterval: "often", HartbeatInterval: "5" };
    const { exitCode, stderr } = await agentWith({ ...right, variables });

    expect(exitCode).toBe(78);
    const lines = linesOf(stderr);
    expect(lines).toHaveLength(3);
    for (const key of Object.keys(variables))
      expect(lines.filter((line) => line.includes(`charger.json: variables.${key}: `))).toHaveLength(1);
  });

  it("ends with 74 when there is no directory for its store: a mount may come, and starting again helps then", async () => {
    const { exitCode, stderr } = await agentWith({ ...right, store: { directory: "/nonexistent/mount/store" } });

    expect(exitCode).toBe(74);
    expect(linesOf(stderr)).toHaveLength(1);
    expect(stderr).toContain("/nonexistent/mount/store");
  });

  it("ends with 74 when its store cannot be written", async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, "store", "station.db"), { recursive: true });

    const { exitCode, stderr } = await agentWith(right, directory);

    expect(exitCode).toBe(74);
    expect(linesOf(stderr)).toHaveLength(1);
    expect(stderr).toContain(join(directory, "store", "station.db"));
  });
});
