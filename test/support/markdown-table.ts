import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "#config/package-root";

/** The rows of the first table below a heading, without its head; cells trimmed, code marks and bold gone. */
export function tableBelow(file: string, heading: string): readonly (readonly string[])[] {
  const lines = readFileSync(join(packageRoot(), file), "utf8").split("\n");
  const begin = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, "") === heading);
  if (begin < 0) throw new TypeError(`${file} has no heading "${heading}"`);
  const first = lines.findIndex((line, at) => at > begin && line.startsWith("|"));
  const after = lines.findIndex((line, at) => at > first && !line.startsWith("|"));
  return lines.slice(first + 2, after < 0 ? undefined : after).map(cells);
}

function cells(line: string): readonly string[] {
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.replaceAll("`", "").trim());
}
