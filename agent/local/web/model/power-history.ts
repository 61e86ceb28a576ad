import { useEffect, useState } from "preact/hooks";
import type { CurvePoints } from "../components/curve";
import { useCell } from "./cell";
import type { Live } from "./live";

/** As much as a curve on a phone can show. */
const MOST_POINTS = 900;
const none: CurvePoints = { times: [], values: [] };

/** The power of an outlet since the screen was opened, one point a reading. */
export function usePowerHistory(live: Live, evse: string): CurvePoints {
  const meter = useCell(live.state)?.evses[evse]?.meter ?? undefined;
  const [points, setPoints] = useState(none);
  const at = meter?.at;
  const power = meter?.powerW ?? null;
  useEffect(() => {
    if (at === undefined) return;
    setPoints((known) => withPoint(known, Date.parse(at) / 1000, power === null ? null : power / 1000));
  }, [at, power]);
  return points;
}

/** A clock that was set back begins a new curve: a curve has one direction. */
export function withPoint({ times, values }: CurvePoints, time: number, value: number | null): CurvePoints {
  const last = times.at(-1);
  if (last !== undefined && time === last) return { times, values };
  if (last !== undefined && time < last) return { times: [time], values: [value] };
  return { times: [...times, time].slice(-MOST_POINTS), values: [...values, value].slice(-MOST_POINTS) };
}
