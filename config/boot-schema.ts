import * as z from "zod";
import { csmsIdentity, csmsUrl } from "#config/schema";

/** Versions that a boot file may name, whether they are spoken or not. */
export const bootVersions = ["1.6", "2.0.1", "2.1"] as const;
export type BootVersion = (typeof bootVersions)[number];

const text = (longest: number) => z.string().max(longest);
/** Absent and empty say the same. */
const optionalText = (longest: number) => text(longest).default("");
const flag = (usual: boolean) => z.boolean().default(usual);
const place = () => optionalText(4096);

const csms = z.strictObject({
  url: csmsUrl,
  identity: csmsIdentity,
  securityProfile: z
    .union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)], { error: "must be 0, 1, 2 or 3" })
    .default(0),
  /** Of HTTP Basic, profiles 1 and 2. A secret. */
  basicAuthPassword: optionalText(64),
  verifyServerName: flag(true),
  messageTimeoutSeconds: z.int().min(1).max(3600).default(30),
});

const connector = z.strictObject({
  id: z.int().min(1),
  type: z.string().min(1).max(20).default("sType2"),
  lockable: flag(true),
});

const evse = z.strictObject({
  id: z.int().min(1),
  connectors: z
    .array(connector)
    .min(1)
    .max(10)
    .default([{ id: 1, type: "sType2", lockable: true }]),
});

/** Lengths are those of BootNotification in OCPP 1.6. */
const station = z
  .strictObject({
    vendor: optionalText(20),
    model: optionalText(20),
    serialNumber: optionalText(25),
    chargeBoxSerialNumber: optionalText(25),
    firmwareVersion: optionalText(50),
  })
  .prefault({});

const certificates = z
  .strictObject({
    dir: place(),
    csmsRoots: place(),
    v2gRoots: place(),
    moRoots: place(),
    manufacturerRoots: place(),
    stationCertDir: place(),
    seccCertDir: place(),
    keyPassword: optionalText(1000),
  })
  .prefault({});

/** One attribute of one variable of the 2.x device model. */
const deviceModelEntry = z.strictObject({
  component: z.strictObject({
    name: z.string().min(1).max(50),
    instance: optionalText(50),
    evse: z.strictObject({ id: z.int().min(0), connectorId: z.int().min(1).exactOptional() }).exactOptional(),
  }),
  variable: z.strictObject({ name: z.string().min(1).max(50), instance: optionalText(50) }),
  attributeType: z.enum(["Actual", "Target", "MinSet", "MaxSet"]).default("Actual"),
  /** null: it exists and is not set. */
  value: text(2500).nullable(),
  mutability: z.enum(["ReadOnly", "WriteOnly", "ReadWrite"]).default("ReadWrite"),
});

/** Beside what is meant for this charger there may be settings for others. */
const vendorSettings = z
  .looseObject({
    firmware: z
      .strictObject({
        /** How installations end. */
        outcome: z.enum(["succeed", "failVerification", "fail", "rollBack"]).default("succeed"),
        installSeconds: z.number().min(0).max(3600).default(3),
        /** UpdateFirmware of OCPP 1.6 is served. */
        allowUnsigned: flag(true),
        /** As on a wall: PSS padding only, and a signer's certificate has to say what it is for. */
        strictSignatures: flag(false),
        maximumMegabytes: z.int().min(1).max(4096).default(512),
      })
      .prefault({}),
    /** The charger's own page on the loopback address; 0 lets the machine choose the port. */
    site: z.strictObject({ port: z.int().min(0).max(65_535) }).exactOptional(),
  })
  .prefault({});

const simulation = z
  .strictObject({
    meterStartWh: z.number().min(0).max(4_000_000).default(0),
    /** null: what the simulated vehicle draws. */
    energyWhPerSecond: z.number().min(0).max(10_000).nullable().default(null),
    evRequestDelayMs: z.int().min(0).max(600_000).default(1000),
    speed: z.number().min(1).max(60).default(1),
    seed: z.int().min(0).max(4_294_967_295).default(1),
    defaultChargingLimit: z
      .strictObject({
        /** Per phase. */
        amps: z.number().min(6).max(80).default(48),
        /** Over all phases. */
        watts: z.number().positive().max(100_000).default(33_120),
        phases: z.union([z.literal(1), z.literal(3)]).default(3),
        /** Between phase and neutral. */
        voltage: z.number().min(100).max(300).default(230),
      })
      .prefault({}),
    onReset: z.enum(["exit", "restart"]).default("exit"),
    resetDelaySeconds: z.number().min(0).max(3600).default(1),
    resetAfterFirmwareUpdate: flag(true),
    vehicleSurvivesPowerCycle: flag(false),
    signedMeterValues: z.strictObject({ start: optionalText(10_000), stop: optionalText(10_000) }).prefault({}),
    signedMeterValueAtStart: flag(false),
    delayOcppStart: flag(false),
  })
  .prefault({});

/** The boot file of a simulated charger: docs/simulated-charger.md. The one definition of its fields, limits and defaults. */
export const bootSchema = z.strictObject({
  /** A list is in order of preference. */
  ocppVersion: z.union([z.enum(bootVersions), z.array(z.enum(bootVersions)).min(1)]),
  stateDir: z.string().min(1).max(4096),
  csms,
  evses: z
    .array(evse)
    .min(1)
    .max(16)
    .default([{ id: 1, connectors: [{ id: 1, type: "sType2", lockable: true }] }]),
  station,
  certificates,
  /** OCPP 1.6. */
  configurationKeys: z.record(z.string().min(1).max(50), z.string().max(500)).default({}),
  /** OCPP 2.x. */
  deviceModel: z.array(deviceModelEntry).default([]),
  vendorSettings,
  simulation,
});

export type BootFile = z.output<typeof bootSchema>;
