import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { exitCodes } from "#agent/runtime/exit-codes";
import { loadConfig } from "#config/load";
import { packageRoot } from "#config/package-root";
import { tableBelow } from "#test/support/markdown-table";

const root = packageRoot();
const examples = readdirSync(join(root, "config", "examples"));
const documents = [
  "README.md",
  "CHANGELOG.md",
  ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`),
].filter((name) => name.endsWith(".md"));

describe("what the repository shows to strangers", () => {
  it.each(examples)("config/examples/%s is a right configuration", (name) => {
    expect(loadConfig(join(root, "config", "examples", name))).toMatchObject({ ok: true });
  });

  it.each(documents)("%s links to files that are there", (name) => {
    const text = readFileSync(join(root, name), "utf8");
    const links = [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)|src="([^"]+)"/g)].map(
      ([, link, source]) => link ?? source ?? "",
    );
    const missing = links
      .filter((link) => !link.includes("://"))
      .filter((link) => !existsSync(resolve(root, dirname(name), link)));
    expect(missing).toEqual([]);
  });

  it("the README names every exit code", () => {
    const told = tableBelow("README.md", "On a real wallbox").map(([code]) => Number(code));
    expect(told).toEqual(expect.arrayContaining(Object.values(exitCodes)));
  });
});
