/** A source that the linter must complain about. */
export interface LintFixture {
  /** What is banned; the end of "refuses …". */
  readonly name: string;
  /** Where it stands: rules differ by layer. */
  readonly file: string;
  readonly text: string;
  /** The rule that must complain, and a part of its message where one rule says several things. */
  readonly rule: string;
  readonly says?: string;
}

const restricted = (what: "globals" | "properties" | "imports" | "syntax") => `no-restricted-${what}`;
const inControl = (name: string) => `agent/control/${name}.ts`;

const time: readonly LintFixture[] = [
  ["setTimeout", "export const f = () => setTimeout(() => undefined, 1);"],
  ["setInterval", "export const f = () => setInterval(() => undefined, 1);"],
  ["setImmediate", "export const f = () => setImmediate(() => undefined);"],
  ["performance", "export const f = () => performance.now();"],
  ["process", "export const f = () => process.pid;"],
  ["globalThis.setTimeout", "export const f = () => globalThis.setTimeout(() => undefined, 1);"],
].map(([name = "", text = ""], index) => ({
  name: `${name} in a component`,
  file: inControl(`global-${index}`),
  text,
  rule: restricted("globals"),
}));

const reads: readonly LintFixture[] = [
  ["Date.now", "export const f = () => Date.now();", "properties"],
  ["Math.random", "export const f = () => Math.random();", "properties"],
  ["new Date()", "export const f = () => new Date();", "syntax"],
  ["Date()", "export const f = () => Date();", "syntax"],
  ["randomUUID", 'import { randomUUID } from "node:crypto";\nexport const f = randomUUID;', "imports"],
  ["crypto.randomUUID", 'import crypto from "node:crypto";\nexport const f = () => crypto.randomUUID();', "properties"],
  ["node:timers/promises", 'import * as t from "node:timers/promises";\nexport const f = t;', "imports"],
  ["node:process", 'import { pid } from "node:process";\nexport const f = pid;', "imports"],
].map(([name = "", text = "", what], index) => ({
  name: `${name} in a component`,
  file: inControl(`read-${index}`),
  text,
  rule: `no-restricted-${what ?? ""}`,
}));

const language: readonly LintFixture[] = [
  ["a relative import", 'import type { X } from "./x";\nexport type Y = X;', restricted("imports")],
  ["a relative dynamic import", 'export const f = () => import("../x.js");', restricted("syntax")],
  ["an enum", "export enum A { B }", restricted("syntax")],
  ["a default export", "export default 1;", restricted("syntax")],
  ["a barrel", 'export { millis } from "#hal/core/units";', restricted("syntax")],
  ["a whole barrel", 'export * from "#hal/core/units";', restricted("syntax")],
  ["all of zod", 'import { z } from "zod";\nexport const f = () => z.string();', restricted("syntax")],
  ["inheritance", "class A {}\nexport class B extends A {}", restricted("syntax")],
  ["a private keyword", "export class A { private readonly x = 1; y = () => this.x; }", restricted("syntax")],
  [
    "a parameter property",
    "export class A { constructor(readonly x: number) {} }",
    "@typescript-eslint/parameter-properties",
  ],
  ["module state", "export let state = 1;\nexport const f = () => state++;", restricted("syntax")],
  [
    "a module's own map",
    "const cache = new Map<string, string>();\nexport const f = () => cache;",
    restricted("syntax"),
  ],
  ["a side effect at import", "const f = (): number => 1;\nf();", restricted("syntax")],
  ["any", "export const f = (x: any): unknown => x;", "@typescript-eslint/no-explicit-any"],
  ["a non-null assertion", "export const f = (x?: string) => x!.length;", "@typescript-eslint/no-non-null-assertion"],
  [
    "a floating promise",
    "const g = async () => Promise.resolve();\nexport const f = () => { g(); };",
    "@typescript-eslint/no-floating-promises",
  ],
  [
    "a promise thrown away by void",
    "const g = async () => Promise.resolve();\nexport const f = () => { void g(); };",
    "@typescript-eslint/no-floating-promises",
  ],
  [
    "a forgotten case",
    'export const f = (x: "a" | "b") => { switch (x) { case "a": return 1; } return 2; };',
    "@typescript-eslint/switch-exhaustiveness-check",
  ],
  ["an empty catch", "export const f = (g: () => void) => { try { g(); } catch {} };", "no-empty"],
  ["console", 'export const f = () => { console.log("x"); };', "no-console"],
  ["five parameters", "export const f = (a: 1, b: 1, c: 1, d: 1, e: 1) => a + b + c + d + e;", "max-params"],
  [
    "nesting four deep",
    "export const f = (x: number) => { if (x > 1) { if (x > 2) { if (x > 3) { if (x > 4) return 1; } } } return 2; };",
    "max-depth",
  ],
  ["a function of 61 lines", `export const f = () => {\n${"\n".repeat(60)}};`, "max-lines-per-function"],
  ["a file of 301 lines", `export const f = 1;\n${"// more\n".repeat(301)}`, "max-lines"],
].map(([name = "", text = "", rule = ""], index) => ({ name, file: inControl(`language-${index}`), text, rule }));

