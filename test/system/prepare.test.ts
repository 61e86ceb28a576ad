import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { repository } from "#test/support/architecture-tree";
import { runProgram } from "#test/support/run-program";

/** Stands in for npm: notes each call with its environment, then does what the test says. */
const npm = (action: string) => `#!/bin/sh
echo "$* nodedir=$npm_config_nodedir" >> "$PWD/calls"
echo 'npm warn Unknown env config "nodedir". This will stop working.' >&2
${action}
`;
const installs = "sleep 0.3; mkdir -p node_modules/typescript node_modules/.bin";

describe("prepare", () => {
  let folder: string;
  let env: Record<string, string>;
  const prepare = (...args: readonly string[]) => runProgram(join(folder, "bin/prepare.mjs"), args, { folder, env });
  const calls = () =>
    existsSync(join(folder, "calls")) ? readFileSync(join(folder, "calls"), "utf8").trim().split("\n") : [];
  const haveNpm = (action: string) => {
    writeFileSync(join(folder, "tools/npm"), npm(action));
    chmodSync(join(folder, "tools/npm"), 0o755);
  };
  const lock = () => join(folder, ".borne/prepare.lock");
  const haveLock = (owner: string) => {
    mkdirSync(lock(), { recursive: true });
    writeFileSync(join(lock(), "owner"), owner);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "borne-prepare-"));
    cpSync(join(repository, "bin/prepare.mjs"), join(folder, "bin/prepare.mjs"));
    writeFileSync(join(folder, "package-lock.json"), "{}");
    mkdirSync(join(folder, "tools"));
    env = { PATH: `${join(folder, "tools")}:/usr/bin:/bin` };
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("installs once, development packages included, and says so on stderr only", async () => {
    haveNpm(installs);

    const first = await prepare();
    const second = await prepare();

    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
    expect(calls()).toHaveLength(1);
    expect(calls()[0]).toContain("ci --include=dev");
    expect(first.stdout + second.stdout).toBe("");
    expect(first.stderr).toContain("packages installed");
    expect(second.stderr).toBe("");
    expect(existsSync(lock())).toBe(false);
  });

  it("installs again when the lockfile has changed", async () => {
    haveNpm(installs);
    await prepare();

    writeFileSync(join(folder, "package-lock.json"), '{"changed":true}');
    await prepare();

    expect(calls()).toHaveLength(2);
  });

  it("installs once when two start together", async () => {
    haveNpm(installs);

    const both = await Promise.all([prepare(), prepare()]);

    expect(both.map((each) => each.exitCode)).toEqual([0, 0]);
    expect(calls()).toHaveLength(1);
    expect(both.map((each) => each.stderr).join()).toContain("waiting for another installation");
  });

  it("points node-gyp at the headers beside this Node when it has them", async () => {
    haveNpm(installs);

    await prepare();

    const prefix = dirname(dirname(process.execPath));
    const hasHeaders = existsSync(join(prefix, "include/node/node.h"));
    expect(calls()[0]).toMatch(hasHeaders ? new RegExp(`nodedir=${prefix}$`) : /nodedir=$/);
  });

  it("shows npm's last words without the noise and fails when npm fails", async () => {
    haveNpm("echo 'gyp ERR! no compiler' >&2; exit 7");

    const { exitCode, stdout, stderr } = await prepare();

    expect(exitCode).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain("gyp ERR! no compiler");
    expect(stderr).toContain("npm ci failed (exit code 7)");
    expect(stderr).not.toContain("Unknown env config");
    expect(existsSync(lock())).toBe(false);
    expect(existsSync(join(folder, "node_modules/.borne-stamp"))).toBe(false);
  });

  it("says so when npm is missing", async () => {
    env = { PATH: join(folder, "tools") };

    const { exitCode, stderr } = await prepare();

    expect(exitCode).toBe(69);
    expect(stderr).toContain("npm is not on the PATH");
  });

  it.each([
    ["no process of that number", `999999999 HOST x`],
    ["no owner at all", ""],
  ])("takes over a lock with %s", async (_name, owner) => {
    haveNpm(installs);
    haveLock(owner.replace("HOST", hostname()));
    const longAgo = new Date(Date.now() - 3_600_000);
    utimesSync(lock(), longAgo, longAgo);

    const { exitCode } = await prepare();

    expect(exitCode).toBe(0);
    expect(calls()).toHaveLength(1);
  });

  it.each([
    [{ HOME: "" }, "~/.npm"],
    [{ HOME: "/nonexistent" }, "/nonexistent/.npm"],
  ])("gives npm another home and cache with %j", async (home, cache) => {
    haveNpm(`${installs}; echo "$HOME $npm_config_cache" > "$PWD/home"`);
    env = { ...env, ...home, TMPDIR: join(folder, "tools"), npm_config_cache: resolve(folder, cache) };

    const { exitCode } = await prepare();

    expect(exitCode).toBe(0);
    expect(readFileSync(join(folder, "home"), "utf8").trim()).toBe(join(folder, "tools/borne-home"));
  });

  it("works without a home in the environment", async () => {
    haveNpm(installs);

    expect((await prepare()).exitCode).toBe(0);
  });

  it("does not note an installation without the development packages", async () => {
    mkdirSync(join(folder, "node_modules"));

    const { exitCode } = await prepare("--stamp");

    expect(exitCode).toBe(0);
    expect(existsSync(join(folder, "node_modules/.borne-stamp"))).toBe(false);
  });
});
