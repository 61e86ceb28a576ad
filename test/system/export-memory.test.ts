import { describe, expect, it } from "vitest";
import { runProgram } from "#test/support/run-program";
import { join } from "node:path";
import { packageRoot } from "#config/package-root";

interface Export {
  readonly bytes: number;
  /** Memory of the process at most, beyond what it had before the export. */
  readonly growth: number;
}

async function exportOf(form: string, rows: number): Promise<Export> {
  const folder = packageRoot();
  const ran = await runProgram(join(folder, "bin", "bench", "export-child.mjs"), [form, String(rows)], {
    folder,
    env: {},
  });
  expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
  const told: unknown = JSON.parse(ran.stdout);
  if (typeof told !== "object" || told === null || !("bytes" in told) || !("growth" in told))
    throw new TypeError(ran.stdout);
  return { bytes: Number(told.bytes), growth: Number(told.growth) };
}

describe("a year of sessions", () => {
  it.each(["csv", "xlsx", "pdf"])("goes out as %s with memory that does not grow with it", async (form) => {
    const month = await exportOf(form, 1700);
    const year = await exportOf(form, 20_000);
    expect(year.bytes).toBeGreaterThan(10 * month.bytes);
    // Compilers and collectors take their share of a first run; ten times the rows must not add to it.
    expect(year.growth).toBeLessThan(96e6);
    expect(year.growth - month.growth).toBeLessThan(48e6);
  });
});
