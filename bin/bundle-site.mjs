/**
 * Makes the page on site out of agent/local/web: one script and one style sheet whose names change with their content, and the start file
 * that names them, each compressed once here and not at every visit. Into dist/site.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const source = ["agent", "local", "web"];

/** Resolves with the bytes that a visitor loads. Does nothing where it has all been made before. */
export async function bundleSite(root) {
  const target = join(root, "dist", "site");
  const from = join(root, ...source);
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { page: join(from, "main.tsx"), style: join(from, "style.css") },
    outdir: target,
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: ["es2022"],
    conditions: ["source"],
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "warning",
  });
  const assets = outputFiles.map(({ path, contents }) => named(path.slice(target.length + 1), Buffer.from(contents)));
  const start = assets.reduce(
    (html, { plain, name }) => html.replace(`/assets/${plain}`, `/assets/${name}`),
    readFileSync(join(from, "index.html"), "utf8"),
  );
  return put(target, [...assets, { name: "index.html", content: Buffer.from(start) }]);
}

function named(plain, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  return { plain, content, name: plain.replace(/(\.\w+)$/, `-${hash}$1`) };
}

function put(target, files) {
  mkdirSync(target, { recursive: true });
  const packed = files.map(({ name, content }) => ({ name: `${name}.gz`, content: gzipSync(content, { level: 9 }) }));
  for (const known of readdirSync(target)) if (!packed.some(({ name }) => name === known)) rmSync(join(target, known));
  for (const { name, content } of packed) {
    const path = join(target, name);
    if (!existsSync(path) || !readFileSync(path).equals(content)) writeFileSync(path, content);
  }
  return packed.reduce((sum, { content }) => sum + content.length, 0);
}
