#!/usr/bin/env node
/**
 * `npm run coverage:ocpp`: makes docs/ocpp-coverage.md out of the names of the tests: which messages and which rules of OCPP 1.6 are carried by
 * which tests. A test says what it is for by the numbers at the beginning of its name or of a group around it ("7.14 ReserveNow …") and by
 * the messages that it names. test/ocpp-rules.json lists rules, messages, and what is not tested yet, with a reason for each; an entry of that last
 * list goes by itself when it has a test.
 *
 *   node bin/ocpp-coverage.mjs           writes the page and shortens the list
 *   node bin/ocpp-coverage.mjs --check   writes nothing; exit 1 when the page is stale, the list too long, or something has no test
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const rulesFile = (root) => join(root, "test", "ocpp-rules.json");
const pageFile = (root) => join(root, "docs", "ocpp-coverage.md");

const groups = new Set(["describe", "suite"]);
const cases = new Set(["it", "test"]);

/** The name that a call begins with: `it` of `it("…")`, `it.each(rows)("…")`, `it.skipIf(no)("…")`. Skipped ones are none. */
function rootOf(expression) {
  if (ts.isIdentifier(expression)) return expression.text;
  if (ts.isPropertyAccessExpression(expression)) {
    return ["skip", "todo"].includes(expression.name.text) ? "" : rootOf(expression.expression);
  }
  return ts.isCallExpression(expression) ? rootOf(expression.expression) : "";
}

/** A title as it stands; what is filled in at run time shows as an ellipsis. */
function titleOf(node) {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join("");
}

/** The list that `.each` is given, if it is written out in the same file. */
function rowsOf(expression, lists) {
  if (ts.isPropertyAccessExpression(expression)) return rowsOf(expression.expression, lists);
  if (!ts.isCallExpression(expression)) return undefined;
  const { expression: callee, arguments: given } = expression;
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== "each") return rowsOf(callee, lists);
  const list = bare(given[0]);
  if (list === undefined) return undefined;
  const written = ts.isIdentifier(list) ? lists.get(list.text) : list;
  return written !== undefined && ts.isArrayLiteralExpression(written) ? written.elements : undefined;
}

/** Without `as const` and its like. */
function bare(node) {
  if (node === undefined) return undefined;
  return ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node)
    ? bare(node.expression)
    : node;
}

/** Fills a row into a title as the test runner does; what is no plain word or number becomes an ellipsis. */
function filled(title, row) {
  const cells = ts.isArrayLiteralExpression(bare(row)) ? [...bare(row).elements] : [row];
  return title.replaceAll(/%[sdifjo]/g, () => {
    const cell = bare(cells.shift());
    if (cell === undefined) return "…";
    return ts.isStringLiteralLike(cell) || ts.isNumericLiteral(cell) ? cell.text : "…";
  });
}

function listsIn(source) {
  const lists = new Map();
  const visit = (node) => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name)) lists.set(node.name.text, bare(node.initializer));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return lists;
}

/** Every test of a source with the titles of the groups around it; one that is run for each row of a list is a test for each row. */
function testsIn(root, file) {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, false);
  const lists = listsIn(source);
  const tests = [];
  const visit = (node, around) => {
    const kind = ts.isCallExpression(node) ? rootOf(node.expression) : "";
    const title = ts.isCallExpression(node) ? titleOf(node.arguments[0]) : undefined;
    if (cases.has(kind) && title !== undefined) {
      const rows = rowsOf(node.expression, lists);
      const titles = rows === undefined ? [title] : rows.map((row) => filled(title, row));
      for (const each of new Set(titles)) tests.push([...around, each]);
      return;
    }
    const inside = groups.has(kind) && title !== undefined ? [...around, title] : around;
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  visit(source, []);
  return tests.map((titles) => ({ file: relative(root, file).replaceAll("\\", "/"), titles }));
}

/** What tests the tools of the tests proves nothing of the charger. */
const tools = ["unit/simulator/", "unit/support/"];

function allTests(root) {
  return readdirSync(join(root, "test"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".test.ts"))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !tools.some((folder) => file.startsWith(join(root, "test", folder))))
    .sort()
    .flatMap((file) => testsIn(root, file));
}

/** The numbers at the beginning of a title, among numbers of certification cases. "1.6 s.4.2" is a section of the norm and no rule. */
function rulesIn(title) {
  const [head] = /^((TC_\w+|\d{1,2}\.\d{1,2}(?! s\.)) )*/.exec(title) ?? [""];
  return head.match(/\b\d{1,2}\.\d{1,2}\b/g) ?? [];
}

function readCoverage(root) {
  const book = JSON.parse(readFileSync(rulesFile(root), "utf8"));
  const names = book.messages.map(({ name }) => [name, new RegExp(`\\b${name}\\b`)]);
  const tests = allTests(root).map(({ file, titles }) => ({
    file,
    name: titles.join(" › "),
    rules: new Set(titles.flatMap(rulesIn)),
    messages: new Set(names.filter(([, word]) => titles.some((title) => word.test(title))).map(([name]) => name)),
  }));
  const ofRule = (id) => tests.filter(({ rules }) => rules.has(id));
  const ofMessage = (name) => tests.filter(({ messages }) => messages.has(name));
  return { book, tests, ofRule, ofMessage };
}

