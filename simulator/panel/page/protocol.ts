// What the panel's server and the page say to each other. The server has its own words for it; a test holds the two together.

export interface Fault {
  readonly code: string;
  readonly severity: string;
  readonly since: string;
  readonly text: string;
}

export interface Meter {
  readonly at: string;
  readonly importWh: number;
  readonly powerW: number | null;
  readonly currentA: Readonly<Record<string, number | null>>;
  readonly voltageV: Readonly<Record<string, number | null>>;
}

export interface Limit {
  readonly owner: string;
  readonly reason: string;
  readonly amperes: number;
  readonly expiresAt: string | null;
}

export interface Evse {
  readonly id: number;
  readonly status: string;
  readonly pilot: string | null;
  readonly energized: boolean;
  readonly offeredA: number;
  readonly light: { readonly colour: string; readonly rhythm: string };
  readonly limit: { readonly amperes: number; readonly owner: string; readonly reason: string } | null;
  readonly limits: readonly Limit[];
  readonly notCharging: { readonly code: string; readonly text: string } | null;
  readonly meter: Meter | null;
  readonly session: {
    readonly transactionId: string;
    readonly csmsNumber: number | null;
    readonly idTag: string;
    readonly startedAt: string;
    readonly meterStartWh: number;
    readonly energyWh: number;
  } | null;
  readonly faults: readonly Fault[];
}

export interface BackEnd {
  readonly connection: string;
  readonly registration: string;
  readonly since: string;
  readonly lastMessageAt: string | null;
  readonly trouble: string | null;
  readonly queuedFacts: number;
  readonly deadLetters: number;
}

export interface Status {
  readonly agent: { readonly version: string; readonly pid: number };
  readonly station: {
    readonly identity: string;
    readonly vendor: string;
    readonly model: string;
    readonly name: string;
  };
  readonly csms: BackEnd;
  readonly evses: readonly Evse[];
  readonly faults: readonly Fault[];
  readonly unbilled: number;
}

export interface World {
  readonly vehicle: { readonly isPlugged: boolean; readonly isPaused: boolean; readonly batteryPercent: number | null };
  readonly outlet: {
    readonly isLive: boolean;
    readonly offeredA: number | null;
    readonly powerW: number;
    readonly keptFault: "unplug" | "retry" | "restart" | null;
  };
  readonly network: "up" | "cut";
  readonly agent: "running" | "starting" | "stopped";
  readonly raisedFault: string | null;
  readonly faults: readonly { readonly kind: string; readonly label: string }[];
  readonly lines: readonly { readonly name: string; readonly label: string; readonly isCut: boolean }[];
  readonly speed: number;
}

export interface Model {
  readonly now: number;
  readonly world: World;
  readonly isAgentReachable: boolean;
  readonly status: Status | null;
}

export interface CurvePoint {
  readonly evse: number;
  readonly at: number;
  readonly powerW: number;
  readonly currentA: number;
}

export type Answer =
  | { readonly kind: "result"; readonly at: number; readonly payload: unknown }
  | { readonly kind: "error"; readonly at: number; readonly code: string; readonly description: string }
  | { readonly kind: "none"; readonly at: number; readonly why: string };

export interface Message {
  readonly sequence: number;
  readonly at: number;
  readonly direction: "received" | "sent";
  readonly action: string;
  readonly id: string;
  readonly payload: unknown;
  readonly answer?: Answer;
}

export type Push =
  | { readonly type: "model"; readonly model: Model }
  | { readonly type: "curve"; readonly points: readonly CurvePoint[] }
  | { readonly type: "messages"; readonly messages: readonly Message[] }
  | { readonly type: "outcome"; readonly id: number; readonly ok: boolean; readonly text: string };

export interface Command {
  readonly type: "command";
  readonly id: number;
  readonly name: string;
  readonly argument?: string;
}
