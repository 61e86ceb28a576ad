import * as z from "zod";

/** A role that the installation's `devices` table gives a path. */
const device = z.string().min(1);

/** How a serial line is set; 8N1 unless told. */
const line = {
  baudRate: z.int().min(300).max(4_000_000),
  dataBits: z.literal([7, 8]).default(8),
  parity: z.enum(["none", "even", "odd"]).default("none"),
  stopBits: z.literal([1, 2]).default(1),
};

const controller = z
  .strictObject({
    driver: z.literal("openevse-rapi"),
    device,
    ...line,
    /** What the board does when it hears nothing; false switches it off. */
    heartbeat: z.union([
      z.literal(false),
      z.strictObject({ seconds: z.int().min(1).max(3600), fallbackCurrent: z.int().min(0).max(80) }),
    ]),
    /** The independent device that opens the contactor when the agent is silent, in words for the service engineer. */
    interlock: z.string().trim().min(1).exactOptional(),
  })
  .refine((settings) => settings.heartbeat !== false || settings.interlock !== undefined, {
    path: ["interlock"],
    error: "is missing: without a heartbeat the board file must name what opens the contactor when the agent is silent",
  });

const evse = z.strictObject({
  /** OCPP numbers outlets from 1 without a gap. */
  id: z.int().min(1),
  phases: z.literal([1, 3]),
  /** Amperes per phase that wiring and fuse allow. IEC 61851-1 has no pilot signal below 6 A or above 80 A. */
  maxCurrent: z.number().min(6).max(80),
  controller,
  meter: z.strictObject({
    driver: z.literal("modbus"),
    bus: z.string().min(1),
    /** Id in the table of meter models. */
    model: z.string().min(1),
    /** Modbus unit. */
    unit: z.int().min(1).max(247).default(1),
  }),
  light: z
    .discriminatedUnion("driver", [
      z.strictObject({ driver: z.literal("controller") }),
      z.strictObject({ driver: z.literal("none") }),
    ])
    .prefault({ driver: "none" }),
});

const reader = z.strictObject({
  name: z.string().min(1),
  driver: z.literal("line"),
  device,
  ...line,
  byteOrder: z.enum(["normal", "reversed"]).default("normal"),
  radix: z.enum(["hex", "decimal"]).default("hex"),
  stripPrefix: z.string().default(""),
  /** The same card again within this many seconds is the same presentation. */
  debounceSeconds: z.number().min(0).max(60).default(2),
});

/** One hardware model with its wiring, as data: device roles instead of paths. */
export const boardSchema = z.strictObject({
  model: z.string().min(1),
  /** Modbus lines by name. */
  buses: z.record(z.string(), z.strictObject({ device, ...line })).default({}),
  evses: z.array(evse).min(1),
  readers: z.array(reader).default([]),
});

export type BoardFile = z.output<typeof boardSchema>;
