import type { EpochMillis, Millis, WattHours } from "#hal/core/units";
import { contactorClosed, pilotLevel, type World } from "#simulator/world/world";
import type { WorldFault } from "#simulator/world/world-fault";

/** An edge that really happened, whether or not any device reported it. */
export type TruthEdge =
  | { readonly kind: "plugged" | "unplugged" | "asked" | "ceased" | "contactor.closed" | "contactor.opened" }
  | { readonly kind: "fault.raised" | "fault.cleared"; readonly fault: WorldFault };

/** An edge with its instant and the energy that had flowed until then, in double precision. */
export type Truth = TruthEdge & {
  readonly at: EpochMillis;
  readonly uptime: Millis;
  readonly energy: WattHours;
};

/** What happened between two states of one world. */
export function edgesBetween(before: World, after: World): readonly TruthEdge[] {
  const edges: TruthEdge[] = [];
  const wasPlugged = before.vehicle !== undefined;
  const isPlugged = after.vehicle !== undefined;
  if (wasPlugged !== isPlugged) edges.push({ kind: isPlugged ? "plugged" : "unplugged" });
  const asked = isAsking(before);
  const asks = isAsking(after);
  if (asked !== asks) edges.push({ kind: asks ? "asked" : "ceased" });
  const wasClosed = contactorClosed(before);
  const isClosed = contactorClosed(after);
  if (wasClosed !== isClosed) edges.push({ kind: isClosed ? "contactor.closed" : "contactor.opened" });
  if (before.faults !== after.faults) edges.push(...faultEdges(before, after));
  return edges;
}

function isAsking(world: World): boolean {
  const level = pilotLevel(world);
  return level === "C" || level === "D";
}

function faultEdges(before: World, after: World): readonly TruthEdge[] {
  const raised = [...after.faults].filter((fault) => !before.faults.has(fault));
  const cleared = [...before.faults].filter((fault) => !after.faults.has(fault));
  return [
    ...raised.map((fault) => ({ kind: "fault.raised", fault }) as const),
    ...cleared.map((fault) => ({ kind: "fault.cleared", fault }) as const),
  ];
}
