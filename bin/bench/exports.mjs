/** How long it takes to export a year of sessions, and how much memory the export takes beside the store. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { loneFigure } from "./figures.mjs";

const child = fileURLToPath(new URL("export-child.mjs", import.meta.url));
export const YEAR = 20_000;

/** One export in a process of its own: `{ milliseconds, bytes, growth }`, bytes of the file and of memory. */
export function exportOnce(form, rows) {
  const run = spawn(process.execPath, [child, form, String(rows)], { stdio: ["ignore", "pipe", "inherit"] });
  let told = "";
  run.stdout.setEncoding("utf8").on("data", (text) => {
    told += text;
  });
  return new Promise((done, failed) => {
    run.once("error", failed);
    run.once("close", (code) =>
      code === 0 ? done(JSON.parse(told)) : failed(new Error(`${form}: ended with ${code}`)),
    );
  });
}

/** @returns seconds and megabytes by form */
export async function benchExports() {
  const figures = [];
  for (const form of ["csv", "xlsx", "pdf"]) {
    const runs = [await exportOnce(form, YEAR), await exportOnce(form, YEAR)];
    const of = (pick) => runs.map(pick);
    const name = `${YEAR} sessions as ${form.toUpperCase()}`;
    figures.push(loneFigure({ name, unit: "s", ours: of(({ milliseconds }) => milliseconds / 1000) }));
    figures.push(loneFigure({ name: `${name}, memory`, unit: "MB", ours: of(({ growth }) => growth / 1e6) }));
  }
  return figures;
}
