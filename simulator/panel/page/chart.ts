import type uPlot from "../vendor/uPlot.js";
import { byId, setText } from "./dom.js";
import { amperes, clockTime, kilowatts } from "./format.js";
import type { CurvePoint } from "./protocol.js";

const SPAN_SECONDS = 600;

// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the package has the enum in its types only
const RIGHT: uPlot.Axis.Side = 1;

/** Longer than this without a measurement, in real milliseconds, and the line is interrupted: nobody knows what was between. */
const GAP = 5000;

type Columns = [number[], (number | null)[], (number | null)[]];

/** The last ten minutes of power (left scale) and current (right scale), in the simulation's time. */
export class Chart {
  readonly #host = byId("chart");
  #points: readonly CurvePoint[] = [];
  #plot: uPlot | undefined;
  #make: typeof uPlot | undefined;
  #now = 0;
  #gap = GAP;

  /** Loads the chart's code. Without it the page works all the same and says so. */
  async load(): Promise<void> {
    try {
      this.#make = (await import("../vendor/uPlot.js")).default;
    } catch {
      setText(byId("chart-note"), "The chart’s code could not be loaded.");
      return;
    }
    this.#build();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.#build();
    });
    new ResizeObserver(() => {
      this.#plot?.setSize({ width: this.#host.clientWidth, height: this.#host.clientHeight });
    }).observe(this.#host);
  }

  add(points: readonly CurvePoint[]): void {
    const latest = Math.max(0, ...points.map((point) => point.at));
    const known = new Set(this.#points.map((point) => point.at));
    const kept = this.#points.filter((point) => point.at > latest - SPAN_SECONDS * 1000 && point.at <= latest);
    this.#points = [...kept, ...points.filter((point) => !known.has(point.at))].sort((one, other) => one.at - other.at);
  }

  clear(): void {
    this.#points = [];
  }

  /**
   * @param now the simulation's time, the right edge
   * @param speed how many times faster than real it runs
   */
  render(now: number, speed: number): void {
    this.#now = now;
    this.#gap = GAP * speed;
    const last = this.#points.at(-1);
    const words =
      last === undefined ? "" : `${kilowatts(last.powerW)} kW, ${amperes(last.currentA)} A at ${clockTime(last.at)}`;
    setText(byId("chart-note"), last === undefined ? "No measurement yet" : words);
    this.#plot?.setData(this.#columns());
  }

  #columns(): Columns {
    const columns: Columns = [[], [], []];
    let before: number | undefined;
    for (const { at, powerW, currentA } of this.#points) {
      if (before !== undefined && at - before > this.#gap) addRow(columns, before + 1, null, null);
      addRow(columns, at, powerW / 1000, currentA);
      before = at;
    }
    return columns;
  }

  #build(): void {
    if (this.#make === undefined) return;
    this.#plot?.destroy();
    this.#plot = new this.#make(this.#options(), this.#columns(), this.#host);
  }

  #options(): uPlot.Options {
    const styles = getComputedStyle(document.documentElement);
    const colour = (name: string) => styles.getPropertyValue(name).trim();
    const axis = { stroke: colour("--muted"), font: `12px ${styles.fontFamily}`, ticks: { show: false } };
    const grid = { stroke: colour("--line"), width: 1 };
    return {
      width: this.#host.clientWidth,
      height: this.#host.clientHeight,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      scales: {
        x: { time: true, range: () => [this.#now / 1000 - SPAN_SECONDS, this.#now / 1000] },
        kW: { range: (_plot, _low, high) => [0, niceTop(high, 4, 1.15)] },
        A: { range: (_plot, _low, high) => [0, niceTop(high, 20, 1.6)] },
      },
      axes: [
        {
          ...axis,
          grid,
          size: 32,
          space: 90,
          values: (_plot, splits) => splits.map((at) => clockTime(at * 1000).slice(0, 5)),
        },
        { ...axis, grid, scale: "kW", size: 44, values: (_plot, splits) => splits.map(String) },
        {
          ...axis,
          grid: { show: false },
          scale: "A",
          side: RIGHT,
          size: 44,
          values: (_plot, splits) => splits.map(String),
        },
      ],
      series: [
        {},
        {
          scale: "kW",
          label: "Power",
          stroke: colour("--power"),
          width: 2.5,
          fill: colour("--power-fill"),
          points: { show: false },
        },
        {
          scale: "A",
          label: "Current",
          stroke: colour("--current"),
          width: 1.75,
          dash: [6, 4],
          points: { show: false },
        },
      ],
    };
  }
}

function addRow(
  [times, powers, currents]: Columns,
  at: number,
  kilowatts: number | null,
  current: number | null,
): void {
  times.push(at / 1000);
  powers.push(kilowatts);
  currents.push(current);
}

/** A scale's top: at least `least`, else `air` times the highest value. The two scales differ in it, so that the lines do not cover each other. */
function niceTop(high: number | null, least: number, air: number): number {
  return Math.max(least, Math.ceil((high ?? 0) * air));
}
