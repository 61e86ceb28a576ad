/** Tests are not built; what a command needs of them is translated here, so that rigs and oracles exist once. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";

/**
 * Imports a module of the tests, and what it imports of them; everything else comes from the built program.
 *
 * @param module its path below `test`, without extension
 */
export async function importFromTests(root, module) {
  const folder = join(root, ".borne", `tests-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    const file = translate(module, { root, folder, translated: new Map() });
    return await import(pathToFileURL(join(folder, file)).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Writes a module as JavaScript beside those that it imports; gives the file's name. */
function translate(module, context) {
  const { root, folder, translated } = context;
  const known = translated.get(module);
  if (known !== undefined) return known;
  const file = `${module.replaceAll("/", "_")}.mjs`;
  translated.set(module, file);
  const { outputText } = ts.transpileModule(readFileSync(join(root, "test", `${module}.ts`), "utf8"), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: true },
  });
  const text = outputText.replace(/(?<=from ")#test\/([^"]+)(?=")/g, (_, name) => `./${translate(name, context)}`);
  writeFileSync(join(folder, file), text);
  return file;
}
