import type { Cell, Column } from "#agent/local/reports/report-table";

/** What stands below a report: how many rows there were, and the sums of those columns that have one. */
export class ReportTotals {
  readonly #summed: readonly { readonly index: number; readonly by: number }[];
  readonly #sums = new Map<number, Map<string, number>>();
  #rows = 0;

  constructor(columns: readonly Column[]) {
    this.#summed = columns.flatMap(({ sum }, index) => {
      if (sum === undefined) return [];
      return [{ index, by: sum === "all" ? -1 : columns.findIndex(({ title }) => title === sum.apartBy) }];
    });
    for (const { index } of this.#summed) this.#sums.set(index, new Map());
  }

  get rows(): number {
    return this.#rows;
  }

  add(row: readonly Cell[]): void {
    this.#rows += 1;
    for (const { index, by } of this.#summed) {
      const cell = row[index];
      if (cell?.kind !== "number") continue;
      const key = row[by];
      const group = key?.kind === "text" ? key.text : "";
      const sums = this.#sums.get(index);
      sums?.set(group, (sums.get(group) ?? 0) + cell.value);
    }
  }

  /** Rows to stand below the report: sums of all in the first, one more for each further group. */
  lines(columns: readonly Column[]): readonly (readonly Cell[])[] {
    const count = Math.max(1, ...[...this.#sums.values()].map((sums) => sums.size));
    return Array.from({ length: count }, (_, line) => columns.map((_column, index) => this.#cell(index, line)));
  }

  #cell(index: number, line: number): Cell {
    const [, value] = this.#sumAt(index, line) ?? [];
    if (value !== undefined) return { kind: "number", value };
    // The text by which sums are kept apart stands in its own column.
    for (const { index: summed, by } of this.#summed) {
      const [group] = by === index ? (this.#sumAt(summed, line) ?? []) : [];
      if (group !== undefined && group !== "") return { kind: "text", text: group };
    }
    return { kind: "nothing" };
  }

  #sumAt(index: number, line: number): readonly [string, number] | undefined {
    return [...(this.#sums.get(index) ?? [])].sort(([a], [b]) => a.localeCompare(b))[line];
  }
}
