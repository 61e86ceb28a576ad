/** The nine states of a connector that drivers and operators know (OCPP 1.6 section 4.9); 2.x folds several into Occupied. */
export const connectorStatuses = [
  "available",
  "preparing",
  "charging",
  "suspendedEV",
  "suspendedEVSE",
  "finishing",
  "reserved",
  "unavailable",
  "faulted",
] as const;
export type ConnectorStatus = (typeof connectorStatuses)[number];
