import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { repository } from "#test/support/architecture-tree";
import { temporaryDirectory } from "#test/support/temporary-directory";

const script = new URL("../../../bin/ocpp-coverage.mjs", import.meta.url);

interface Coverage {
  /** What is wrong with a checkout. */
  readonly mistakes: (root: string) => readonly string[];
  readonly write: (root: string) => Promise<void>;
}

/** The command is a script and has no types. */
function isCoverage(loaded: unknown): loaded is Coverage {
  return typeof loaded === "object" && loaded !== null && "mistakes" in loaded && "write" in loaded;
}

async function loadCoverage(): Promise<Coverage> {
  const loaded: unknown = await import(script.href);
  return isCoverage(loaded) ? loaded : expect.fail("the script has other exports");
}

const { mistakes, write } = await loadCoverage();

const rules = [
  { id: "1.6", in16: true, title: "codes" },
  { id: "5.9", in16: false, title: "later" },
  { id: "7.2", in16: true, title: "stops" },
];
const messages = [
  { name: "Reset", profile: "Core", from: "back end" },
  { name: "StopTransaction", profile: "Core", from: "charger" },
];

interface NotYet {
  readonly rules?: Readonly<Record<string, string>>;
  readonly messages?: Readonly<Record<string, string>>;
}

/** A checkout with one file of tests. */
function checkout(tests: string, notYet: NotYet = {}): string {
  const root = temporaryDirectory();
  mkdirSync(join(root, "test", "unit"), { recursive: true });
  mkdirSync(join(root, "docs"));
  writeFileSync(join(root, "test", "unit", "some.test.ts"), tests);
  const book = { rules, messages, notYet: { rules: {}, messages: {}, ...notYet } };
  writeFileSync(join(root, "test", "ocpp-rules.json"), JSON.stringify(book));
  return root;
}

const complete = `it("1.6 7.2 Reset stops with StopTransaction", () => {});`;

const pageIn = (root: string) => readFileSync(join(root, "docs", "ocpp-coverage.md"), "utf8");

describe("docs/ocpp-coverage.md", () => {
  it("is what the names of the tests say, and leaves no rule and no message without a test or a reason", () => {
    expect(mistakes(repository)).toEqual([]);
  });

  it("is accepted when every rule that applies and every message has a test", async () => {
    const root = checkout(complete);
    await write(root);
    expect(mistakes(root)).toEqual([]);
    expect(pageIn(root)).toContain("unit/some.test.ts");
  });

  it("is refused when it is not what the tests say now", async () => {
    const root = checkout(complete);
    await write(root);
    writeFileSync(join(root, "test", "unit", "more.test.ts"), `it("7.2 again", () => {});`);
    expect(mistakes(root)).toEqual([expect.stringContaining("is stale")]);
  });

  it.each([
    [
      "a rule without a test",
      `it("1.6 Reset", () => {}); it("StopTransaction", () => {});`,
      "the rule 7.2 has no test",
    ],
    ["a message without a test", `it("1.6 7.2 Reset", () => {});`, "the message StopTransaction has no test"],
    [
      "a rule that there is not",
      `${complete} it("99.1 what", () => {});`,
      "a test names the rule 99.1, which there is not",
    ],
    ["a test that is skipped", complete.replace("it(", "it.skip("), "the rule 7.2 has no test"],
    ["a section of the norm for a rule", complete.replace("1.6 7.2", "1.6 s.4.2 as 7.2"), "the rule 1.6 has no test"],
  ])("is refused with %s", async (_name, tests, complaint) => {
    const root = checkout(tests);
    await write(root);
    expect(mistakes(root)).toContain(complaint);
  });

  it("is refused with a list of things not tested yet that is too long, which the command shortens", async () => {
    const root = checkout(complete, { rules: { "7.2": "not there" }, messages: { Reset: "not there" } });
    expect(mistakes(root)).toEqual(
      expect.arrayContaining([
        "the rule 7.2 has a test and is in the list of those without",
        "the message Reset has a test and is in the list of those without",
      ]),
    );
    await write(root);
    expect(mistakes(root)).toEqual([]);
    expect(readFileSync(join(root, "test", "ocpp-rules.json"), "utf8")).not.toContain("not there");
  });

  it("takes a reason for a rule or a message without a test, of those that there are", async () => {
    const reason = "not there";
    const root = checkout(`it("1.6 Reset", () => {});`, {
      rules: { "7.2": reason },
      messages: { StopTransaction: reason },
    });
    await write(root);
    expect(mistakes(root)).toEqual([]);
    expect(pageIn(root)).toContain("not yet: not there");
    const other = checkout(complete, { rules: { "5.9": reason } });
    await write(other);
    expect(mistakes(other)).toEqual(["5.9 is in the list of those without a test, and is nothing"]);
  });

  it("counts the numbers of groups, and the rows of a list as a test each", async () => {
    const root = checkout(`
      const rows = [["7.2", "Reset"], ["1.6", "StopTransaction"]] as const;
      describe("a group", () => { it.each(rows)("%s %s is right", () => {}); });
      describe("7.2 another", () => { it("StopTransaction too", () => {}); });
    `);
    await write(root);
    expect(mistakes(root)).toEqual([]);
    expect(pageIn(root)).toContain("a group › 7.2 Reset is right");
    expect(pageIn(root)).toContain("7.2 another › StopTransaction too");
  });
});