/** What a list of things not tested yet says wrongly. */
function mistakesIn({ book, tests, ofRule, ofMessage }) {
  const known = new Set(book.rules.map(({ id }) => id));
  const strange = [...new Set(tests.flatMap(({ rules }) => [...rules]))].filter((id) => !known.has(id));
  const wanted = [
    ...book.rules.filter(({ in16 }) => in16).map(({ id }) => ["rule", id, ofRule(id), book.notYet.rules[id]]),
    ...book.messages.map(({ name }) => ["message", name, ofMessage(name), book.notYet.messages[name]]),
  ];
  const here = new Set(wanted.map(([, id]) => id));
  const listed = [...Object.keys(book.notYet.rules), ...Object.keys(book.notYet.messages)];
  return [
    ...strange.map((id) => `a test names the rule ${id}, which there is not`),
    ...wanted
      .filter(([, , found, why]) => found.length === 0 && why === undefined)
      .map(([kind, id]) => `the ${kind} ${id} has no test`),
    ...wanted
      .filter(([, , found, why]) => found.length > 0 && why !== undefined)
      .map(([kind, id]) => `the ${kind} ${id} has a test and is in the list of those without`),
    ...listed.filter((id) => !here.has(id)).map((id) => `${id} is in the list of those without a test, and is nothing`),
  ];
}

const cell = (text) =>
  text.replaceAll("\\", "\\\\").replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll(/\s+/g, " ");
const row = (...cells) => `| ${cells.join(" | ")} |`;
const table = (head, rows) => [row(...head), row(...head.map(() => "---")), ...rows];
const lines = (tests) =>
  tests.map(({ file, name }) => `\`${file.replace(/^test\//, "")}\`: ${cell(name)}`).join("<br>");

function pageOf({ book, ofRule, ofMessage }) {
  const rules = book.rules.filter(({ in16 }) => in16);
  const carried = rules.filter(({ id }) => ofRule(id).length > 0).length;
  const spoken = book.messages.filter(({ name }) => ofMessage(name).length > 0).length;
  const numbers = ({ rules: ids }) => [...ids].join(" ") || "–";
  const words = (tests) => [...new Set(tests.flatMap(({ messages }) => [...messages]))].sort().join(", ") || "–";
  const reason = (why) => (why === undefined ? "" : `not yet: ${cell(why)}`);
  return [
    "# What the tests prove of OCPP 1.6",
    "",
    "Made from the names of the tests by `npm run coverage:ocpp`; do not edit. Numbers are those of the rules below.",
    "",
    ...table(
      ["", "tested", "of"],
      [row("rules", carried, rules.length), row("messages", spoken, book.messages.length)],
    ),
    "",
    "## Messages",
    "",
    ...table(
      ["message", "profile", "from", "rules", "tests"],
      book.messages.map(({ name, profile, from }) => {
        const tests = ofMessage(name);
        const ids = [...new Set(tests.flatMap((test) => [...test.rules]))].sort(byNumber).join(" ") || "–";
        const count = tests.length > 0 ? String(tests.length) : reason(book.notYet.messages[name]);
        return row(name, profile, from, ids, count);
      }),
    ),
    "",
    "## Rules",
    "",
    ...table(
      ["rule", "what it is about", "messages", "tests"],
      rules.map(({ id, title }) => {
        const tests = ofRule(id);
        return row(id, cell(title), words(tests), tests.length > 0 ? lines(tests) : reason(book.notYet.rules[id]));
      }),
    ),
    "",
    "## Tests by message",
    ...book.messages.flatMap(({ name }) => {
      const tests = ofMessage(name);
      if (tests.length === 0) return [];
      return [
        "",
        `### ${name}`,
        "",
        ...table(
          ["rules", "test"],
          tests.map((test) => row(numbers(test), lines([test]))),
        ),
      ];
    }),
    "",
  ].join("\n");
}

function byNumber(left, right) {
  const [a, b] = [left, right].map((id) => id.split(".").map(Number));
  return a[0] - b[0] || a[1] - b[1];
}

/** Takes what has a test off the list. */
function shortened({ book, ofRule, ofMessage }) {
  const without = (list, find) => Object.fromEntries(Object.entries(list).filter(([id]) => find(id).length === 0));
  const { rules, messages } = book.notYet;
  return { ...book, notYet: { rules: without(rules, ofRule), messages: without(messages, ofMessage) } };
}

function readOrEmpty(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

async function writeBook(root, book) {
  const { default: prettier } = await import("prettier");
  const style = await prettier.resolveConfig(fileURLToPath(import.meta.url));
  const filepath = rulesFile(root);
  writeFileSync(filepath, await prettier.format(JSON.stringify(book), { ...style, filepath }));
}

/** Shortens the list and writes the page of a checkout. */
export async function write(root) {
  const coverage = readCoverage(root);
  const book = shortened(coverage);
  await writeBook(root, book);
  writeFileSync(pageFile(root), pageOf({ ...coverage, book }));
}

/** What is wrong with a checkout's page, list and tests, in words; nothing when all is well. */
export function mistakes(root) {
  const coverage = readCoverage(root);
  const isStale = readOrEmpty(pageFile(root)) !== pageOf(coverage);
  return [...mistakesIn(coverage), ...(isStale ? ["docs/ocpp-coverage.md is stale: npm run coverage:ocpp"] : [])];
}

async function run() {
  const root = fileURLToPath(new URL("..", import.meta.url));
  if (!argv.includes("--check")) await write(root);
  const found = mistakes(root);
  for (const mistake of found) process.stderr.write(`coverage: ${mistake}\n`);
  process.exitCode = found.length === 0 ? 0 : 1;
}

if (argv[1] === fileURLToPath(import.meta.url)) await run();
