import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageRoot } from "#config/package-root";
import { tableBelow } from "#test/support/markdown-table";

const rows = tableBelow("docs/functions.md", "Functions");

describe("docs/functions.md", () => {
  it("lists 47 functions in order", () => {
    expect(rows.map(([number]) => Number(number))).toEqual(Array.from({ length: 47 }, (_none, place) => place + 1));
  });

  it("names for each a test that there is, or says that it is still to come", () => {
    const folder = join(packageRoot(), "test");
    const texts = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => readFileSync(join(folder, name), "utf8"))
      .join("\n");
    const missing = rows
      .map(([, , , test]) => test ?? "")
      .filter((test) => test !== "later" && !texts.includes(`"${test}"`));

    expect(missing).toEqual([]);
  });
});
