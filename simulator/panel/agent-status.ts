import { fieldsOf, isFields } from "#simulator/csms/payload-fields";

/** What the charger's program tells of itself at `/status` and `/live`. Times are ISO 8601. */
export interface AgentStatus {
  readonly agent: {
    readonly version: string;
    readonly pid: number;
    readonly startedAt: string;
    readonly uptimeSeconds: number;
  };
  readonly station: {
    readonly identity: string;
    readonly vendor: string;
    readonly model: string;
    readonly serialNumber: string;
    readonly name: string;
  };
  readonly csms: {
    readonly connection: "offline" | "connecting" | "connected";
    readonly registration: "none" | "pending" | "rejected" | "accepted";
    readonly since: string;
    readonly lastMessageAt: string | null;
    readonly trouble: string | null;
    readonly queuedFacts: number;
    readonly deadLetters: number;
  };
  readonly evses: readonly EvseStatus[];
  readonly faults: readonly StatusFault[];
  /** Sessions whose bill the back end has not settled yet. */
  readonly unbilled: number;
  readonly now: string;
}

export interface EvseStatus {
  readonly id: number;
  readonly status: string;
  /** IEC 61851 level A to F, or null while the board is silent. */
  readonly pilot: string | null;
  readonly energized: boolean;
  readonly offeredA: number;
  readonly light: { readonly colour: string; readonly rhythm: string };
  readonly limit: { readonly amperes: number; readonly owner: string; readonly reason: string } | null;
  readonly limits: readonly {
    readonly owner: string;
    readonly reason: string;
    readonly amperes: number;
    readonly expiresAt: string | null;
  }[];
  readonly notCharging: { readonly code: string; readonly text: string } | null;
  readonly meter: {
    readonly at: string;
    readonly importWh: number;
    /** Null, here and below, for what the meter does not measure. */
    readonly powerW: number | null;
    readonly currentA: Readonly<Record<string, number | null>>;
    readonly voltageV: Readonly<Record<string, number | null>>;
  } | null;
  readonly session: {
    readonly transactionId: string;
    readonly csmsNumber: number | null;
    /** Masked by the program. */
    readonly idTag: string;
    readonly startedAt: string;
    readonly meterStartWh: number;
    readonly energyWh: number;
  } | null;
  readonly faults: readonly StatusFault[];
}

export interface StatusFault {
  readonly code: string;
  readonly severity: string;
  readonly since: string;
  readonly text: string;
}

/** The status in a message of `/live`, or undefined for anything else. Checks what the panel reaches into; the rest passes as it is. */
export function statusIn(message: unknown): AgentStatus | undefined {
  const { type, status } = fieldsOf(message);
  return type === "status" && isAgentStatus(status) ? status : undefined;
}

function isAgentStatus(value: unknown): value is AgentStatus {
  if (!isFields(value)) return false;
  const { agent, station, csms, evses, faults, now } = value;
  const areParts = isFields(agent) && isFields(station) && isFields(csms);
  return areParts && typeof now === "string" && isListOf(isFault, faults) && isListOf(isEvse, evses);
}

function isEvse(value: unknown): boolean {
  if (!isFields(value)) return false;
  const { id, status, light, limits, faults, meter, session, limit, notCharging } = value;
  const isMeter = meter === null || (isFields(meter) && isFields(meter["currentA"]) && isFields(meter["voltageV"]));
  return (
    typeof id === "number" &&
    typeof status === "string" &&
    isFields(light) &&
    isListOf(isFields, limits) &&
    isListOf(isFault, faults) &&
    isMeter &&
    [session, limit, notCharging].every((part) => part === null || isFields(part))
  );
}

function isFault(value: unknown): boolean {
  return isFields(value) && typeof value["code"] === "string" && typeof value["text"] === "string";
}

function isListOf(isElement: (value: unknown) => boolean, value: unknown): boolean {
  return Array.isArray(value) && value.every(isElement);
}
