#!/usr/bin/env node
/**
 * Brings node_modules in line with package-lock.json, once per lockfile, Node ABI and machine kind. Runs before `npm start` and
 * `npm test`, needs no package itself, and says everything on stderr.
 *
 * `--stamp` only notes that an installation made by hand (`npm ci`) is up to date.
 */
import { spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { accessSync, constants, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync } from "node:fs";
import { statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { homedir, hostname, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const stampFile = join(root, "node_modules", ".borne-stamp");
const lockFolder = join(root, ".borne", "prepare.lock");
const ownerFile = join(lockFolder, "owner");
/** The holder touches its lock this often; one untouched for five times as long has lost its holder. */
const HEARTBEAT_MS = 5_000;
const SILENT_MS = 5 * HEARTBEAT_MS;
const TAIL_LINES = 40;

const say = (text) => process.stderr.write(`prepare: ${text}\n`);

function wantedStamp() {
  const lock = readFileSync(join(root, "package-lock.json"));
  return createHash("sha256")
    .update(lock)
    .update([process.versions.modules, process.arch, process.platform].join("/"))
    .digest("hex");
}

function isUpToDate() {
  return existsSync(stampFile) && readFileSync(stampFile, "utf8").trim() === wantedStamp();
}

/** Notes the installed state; one without the compiler (`--omit=dev`) is not what development needs. */
function stamp() {
  if (existsSync(join(root, "node_modules", "typescript"))) writeFileSync(stampFile, `${wantedStamp()}\n`);
}

/** `npx borne` looks into node_modules/.bin only, where npm links every package's commands but our own. */
function linkOwnCommand() {
  const folder = join(root, "node_modules", ".bin");
  if (process.platform === "win32" || !existsSync(folder) || existsSync(join(folder, "borne"))) return;
  rmSync(join(folder, "borne"), { force: true });
  symlinkSync("../../bin/borne.mjs", join(folder, "borne"));
}

function canWrite(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Gives npm and its scripts another home where the real one is unset, missing or not ours to write. */
function useOtherHome(env) {
  const broken = join(homedir() === "" ? join(root, "~") : homedir(), "/");
  env.HOME = join(tmpdir(), "borne-home");
  mkdirSync(env.HOME, { recursive: true });
  // An npm that runs us has derived these from the broken home.
  for (const name of Object.keys(env)) {
    if (/^npm_config_/i.test(name) && env[name].startsWith(broken)) delete env[name];
  }
}

/** The environment npm runs in: headers of this very Node when it has them, and a home that can be written. */
function npmEnvironment() {
  const env = { ...process.env };
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  if (existsSync(join(prefix, "include", "node", "node.h"))) env.npm_config_nodedir ??= prefix;
  if (homedir() === "" || !canWrite(homedir())) useOtherHome(env);
  return env;
}

const isNoise = (line) =>
  line.trim() === "" || /npm warn unknown (env|user|cli|project|global|builtin) config/i.test(line);

/** Runs `npm ci`; resolves to its exit code and its last words. */
function npmCi() {
  const viaNode = /\.c?js$/.test(process.env.npm_execpath ?? "");
  const words = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=warn"];
  const [command, args] = viaNode ? [process.execPath, [process.env.npm_execpath, ...words]] : ["npm", words];
  const child = spawn(command, args, { cwd: root, env: npmEnvironment(), stdio: ["ignore", "pipe", "pipe"] });
  const pass = (signal) => child.kill(signal);
  process.on("SIGINT", pass).on("SIGTERM", pass);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output = (output + text).slice(-100_000);
    });
  }
  return new Promise((settle) => {
    const end = (result) => {
      process.off("SIGINT", pass).off("SIGTERM", pass);
      settle({
        ...result,
        tail: output
          .split("\n")
          .filter((line) => !isNoise(line))
          .slice(-TAIL_LINES),
      });
    };
    child.on("error", (error) => {
      end({ code: error.code === "ENOENT" ? "missing" : 1, reason: error.message });
    });
    child.on("close", (code, signal) => {
      end({ code: code ?? 1, reason: signal === null ? `exit code ${code}` : `ended by ${signal}` });
    });
  });
}

async function install() {
  say("installing packages (npm ci), which takes a minute or two the first time");
  const start = performance.now();
  const seconds = () => Math.round((performance.now() - start) / 1000);
  const patience = setInterval(() => say(`still installing, ${seconds()} s`), 30_000);
  const result = await npmCi();
  clearInterval(patience);
  if (result.code === 0) {
    stamp();
    linkOwnCommand();
    say(`packages installed in ${seconds()} s`);
    return 0;
  }
  if (result.code === "missing") {
    say("error: npm is not on the PATH; install Node.js 20.20 or later with npm");
    return 69;
  }
  for (const line of result.tail) process.stderr.write(`  ${line}\n`);
  say(`error: npm ci failed (${result.reason}); its last words are above`);
  return 1;
}

function readOwner(folder) {
  try {
    return readFileSync(join(folder, "owner"), "utf8");
  } catch {
    return "";
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** True when the holder died here, or (elsewhere, or before it wrote its name) has not touched the lock for long. */
function isAbandoned(owner) {
  const [pid, host] = owner.split(" ");
  if (host === hostname() && !isAlive(Number(pid))) return true;
  try {
    return Date.now() - statSync(lockFolder).mtimeMs > SILENT_MS;
  } catch {
    return false;
  }
}

/** Moves an abandoned lock away; a fresh one that slipped in between is put back. */
function clearAbandoned(owner) {
  const aside = `${lockFolder}.${randomUUID()}`;
  try {
    renameSync(lockFolder, aside);
    if (readOwner(aside) === owner) rmSync(aside, { recursive: true, force: true });
    else renameSync(aside, lockFolder);
  } catch {
    // Somebody else was faster, which is as good.
  }
}

/** Resolves to what gives the lock back. */
async function takeLock() {
  mkdirSync(dirname(lockFolder), { recursive: true });
  for (let round = 0; ; round++) {
    try {
      mkdirSync(lockFolder);
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const owner = readOwner(lockFolder);
    if (isAbandoned(owner)) {
      clearAbandoned(owner);
      continue;
    }
    if (round % 50 === 0) say(`waiting for another installation (process ${owner.split(" ")[0] || "unknown"})`);
    await sleep(200);
  }
  writeFileSync(ownerFile, [process.pid, hostname(), randomUUID()].join(" "));
  const heartbeat = setInterval(() => {
    const now = new Date();
    if (existsSync(lockFolder)) utimesSync(lockFolder, now, now);
  }, HEARTBEAT_MS);
  return () => {
    clearInterval(heartbeat);
    rmSync(lockFolder, { recursive: true, force: true });
  };
}

async function prepare() {
  if (isUpToDate()) return 0;
  const giveBack = await takeLock();
  try {
    return isUpToDate() ? 0 : await install();
  } finally {
    giveBack();
  }
}

function noteHandMadeInstallation() {
  stamp();
  linkOwnCommand();
  return 0;
}

try {
  process.exitCode = process.argv.includes("--stamp") ? noteHandMadeInstallation() : await prepare();
} catch (error) {
  say(`error: ${error.message}`);
  process.exitCode = 70;
}
