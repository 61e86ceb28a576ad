import { useEffect, useState } from "preact/hooks";
import type { CurvePoints } from "../components/curve";
import { useCell } from "./cell";
import { usePage } from "./page";

/** As much as a curve on a phone can show: a quarter of an hour of readings. */
const MOST_POINTS = 900;
/** Seconds without a reading from which on the curve has a gap. */
const GAP = 20;
const none: CurvePoints = { times: [], values: [] };

interface Recent {
  readonly points: readonly { readonly at: string; readonly powerW: number }[];
}

/** The power of an outlet: what the charger remembers of the last quarter of an hour, and each reading from now on. */
export function usePowerHistory(evse: string): CurvePoints {
  const { api, live } = usePage();
  const isHeard = useCell(live.isHeard);
  const meter = useCell(live.state)?.evses[evse]?.meter ?? undefined;
  const [points, setPoints] = useState(none);
  // Also after a break: what was missed meanwhile is there then.
  useEffect(() => {
    if (!isHeard) return;
    api.get<Recent>(`/api/evses/${evse}/power`).then(
      (reply) => {
        if (reply.ok) setPoints((known) => withPast(known, reply.body));
      },
      () => undefined,
    );
  }, [api, evse, isHeard]);
  const at = meter?.at;
  const power = meter?.powerW ?? null;
  useEffect(() => {
    if (at === undefined) return;
    setPoints((known) => withPoint(known, Date.parse(at) / 1000, power === null ? null : power / 1000));
  }, [at, power]);
  return points;
}

/** A clock that was set back begins a new curve: a curve has one direction. */
function withPoint({ times, values }: CurvePoints, time: number, value: number | null): CurvePoints {
  const last = times.at(-1);
  if (last !== undefined && time === last) return { times, values };
  if (last !== undefined && time < last) return { times: [time], values: [value] };
  const isLate = last !== undefined && time - last > GAP;
  const gap = isLate ? { times: [last + 1], values: [null] } : none;
  return newest({ times: [...times, ...gap.times, time], values: [...values, ...gap.values, value] });
}

/** The charger's memory, and after it what this page has seen itself. */
function withPast(own: CurvePoints, { points }: Recent): CurvePoints {
  const past = points.reduce((known, { at, powerW }) => withPoint(known, Date.parse(at) / 1000, powerW / 1000), none);
  const last = past.times.at(-1);
  if (last === undefined) return own;
  return own.times.reduce(
    (known, time, i) => (time > last ? withPoint(known, time, own.values[i] ?? null) : known),
    past,
  );
}

function newest({ times, values }: CurvePoints): CurvePoints {
  return { times: times.slice(-MOST_POINTS), values: values.slice(-MOST_POINTS) };
}
