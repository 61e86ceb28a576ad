import type { ConnectorStatus } from "#agent/domain/evse/connector-status";

/** One light, readable from the car: free, needs me, charges, waits, out of order. */
export interface LightChoice {
  readonly colour: "off" | "green" | "blue" | "yellow" | "red" | "white" | "violet";
  readonly rhythm: "steady" | "slow" | "fast" | "breathing";
}

/** As it is shown. */
export interface ShownLight extends LightChoice {
  /** In percent. */
  readonly intensity: number;
}

const choices = {
  available: { colour: "green", rhythm: "steady" },
  preparing: { colour: "blue", rhythm: "slow" },
  charging: { colour: "blue", rhythm: "breathing" },
  suspendedEV: { colour: "blue", rhythm: "steady" },
  suspendedEVSE: { colour: "yellow", rhythm: "slow" },
  finishing: { colour: "green", rhythm: "slow" },
  reserved: { colour: "violet", rhythm: "steady" },
  unavailable: { colour: "yellow", rhythm: "steady" },
  faulted: { colour: "red", rhythm: "steady" },
} as const satisfies Record<ConnectorStatus, LightChoice>;

/** Shown for a moment when a card was turned away. */
export const REFUSAL: LightChoice = { colour: "red", rhythm: "fast" };

/** The light of a charger that would be free if it were in service. */
export const OUT_OF_SERVICE: LightChoice = { colour: "white", rhythm: "slow" };

/** Somebody has to enter something before the charge goes on. */
export const ENTRY_NEEDED: LightChoice = { colour: "yellow", rhythm: "fast" };

export function lightFor(status: ConnectorStatus): LightChoice {
  return choices[status];
}
