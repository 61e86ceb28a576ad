import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { repository } from "#test/support/architecture-tree";
import { runProgram } from "#test/support/run-program";

const env = { PATH: process.env["PATH"] ?? "" };

describe("the borne command", () => {
  const borne = (...args: readonly string[]) =>
    runProgram(join(repository, "bin/borne.mjs"), args, { folder: tmpdir(), env });

  it("explains itself", async () => {
    const { exitCode, stdout } = await borne("--help");

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/agent .*\n[^]*simulate .*\n[^]*config /);
    expect(stdout).toContain("Examples:");
  });

  it.each([["agent"], ["simulate"], ["charger"], ["config", "check"]])(
    "explains %s %s with an example",
    async (...command) => {
      const { exitCode, stdout } = await borne(...command, "--help");

      expect(exitCode).toBe(0);
      expect(stdout).toMatch(new RegExp(`Examples?:\n +borne ${command.join(" ")}`));
    },
  );

  it("prints its version", async () => {
    const { exitCode, stdout } = await borne("--version");

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("suggests what an unknown command may have meant", async () => {
    const { exitCode, stdout, stderr } = await borne("simulat");

    expect(exitCode).toBe(64);
    expect(stdout).toBe("");
    expect(stderr).toContain("unknown command 'simulat'");
    expect(stderr).toContain("Did you mean simulate?");
  });

  it("shows the help when no command is given", async () => {
    const { exitCode, stderr } = await borne();

    expect(exitCode).toBe(64);
    expect(stderr).toContain("Usage: borne");
  });

  it.each([
    [["simulate", "--port", "many"], "--port <n>", "whole number from 0 to 65535"],
    [["simulate", "--port", "65536"], "--port <n>", "whole number from 0 to 65535"],
    [["simulate", "--speed", "-1"], "--speed <n>", "number from 1 to 60"],
    [["simulate", "--seed", "1.5"], "--seed <n>", "whole number"],
    [["simulate", "--minutes", ""], "--minutes <n>", "number from"],
    [["simulate", "--fast"], "--fast", "unknown option"],
    [["agent"], "--config <file>", "required"],
    [["charger"], "--boot <file>", "required"],
    [["config", "check"], "'file'", "missing"],
  ])("names the mistake in %j", async (args, option, expectation) => {
    const { exitCode, stdout, stderr } = await borne(...args);

    expect(exitCode).toBe(64);
    expect(stdout).toBe("");
    expect(stderr).toContain(option);
    expect(stderr).toContain(expectation);
  });

  it("names a configuration that cannot be read", async () => {
    const { exitCode, stdout, stderr } = await borne("config", "check", "/nonexistent/charger.json");

    expect(exitCode).toBe(78);
    expect(stdout).toBe("");
    expect(stderr).toContain("/nonexistent/charger.json");
  });
});

describe("the borne command of a checkout", () => {
  let folder: string;
  const borne = (...args: readonly string[]) => runProgram(join(folder, "bin/borne.mjs"), args, { folder, env });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "borne-cli-"));
    for (const path of ["package.json", "bin"]) cpSync(join(repository, path), join(folder, path), { recursive: true });
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const haveModules = () => {
    symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
  };
  const build = (path: string, source: string) => {
    mkdirSync(join(folder, "dist", path, ".."), { recursive: true });
    writeFileSync(join(folder, "dist", path), source);
  };

  it.each([[["simulate"]], [["agent", "--config", "x.json"]], [["config", "check", "x.json"]]])(
    "says how to build when %j finds nothing built",
    async (args) => {
      haveModules();

      const { exitCode, stdout, stderr } = await borne(...args);

      expect(exitCode).toBe(69);
      expect(stdout).toBe("");
      expect(stderr.trim().split("\n")).toHaveLength(1);
      expect(stderr).toContain(`run \`npm run build\` in ${folder}`);
    },
  );

  it.each([[["--help"]], [["agent", "--config", "x.json"]]])(
    "says how to install when %j finds no packages",
    async (args) => {
      build("program/agent.js", 'import "zod";');

      const { exitCode, stderr } = await borne(...args);

      expect(exitCode).toBe(69);
      expect(stderr.trim().split("\n")).toHaveLength(1);
      expect(stderr).toContain("run `npm ci`");
    },
  );

  it.each([
    ["agent", "--config", "x.json"],
    ["agent", "-c", "x.json"],
    ["agent", "--config=x.json"],
    ["agent", "-cx.json"],
  ])("starts the agent by %s %s", async (...args) => {
    haveModules();
    build(
      "program/agent.js",
      "export const runAgent = async (options) => { console.log(JSON.stringify(options)); return 0; };",
    );

    const { exitCode, stdout } = await borne(...args);

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ config: "x.json" });
  });

  it("hands its options over and exits with what the program returns", async () => {
    haveModules();
    build(
      "simulator/main.js",
      "export const simulate = async (options) => { console.log(JSON.stringify(options)); return 75; };",
    );

    const { exitCode, stdout } = await borne(
      "simulate",
      "--once",
      "--seed",
      "7",
      "--state-dir",
      "s",
      "--minutes",
      "0.5",
    );

    expect(exitCode).toBe(75);
    expect(JSON.parse(stdout)).toEqual({ once: true, seed: 7, stateDir: "s", minutes: 0.5 });
  });

  it("exits with 70 and the stack when a program fails unexpectedly", async () => {
    haveModules();
    build("program/agent.js", 'export const runAgent = async () => { throw new Error("broken inside"); };');

    const { exitCode, stderr } = await borne("agent", "--config", "x.json");

    expect(exitCode).toBe(70);
    expect(stderr).toMatch(/broken inside[^]*program\/agent\.js/);
  });
});
