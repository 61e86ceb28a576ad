import type { ConnectorStatus } from "#agent/domain/evse/connector-status";

/** How those who manage chargers count them. */
export const outletSummaries = ["charging", "occupied", "available", "problem", "waitingForSync"] as const;
export type OutletSummary = (typeof outletSummaries)[number];

const summaryOf = {
  available: "available",
  preparing: "occupied",
  charging: "charging",
  suspendedEV: "occupied",
  suspendedEVSE: "occupied",
  finishing: "occupied",
  reserved: "occupied",
  unavailable: "problem",
  faulted: "problem",
} as const satisfies Record<ConnectorStatus, OutletSummary>;

/**
 * A charger that the back end does not know to be free counts as waiting; whoever stands before it has to see a charge, a taken place or a
 * problem first.
 */
export function outletSummary(status: ConnectorStatus, isWaitingForSync: boolean): OutletSummary {
  const summary = summaryOf[status];
  return summary === "available" && isWaitingForSync ? "waitingForSync" : summary;
}
