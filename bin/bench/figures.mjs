/** Summaries of measured series, and how they are shown. */

/** Median, smallest and largest of a series. */
export function summary(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  return { median, min: sorted[0], max: sorted.at(-1), runs: sorted.length };
}

/** A figure of ours beside the bare one that was measured in turn with it. */
export function figure({ name, unit, ours, bare, bareName }) {
  const our = summary(ours);
  const other = summary(bare);
  return { name, unit, ours: our, bare: { ...other, what: bareName }, ratio: our.median / other.median };
}

/** A figure with nothing bare to hold it against. */
export function loneFigure({ name, unit, ours }) {
  return { name, unit, ours: summary(ours) };
}

const shown = (value) => {
  if (value < 1) return value.toPrecision(2);
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
};

const range = ({ min, max }) => `${shown(min)} – ${shown(max)}`;

/** Right-aligned numbers under their headings. */
export function table(figures) {
  const rows = figures.map(({ name, unit, ours, bare, ratio }) => [
    `${name} [${unit}]`,
    shown(ours.median),
    range(ours),
    bare === undefined ? "" : shown(bare.median),
    bare === undefined ? "" : range(bare),
    ratio === undefined ? "" : `× ${shown(ratio)}`,
    bare === undefined ? "" : bare.what,
  ]);
  const all = [["figure", "median", "min – max", "bare", "min – max", "ratio", "bare is"], ...rows];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const isText = (column) => column === 0 || column === widths.length - 1;
  const line = (row) =>
    row.map((cell, column) => (isText(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column])));
  return all.map((row) => line(row).join("  ").trimEnd()).join("\n");
}

/** JSON with numbers as precise as they mean something. */
export function compactJson(value) {
  return JSON.stringify(value, (_, each) => (typeof each === "number" ? Number(each.toPrecision(4)) : each));
}
