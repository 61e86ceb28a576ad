import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import type { Language } from "#agent/domain/site/site-settings";
import { locales } from "../model/format";

/** Seconds since 1970 and a value each, in order of time. */
export interface CurvePoints {
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
}

interface CurveProps {
  readonly points: CurvePoints;
  /** For those who cannot see it. */
  readonly label: string;
  readonly unit: string;
  readonly language: Language;
  readonly digits: number;
  /** The browser's unless given. */
  readonly timeZone?: string;
}

const HEIGHT = 170;
/** In which half a label of the axis has room. */
const RIGHT = 24;
/** Seconds between two marks of the time from which on nobody needs to be told seconds. */
const MINUTE = 60;

/** A curve over time, drawn anew as points come in and as the page gets another width. */
export function Curve({ points, label, unit, language, digits, timeZone }: CurveProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);

  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const made = new uPlot(optionsFor({ element, label, unit, language, digits, timeZone }), [[], []], element);
    plot.current = made;
    const resized = new ResizeObserver(() => {
      made.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [label, unit, language, digits, timeZone]);

  useEffect(() => {
    plot.current?.setData([[...points.times], [...points.values]]);
  }, [points, label, unit, language, digits, timeZone]);

  return <div class="curve" ref={host} role="img" aria-label={label} />;
}

interface Look extends Omit<CurveProps, "points" | "timeZone"> {
  readonly element: HTMLElement;
  readonly timeZone: string | undefined;
}

function optionsFor({ element, label, unit, language, digits, timeZone }: Look): uPlot.Options {
  const style = getComputedStyle(element);
  const ink = () => style.getPropertyValue("--quiet-ink").trim();
  const accent = () => style.getPropertyValue("--accent").trim();
  const locale = locales[language];
  const time = (seconds: number, timeStyle: "short" | "medium") =>
    new Date(seconds * 1000).toLocaleTimeString(locale, { timeStyle, timeZone });
  const times = (splits: readonly number[]) => {
    const isCoarse = (splits[1] ?? 0) - (splits[0] ?? 0) >= MINUTE;
    return splits.map((each) => time(each, isCoarse ? "short" : "medium"));
  };
  const value = (number: number) => `${number.toLocaleString(locale, { maximumFractionDigits: digits })} ${unit}`;
  const axis = { stroke: ink, grid: { stroke: ink, width: 0.2 }, ticks: { show: false } };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    padding: [null, RIGHT, null, null],
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_plot, _low, high) => [0, Math.max(1, high * 1.1)] } },
    axes: [
      { ...axis, size: 34, space: 90, values: (_plot, splits) => times(splits) },
      { ...axis, size: 64, values: (_plot, splits) => splits.map(value) },
    ],
    // The last two digits of the colour are its opacity.
    series: [{}, { label, stroke: accent, width: 2, fill: () => `${accent()}26`, points: { show: false } }],
  };
}
