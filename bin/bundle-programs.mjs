/**
 * Puts a program and what it needs to start into one file, and what it needs later into some more, which it loads on first use: reading five
 * hundred small modules takes most of the time between power and a charger's first message. Into folders of dist, from the sources.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Many small files without native parts; the other packages stay where npm put them. */
const included = ["zod"];

/** The charger's, and the one that a test harness starts for each power cycle. */
const programs = [
  { folder: "program", name: "agent", main: "agent/main.ts" },
  { folder: "simulated", name: "charger", main: "simulator/charger/main.ts" },
];

/** Does nothing where all has been made before. */
export async function bundlePrograms(root) {
  await Promise.all(programs.map((program) => bundle(root, program)));
}

async function bundle(root, { folder, name, main }) {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  const packages = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  const target = join(root, "dist", folder);
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { [name]: join(root, main) },
    outdir: target,
    bundle: true,
    splitting: true,
    write: false,
    format: "esm",
    platform: "node",
    target: ["node20"],
    conditions: ["source"],
    external: packages.filter((each) => !included.includes(each)),
    // For whoever reads a stack of calls: `node --enable-source-maps`.
    sourcemap: true,
    sourcesContent: false,
    logLevel: "warning",
  });
  put(
    target,
    outputFiles.map(({ path, contents }) => ({ name: path.slice(target.length + 1), content: Buffer.from(contents) })),
  );
}

function put(target, files) {
  mkdirSync(target, { recursive: true });
  for (const { name, content } of files) {
    const path = join(target, name);
    if (!existsSync(path) || !readFileSync(path).equals(content)) writeFileSync(path, content);
  }
  // Last, so that a program that starts meanwhile finds what it names.
  for (const known of readdirSync(target)) if (!files.some(({ name }) => name === known)) rmSync(join(target, known));
}
