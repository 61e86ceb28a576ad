import * as z from "zod";
import { connectorStatuses } from "#agent/domain/evse/connector-status";
import { firmwareStatuses } from "#agent/domain/notices/notice";
import { outletSummaries } from "#agent/domain/site/outlet-summary";
import type { StateTree } from "#agent/domain/site/state-tree";

const time = z.string();
const byPhase = z.record(z.string(), z.number().nullable());

const fault = z.strictObject({
  code: z.string(),
  severity: z.enum(["emergency", "serious", "warning"]),
  since: time,
  text: z.string(),
  detail: z.string().nullable(),
});

const limit = z.strictObject({
  owner: z.string(),
  reason: z.string(),
  amperes: z.number(),
  expiresAt: time.nullable(),
});

const meter = z.strictObject({
  at: time,
  importWh: z.number(),
  powerW: z.number().nullable(),
  currentA: byPhase,
  voltageV: byPhase,
});

const session = z.strictObject({
  transactionId: z.string(),
  csmsNumber: z.number().nullable(),
  idTag: z.string(),
  startedAt: time,
  meterStartWh: z.number(),
  energyWh: z.number(),
});

const logbook = z.strictObject({
  needs: z.array(z.enum(["odometer", "plate"])).readonly(),
  isHeld: z.boolean(),
  holdsAt: time.nullable(),
});

const evse = z.strictObject({
  status: z.enum(connectorStatuses),
  summary: z.enum(outletSummaries),
  pilot: z.string().nullable(),
  energized: z.boolean(),
  phases: z.literal([1, 3]),
  offered: z.number(),
  range: z.strictObject({ least: z.number(), most: z.number() }),
  limits: z.array(limit),
  limit: limit.nullable(),
  paused: z.boolean(),
  lock: z.enum(["locked", "unlocked"]).nullable(),
  notCharging: z.strictObject({ code: z.string(), text: z.string() }).nullable(),
  meter: meter.nullable(),
  session: session.nullable(),
  logbook: logbook.nullable(),
  faults: z.array(fault),
});

/** The state as programs get it; what the tree has and this has not does not leave. */
export const stateSchema = z.strictObject({
  agent: z.strictObject({ version: z.string(), startedAt: time }),
  station: z.strictObject({
    identity: z.string(),
    vendor: z.string(),
    model: z.string(),
    serialNumber: z.string(),
    name: z.string(),
  }),
  csms: z.strictObject({
    connection: z.enum(["offline", "connecting", "connected"]),
    registration: z.enum(["none", "pending", "rejected", "accepted"]),
    since: time,
    lastMessageAt: time.nullable(),
    trouble: z.string().nullable(),
    queued: z.number(),
    deadLetters: z.number(),
    isWaitingForSync: z.boolean(),
  }),
  faults: z.array(fault),
  unbilled: z.number(),
  store: z.strictObject({ troubleSince: time.nullable(), isSlow: z.boolean(), rebuiltAt: time.nullable() }),
  firmware: z
    .strictObject({
      version: z.string(),
      status: z.enum(firmwareStatuses),
      progress: z.number().nullable(),
      installAt: time.nullable(),
      endedAt: time.nullable(),
      why: z.string().nullable(),
    })
    .nullable(),
  openEvents: z.number(),
  evses: z.record(z.string(), evse),
});

/** Every branch of the tree is described, and everything that is described is in the tree. */
export const asDescribed = (tree: StateTree): z.output<typeof stateSchema> => stateSchema.parse(tree);
