import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accepted, refused } from "#test/architecture/lint-fixtures";
import { ArchitectureTree, repository, runTool } from "#test/support/architecture-tree";

interface Complaint {
  readonly ruleId: string | null;
  readonly message: string;
}

interface FileReport {
  readonly filePath: string;
  readonly messages: readonly Complaint[];
}

const settings = [
  "package.json",
  "eslint.config.mjs",
  "tsconfig.base.json",
  "tsconfig.lint.json",
  "hal/core",
  "agent/local/web/tsconfig.json",
  "simulator/panel/page/tsconfig.json",
];

describe("the linter", { timeout: 60_000 }, () => {
  const tree = new ArchitectureTree();
  let reports: ReadonlyMap<string, readonly Complaint[]> = new Map();

  beforeAll(async () => {
    tree.copy(...settings);
    symlinkSync(join(repository, "node_modules"), join(tree.folder, "node_modules"));
    for (const { file, text } of refused.filter((each) => !(each.file in accepted))) tree.write(file, `${text}\n`);
    for (const [file, text] of Object.entries(accepted)) tree.write(file, text);
    const { stdout } = await runTool("eslint/bin/eslint.js", ["--format", "json", "."], tree.folder);
    const files = JSON.parse(stdout) as readonly FileReport[];
    reports = new Map(files.map((file) => [file.filePath.slice(tree.folder.length + 1), file.messages]));
  }, 60_000);

  afterAll(() => {
    tree.remove();
  });

  it.each(refused.map((fixture) => [fixture.name, fixture] as const))(
    "refuses %s",
    (_name, { file, rule, says = "" }) => {
      const found = reports.get(file) ?? [];

      expect(found.filter((complaint) => complaint.ruleId === rule && complaint.message.includes(says))).not.toEqual(
        [],
      );
    },
  );

  it.each(Object.keys(accepted))("lets %s pass", (file) => {
    expect(reports.get(file)).toEqual([]);
  });
});
