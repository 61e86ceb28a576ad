import type { AgentStatus, EvseStatus } from "#simulator/panel/agent-status";

/** A status as the agent sends it, with this meter. */
export function agentStatus(meter: EvseStatus["meter"] = null): AgentStatus {
  const since = "2026-03-01T12:00:00.000Z";
  return {
    agent: { version: "0.1.0", pid: 1, startedAt: since, uptimeSeconds: 1 },
    station: { identity: "CP1", vendor: "V", model: "M", serialNumber: "1", name: "Garage" },
    csms: {
      connection: "connected",
      registration: "accepted",
      since,
      lastMessageAt: null,
      trouble: null,
      queuedFacts: 0,
      deadLetters: 0,
    },
    evses: [
      {
        id: 1,
        status: "charging",
        pilot: "C",
        energized: true,
        offeredA: 16,
        light: { colour: "blue", rhythm: "breathing" },
        limit: null,
        limits: [],
        notCharging: null,
        meter,
        session: null,
        faults: [],
      },
    ],
    faults: [],
    unbilled: 0,
    now: since,
  };
}
