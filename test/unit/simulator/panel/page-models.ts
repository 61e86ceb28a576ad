import type { Evse, Model } from "#simulator/panel/page/protocol";

/** A socket that is free, with changes. */
export function anEvse(change: Partial<Evse> = {}): Evse {
  return {
    id: 1,
    status: "available",
    pilot: "A",
    energized: false,
    offeredA: 16,
    light: { colour: "green", rhythm: "steady" },
    limit: null,
    limits: [],
    notCharging: null,
    meter: null,
    session: null,
    faults: [],
    ...change,
  };
}

interface ModelChange {
  readonly evse?: Evse;
  readonly isAgentReachable?: boolean;
  readonly agent?: Model["world"]["agent"];
  readonly network?: Model["world"]["network"];
  readonly raisedFault?: string;
  readonly isPlugged?: boolean;
  readonly outlet?: Partial<Model["world"]["outlet"]>;
}

/** What a page sees of a charger at rest, with changes. */
export function aModel(change: ModelChange): Model {
  const {
    evse,
    isAgentReachable = true,
    agent = "running",
    network = "up",
    raisedFault = null,
    isPlugged = false,
    outlet = {},
  } = change;
  const since = "2026-03-01T12:00:00.000Z";
  return {
    now: Date.parse(since),
    isAgentReachable,
    world: {
      vehicle: { isPlugged, isPaused: false, batteryPercent: null },
      outlet: { isLive: false, offeredA: null, powerW: 0, keptFault: null, ...outlet },
      network,
      agent,
      raisedFault,
      faults: [],
      lines: [],
      speed: 1,
    },
    status: {
      agent: { version: "0", pid: 1 },
      station: { identity: "CP1", vendor: "V", model: "M", name: "" },
      csms: {
        connection: "connected",
        registration: "accepted",
        since,
        lastMessageAt: null,
        trouble: null,
        queuedFacts: 0,
        deadLetters: 0,
      },
      evses: evse === undefined ? [] : [evse],
      faults: [],
      unbilled: 0,
    },
  };
}