const errors: readonly LintFixture[] = ["hal/drivers", "agent/domain", "agent/control", "config"].flatMap((folder) => [
  {
    name: `a plain Error in ${folder}`,
    file: `${folder}/plain-error.ts`,
    text: 'export const f = () => new Error("x");',
    rule: restricted("syntax"),
    says: "AgentError",
  },
  {
    name: `a foreign error thrown in ${folder}`,
    file: `${folder}/foreign-error.ts`,
    text: "export class Odd extends Error {}\nexport const f = () => { throw new Odd(); };",
    rule: restricted("syntax"),
    says: "AgentError",
  },
]);

const byPlace: readonly LintFixture[] = [
  {
    name: "the clock in the simulator",
    file: "simulator/world/reads-clock.ts",
    text: "export const f = () => Date.now();",
    rule: restricted("properties"),
  },
  {
    name: "a plain Error in the agent's entry point",
    file: "agent/main.ts",
    text: 'export const f = () => new Error("x");',
    rule: restricted("syntax"),
    says: "AgentError",
  },
  {
    name: "sleeping in a unit test",
    file: "test/unit/agent/sleeps.test.ts",
    text: "setTimeout(() => undefined, 1);",
    rule: restricted("globals"),
  },
  {
    name: "a floating promise in a test",
    file: "test/unit/agent/floats.test.ts",
    text: "const g = async () => Promise.resolve();\ng();",
    rule: "@typescript-eslint/no-floating-promises",
  },
  {
    name: "vi.mock",
    file: "test/unit/agent/mocks.test.ts",
    text: 'import { vi } from "vitest";\nvi.mock("#hal/core/units");',
    rule: restricted("syntax"),
    says: "fake",
  },
  {
    name: "a lone test",
    file: "test/unit/agent/lone.test.ts",
    text: 'import { it } from "vitest";\nit.only("x", () => undefined);',
    rule: restricted("syntax"),
    says: "lone",
  },
];

export const refused: readonly LintFixture[] = [...time, ...reads, ...language, ...errors, ...byPlace];

/** Sources that the linter must let pass: the same words where they belong. */
export const accepted: Readonly<Record<string, string>> = {
  "hal/host/system-clock.ts": "export const f = () => setTimeout(() => undefined, Date.now());\n",
  "hal/host/system-random.ts": 'import { randomBytes } from "node:crypto";\nexport const f = () => randomBytes(4);\n',
  "simulator/main.ts": "export const f = () => {\n  console.log(process.pid, Date.now());\n};\n",
  "simulator/panel/page/page.ts": "export const f = () => setTimeout(() => undefined, Math.random());\n",
  "agent/control/rethrows.ts":
    'import { AgentError } from "#hal/core/errors";\n' +
    "export const f = (g: () => void) => {\n  try {\n    g();\n  } catch (error) {\n" +
    '    if (error instanceof AgentError) throw error;\n    throw new AgentError("x.failed", "x failed", {}, error);\n  }\n};\n',
  "agent/control/at.ts": "export const f = (at: number) => new Date(at);\n",
  "agent/control/table.ts": 'export const table: ReadonlyMap<string, number> = new Map([["a", 1]]);\n',
  "test/system/waits.test.ts": "setTimeout(() => undefined, 1);\n",
};
