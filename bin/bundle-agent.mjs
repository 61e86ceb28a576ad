/**
 * Puts the agent and what it needs to start into one file, and what it needs later into some more, which it loads on first use: reading five
 * hundred small modules takes a charger most of the time between power and its first message. Into dist/program, from the sources.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Many small files without native parts; the other packages stay where npm put them. */
const included = ["zod"];

/** Does nothing where all has been made before. */
export async function bundleAgent(root) {
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const packages = Object.keys({ ...dependencies, ...optionalDependencies });
  const target = join(root, "dist", "program");
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { agent: join(root, "agent", "main.ts") },
    outdir: target,
    bundle: true,
    splitting: true,
    write: false,
    format: "esm",
    platform: "node",
    target: ["node20"],
    conditions: ["source"],
    external: packages.filter((name) => !included.includes(name)),
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
