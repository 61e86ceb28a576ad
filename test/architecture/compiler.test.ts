import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ArchitectureTree, repository, runTool } from "#test/support/architecture-tree";

const settings = [
  "package.json",
  "tsconfig.base.json",
  "hal/tsconfig.json",
  "hal/core/tsconfig.json",
  "config/tsconfig.json",
  "agent/tsconfig.json",
  "agent/domain/tsconfig.json",
];

/** Sources that must not compile, and what the compiler says of them. */
const refused: Readonly<Record<string, { readonly text: string; readonly says: RegExp }>> = {
  "hal/knows-agent.ts": {
    text: 'import { station } from "#agent/station";\nexport const known = station;\n',
    says: /TS6307|TS6059/,
  },
  "hal/core/knows-hal.ts": {
    text: 'import { link } from "#hal/link";\nexport const known = link;\n',
    says: /TS6307|TS6059/,
  },
  "config/knows-hal.ts": {
    text: 'import { link } from "#hal/link";\nexport const known = link;\n',
    says: /TS6307|TS6059/,
  },
  "hal/core/prints.ts": { text: 'export const print = () => console.log("x");\n', says: /TS2584|TS2304/ },
  "agent/domain/reads-files.ts": {
    text: 'import { readFileSync } from "node:fs";\nexport const read = readFileSync;\n',
    says: /TS2307|TS2591/,
  },
  "agent/domain/sets-timer.ts": { text: "export const wait = () => setTimeout(() => undefined, 1);\n", says: /TS2304/ },
  "agent/domain/reads-process.ts": {
    text: "export const platform = process.platform;\n",
    says: /TS2580|TS2591|TS2304/,
  },
  "agent/domain/knows-hal.ts": {
    text: 'import { link } from "#hal/link";\nexport const known = link;\n',
    says: /TS6307|TS6059/,
  },
  "agent/station-enum.ts": { text: "export enum State { Idle }\n", says: /TS1294/ },
};

/** Sources that must compile. */
const accepted: Readonly<Record<string, string>> = {
  "hal/core/units.ts": "export const volts = 230;\n",
  "hal/link.ts": 'import { volts } from "#hal/core/units";\nexport const link = volts;\n',
  "config/load.ts": 'import { readFileSync } from "node:fs";\nexport const load = readFileSync;\n',
  "agent/domain/decide.ts": 'import { volts } from "#hal/core/units";\nexport const decide = () => volts;\n',
  "agent/station.ts":
    'import { link } from "#hal/link";\nimport { decide } from "#agent/domain/decide";\nexport const station = [link, decide()];\n',
};

describe("the compiler", { timeout: 60_000 }, () => {
  const tree = new ArchitectureTree();
  const said = new Map<string, string>();

  async function compile(project: string): Promise<string> {
    return (await runTool("typescript/bin/tsc", ["-p", project, "--pretty", "false"], tree.folder)).stdout;
  }

  beforeAll(async () => {
    tree.copy(...settings);
    symlinkSync(join(repository, "node_modules"), join(tree.folder, "node_modules"));
    for (const [file, text] of Object.entries(accepted)) tree.write(file, text);
    said.set(
      "accepted",
      (await runTool("typescript/bin/tsc", ["-b", "agent", "--pretty", "false"], tree.folder)).stdout,
    );
    for (const [file, { text }] of Object.entries(refused)) tree.write(file, text);
    const projects = ["hal/core", "hal", "config", "agent/domain", "agent"];
    const outputs = await Promise.all(projects.map(compile));
    said.set("refused", outputs.join("\n"));
  }, 60_000);

  afterAll(() => {
    tree.remove();
  });

  it("accepts imports that point down", () => {
    expect(said.get("accepted")).toBe("");
  });

  it.each(Object.entries(refused))("refuses %s", (file, { says }) => {
    const lines = (said.get("refused") ?? "").split("\n").filter((line) => line.startsWith(`${file}(`));

    expect(lines.join("\n")).toMatch(says);
  });
});
