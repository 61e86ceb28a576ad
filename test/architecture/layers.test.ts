import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allowed, type Import, otherHalfOfTheCycle, targets, violations } from "#test/architecture/layer-fixtures";
import { ArchitectureTree, repository, runTool } from "#test/support/architecture-tree";

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

interface Report {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly Violation[];
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
  };
}

async function cruise(folder: string): Promise<Report["summary"]> {
  const args = ["--config", join(repository, ".dependency-cruiser.mjs"), "--output-type", "json", "."];
  const { stdout } = await runTool("dependency-cruiser/bin/dependency-cruise.mjs", args, folder);
  return (JSON.parse(stdout) as Report).summary;
}

const describeViolation = ({ rule, from, to }: Violation) => `${rule.name}: ${from} → ${to}`;
const isPackage = (name: string) => !name.startsWith("#") && !name.startsWith("node:");

function plant(tree: ArchitectureTree): void {
  const planted: readonly Import[] = [...Object.values(violations), otherHalfOfTheCycle, ...allowed];
  tree.copy("package.json");
  for (const file of targets) tree.write(file, "export const value = 1;\n");
  for (const { file, imports } of planted) tree.write(file, `export * as it from "${imports}";\n`);
  for (const name of planted.map((each) => each.imports).filter(isPackage)) {
    tree.write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "index.js" }));
    tree.write(`node_modules/${name}/index.js`, "exports.value = 1;\n");
  }
}

describe("the layers of this repository", { timeout: 180_000 }, () => {
  it("hold: nobody imports what the layer table forbids", async () => {
    const { violations: found, totalCruised } = await cruise(repository);

    expect(found.map(describeViolation)).toEqual([]);
    expect(totalCruised).toBeGreaterThan(20);
  });
});

describe("each layer rule", { timeout: 180_000 }, () => {
  const tree = new ArchitectureTree();
  let summary: Report["summary"];

  beforeAll(async () => {
    plant(tree);
    summary = await cruise(tree.folder);
  }, 30_000);

  afterAll(() => {
    tree.remove();
  });

  it("has a fixture that breaks it", () => {
    const rules = summary.ruleSetUsed.forbidden.map((rule) => rule.name);

    expect(Object.keys(violations).sort()).toEqual([...rules].sort());
  });

  it.each(Object.entries(violations))("reports %s", (rule, { file }) => {
    const found = summary.violations
      .filter((violation) => violation.from === file)
      .map((violation) => violation.rule.name);

    expect(found).toContain(rule);
  });

  it("lets pass what the layers are meant for", () => {
    const files = new Set(allowed.map((each) => each.file));
    const found = summary.violations.filter((violation) => files.has(violation.from));

    expect(found.map(describeViolation)).toEqual([]);
  });
});
