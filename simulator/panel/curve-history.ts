import { epochMillis, minutes } from "#hal/core/units";
import type { AgentStatus, EvseStatus } from "#simulator/panel/agent-status";
import type { CurvePoint } from "#simulator/panel/panel-model";

const SPAN = minutes(10);
const MOST_POINTS = 1200;

/** The last ten minutes of power and current, so that a page that opens late has a curve at once. */
export class CurveHistory {
  #points: readonly CurvePoint[] = [];

  points(): readonly CurvePoint[] {
    return this.#points;
  }

  /** Returns the points that are new in `status`. A clock that was set back starts the curve afresh. */
  add(status: AgentStatus): readonly CurvePoint[] {
    const fresh = status.evses.flatMap((evse) => pointOf(evse)).filter((point) => this.#isNew(point));
    const latest = fresh.at(-1)?.at;
    if (latest === undefined) return [];
    const kept = this.#points.filter((point) => point.at > latest - SPAN && point.at <= latest);
    this.#points = [...kept, ...fresh].slice(-MOST_POINTS);
    return fresh;
  }

  #isNew(point: CurvePoint): boolean {
    return !this.#points.some((known) => known.evse === point.evse && known.at === point.at);
  }
}

function pointOf({ id, meter }: EvseStatus): readonly CurvePoint[] {
  const at = Date.parse(meter?.at ?? "");
  const powerW = meter?.powerW ?? undefined;
  if (meter === null || powerW === undefined || Number.isNaN(at)) return [];
  const currents = Object.values(meter.currentA).filter((current) => current !== null);
  const currentA = Math.max(0, ...currents.map(Math.abs));
  return [{ evse: id, at: epochMillis(at), powerW, currentA }];
}
