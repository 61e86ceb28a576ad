#!/usr/bin/env node
/**
 * Compiles the layers into dist/, carries over what the compiler leaves behind (pages, SQL, board files) and removes what has no source
 * any more. All words go to stderr: whoever runs a program after the build owns stdout.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { bundlePrograms } from "./bundle-programs.mjs";
import { bundleSite } from "./bundle-site.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");
const layers = ["hal", "agent", "config", "simulator", "hil", "firmware-images"];
const compiled = /\.(js|d\.ts|js\.map|d\.ts\.map)$/;

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function compile() {
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  if (!existsSync(tsc)) {
    process.stderr.write("build: packages are missing; run `npm ci` first\n");
    return 69;
  }
  // tsc writes its findings to stdout; ours is not for them.
  const run = spawnSync(process.execPath, [tsc, "-b", "--pretty", String(Boolean(process.stderr.isTTY))], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  return run.status ?? 70;
}

function isAsset(file) {
  return (
    !/\.tsx?$/.test(file) &&
    !file.startsWith(join(root, "agent", "local", "web")) &&
    !/(^|\/)(tsconfig[^/]*\.json|\.[^/]*)$/.test(file)
  );
}

/** Copies only what differs, so that a build with nothing to do touches nothing. */
function copyAssets() {
  for (const source of layers.flatMap((layer) => filesBelow(join(root, layer))).filter(isAsset)) {
    const target = join(dist, relative(root, source));
    if (existsSync(target) && readFileSync(target).equals(readFileSync(source))) continue;
    mkdirSync(dirname(target), { recursive: true });
    cpSync(source, target);
  }
}

/** A deleted source must not live on in dist, where an import would still find it. */
function removeOrphans() {
  for (const output of layers.flatMap((layer) => filesBelow(join(dist, layer)))) {
    const source = join(root, relative(dist, output));
    if (existsSync(source)) continue;
    if (compiled.test(output) && existsSync(source.replace(compiled, ".ts"))) continue;
    rmSync(output);
  }
}

async function build() {
  const start = performance.now();
  const code = compile();
  if (code !== 0) return code;
  copyAssets();
  removeOrphans();
  await bundleSite(root);
  await bundlePrograms(root);
  process.stderr.write(`build: done in ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
  return 0;
}

process.exitCode = await build();
