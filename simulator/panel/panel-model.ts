import type { EpochMillis } from "#hal/core/units";
import type { RecordedMessage } from "#simulator/csms/message-record";
import type { AgentStatus } from "#simulator/panel/agent-status";

/** The simulated world as the panel shows it. */
export interface PanelWorld {
  readonly vehicle: {
    readonly isPlugged: boolean;
    /** The car has asked for a break. */
    readonly isPaused: boolean;
    /** State of charge, 0 to 100; null when it is not simulated. */
    readonly batteryPercent: number | null;
  };
  /** What is true at the outlet, whatever the agent knows of it. */
  readonly outlet: {
    readonly isLive: boolean;
    /** Current that the pilot offers the vehicle; null when it offers none. */
    readonly offeredA: number | null;
    readonly powerW: number;
    /** The board keeps a fault whose cause is gone, and what ends that; null otherwise. */
    readonly keptFault: "unplug" | "retry" | "restart" | null;
  };
  readonly network: "up" | "cut";
  /** The agent's process. */
  readonly agent: "running" | "starting" | "stopped";
  /** The fault that is raised now, one of `faults`. */
  readonly raisedFault: string | null;
  /** What can be broken, with words for people. */
  readonly faults: readonly { readonly kind: string; readonly label: string }[];
  /** Devices whose plug can be pulled. */
  readonly lines: readonly { readonly name: string; readonly label: string; readonly isCut: boolean }[];
  /** How many times faster than real the clock runs. */
  readonly speed: number;
}

/** Everything that a page shows, at one instant. */
export interface PanelModel {
  /** The simulation's time. */
  readonly now: EpochMillis;
  readonly world: PanelWorld;
  /** The agent is connected to the panel; `status` is the last that it said. */
  readonly isAgentReachable: boolean;
  readonly status: AgentStatus | null;
}

/** A point of the live curve. */
export interface CurvePoint {
  readonly evse: number;
  readonly at: EpochMillis;
  readonly powerW: number;
  /** The phase that carries most. */
  readonly currentA: number;
}

/** What the panel sends to a page. */
export type PanelPush =
  | { readonly type: "model"; readonly model: PanelModel }
  | { readonly type: "curve"; readonly points: readonly CurvePoint[] }
  | { readonly type: "messages"; readonly messages: readonly RecordedMessage[] }
  | { readonly type: "outcome"; readonly id: number; readonly ok: boolean; readonly text: string };
