import type { Equipment } from "#agent/domain/site/equipment";
import type { EvseBranch, StateTree } from "#agent/domain/site/state-tree";

/** An outlet with a vehicle that charges. */
export const chargingOutlet: EvseBranch = {
  status: "charging",
  summary: "charging",
  pilot: "C",
  energized: true,
  phases: 3,
  offered: 16,
  range: { least: 6, most: 32 },
  limits: [
    { owner: "installation", reason: "wiring and fuse of this place", amperes: 32, expiresAt: null },
    { owner: "chargingProfile", reason: "profile 4", amperes: 16, expiresAt: null },
  ],
  limit: { owner: "chargingProfile", reason: "profile 4", amperes: 16, expiresAt: null },
  paused: false,
  lock: null,
  notCharging: null,
  meter: {
    at: "2026-03-01T12:00:00.000Z",
    importWh: 1_234_567,
    powerW: 11_040,
    currentA: { L1: 16, L2: 16, L3: 16 },
    voltageV: { L1: 230, L2: 230, L3: 230 },
  },
  session: {
    transactionId: "7f7c",
    csmsNumber: 4711,
    idTag: "····E5F6",
    startedAt: "2026-03-01T11:30:00.000Z",
    meterStartWh: 1_230_000,
    energyWh: 4567,
  },
  logbook: null,
  faults: [],
};

/** An outlet that waits for somebody. */
export const freeOutlet: EvseBranch = {
  ...chargingOutlet,
  status: "available",
  summary: "available",
  pilot: "A",
  energized: false,
  offered: 0,
  limits: [{ owner: "installation", reason: "wiring and fuse of this place", amperes: 32, expiresAt: null }],
  limit: { owner: "installation", reason: "wiring and fuse of this place", amperes: 32, expiresAt: null },
  notCharging: { code: "vehicle.missing", text: "No vehicle is plugged in" },
  session: null,
};

export const equipmentSample: Equipment = {
  boardModel: "OpenEVSE",
  readers: ["reader"],
  areReadersThere: true,
  outlets: [
    {
      evse: 1,
      isBoardThere: true,
      meter: { vendor: "Eastron", model: "SDM630", serialNumber: "22340001" },
      isMeterThere: true,
      installedLimit: 32,
      phases: 3,
    },
  ],
};

export const siteStateSample: StateTree = {
  agent: { version: "0.0.0", startedAt: "2026-03-01T06:00:00.000Z" },
  station: { identity: "V-1", vendor: "Borne", model: "Virtual", serialNumber: "V-1", name: "Garage" },
  csms: {
    connection: "connected",
    registration: "accepted",
    since: "2026-03-01T06:00:02.000Z",
    lastMessageAt: "2026-03-01T11:59:58.000Z",
    trouble: null,
    queued: 0,
    deadLetters: 0,
    isWaitingForSync: false,
  },
  faults: [],
  unbilled: 0,
  store: { troubleSince: null, isSlow: false, rebuiltAt: null },
  firmware: { version: "1.4.0", status: "idle", progress: null, installAt: null, endedAt: null, why: null },
  openEvents: 0,
  evses: { "1": chargingOutlet },
};
