import * as z from "zod";

/** Where status may be asked: this machine only. Whoever wants more puts something with a login in front of it. */
export const loopbackHosts = ["127.0.0.1", "::1", "localhost"] as const;

const path = z.string().min(1);
const text = (longest: number) => z.string().trim().min(1).max(longest);
const wait = (defaultSeconds: number) =>
  z.strictObject({ seconds: z.number().min(1).max(3600).default(defaultSeconds) }).prefault({});

/** Lengths are those of BootNotification in OCPP 1.6, the tightest of the versions. */
const station = z.strictObject({
  vendor: text(20),
  model: text(20),
  serialNumber: text(25),
  /** What people on site call it. */
  name: text(100).exactOptional(),
});

/** Also the user name of HTTP Basic, which may have no colon (RFC 7617). */
export const csmsIdentity = z
  .string()
  .regex(/^[^\s:]{1,48}$/, { error: "must have 1 to 48 characters, no blanks and no colon" });
/** Without the identity, which is appended. */
export const csmsUrl = z
  .string()
  .refine(isCsmsUrl, { error: "must be a ws:// or wss:// URL without user name, query and fragment" });

const csms = z.strictObject({
  url: csmsUrl,
  identity: csmsIdentity,
  /** A file with the password of HTTP Basic, readable by its owner only. */
  passwordFile: path.exactOptional(),
  /** 0 nothing, 1 password, 2 password and TLS, 3 certificates on both sides; by the others unless given. The CSMS can raise it later. */
  securityProfile: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]).exactOptional(),
  /** False takes a server certificate of the right roots for another server. */
  verifyServerName: z.boolean().default(true),
});

/** PEM files, taken over at the first start; afterwards the CSMS decides about them. */
const certificates = z
  .strictObject({
    /** Who vouches for the CSMS; the public authorities unless given. */
    csmsRootsFile: path.exactOptional(),
    /** Who vouches for firmware. */
    manufacturerRootsFile: path.exactOptional(),
    /** The station's own, with those that signed it. */
    stationCertificateFile: path.exactOptional(),
    stationKeyFile: path.exactOptional(),
  })
  .prefault({});

const status = z
  .strictObject({
    host: z.enum(loopbackHosts).default("127.0.0.1"),
    /** 0 lets the system choose. */
    port: z.int().min(0).max(65_535).default(0),
    /** Where to write down which port it became. */
    addressFile: path.exactOptional(),
  })
  .prefault({});

/** The page for people on site. Without this part there is none. */
const site = z.strictObject({
  /** Where it listens: all addresses of the machine unless one is named. */
  host: z.string().min(1).default("0.0.0.0"),
  /** Plain HTTP, which the page warns of; 0 lets the system choose. */
  port: z.int().min(0).max(65_535).default(8080),
  /** HTTPS besides, with a certificate that the charger makes itself until one is uploaded. */
  securePort: z.int().min(0).max(65_535).exactOptional(),
  /** Names by which browsers may call it, beside `<serial number>.local`, the machine's name and its addresses. */
  hostNames: z
    .array(z.string().regex(/^[A-Za-z0-9.-]{1,253}$/))
    .max(20)
    .default([]),
  /** The password and the PIN of the label, JSON; made at the first start in the store's directory unless the factory has put them here. */
  labelFile: path.exactOptional(),
  /** Where to write down which port it became. */
  addressFile: path.exactOptional(),
});

const clock = z
  .strictObject({
    /** How many times faster than real; other than 1 for demonstrations only. */
    speed: z.number().min(1).max(60).default(1),
    /** Wall time at the start in milliseconds since the epoch; the machine's own when absent. */
    anchor: z.int().min(0).exactOptional(),
  })
  .prefault({});

const store = z.strictObject({
  directory: path,
  /** How old a reading on disk may get, and so how long a value in between waits until the back end is told. */
  writeEvery: z.strictObject({ seconds: z.number().min(1).max(60).default(60) }).prefault({}),
});

const policy = z
  .strictObject({
    /** How long a meter may be silent before charging ends. */
    meterSilence: wait(60),
    /** How long the end of an interrupted transaction waits for the meter after a start. */
    recoveryMeterWait: wait(60),
    /** Nobody charges before an installer has put the charger into service on its page. */
    noChargeBeforeActivation: z.boolean().default(false),
    /** What becomes of a running charge while the disk refuses to write; no new one begins in either case. */
    storeTrouble: z.enum(["continue", "end"]).default("continue"),
  })
  .prefault({});

/** The agent's configuration file: what is settled at installation. The one definition of its keys, limits and defaults. */
export const configSchema = z.strictObject({
  station,
  store,
  csms,
  certificates,
  board: z.strictObject({ /** The name of a board in config/boards, or a path. */ file: path }),
  /** Device role to path. */
  devices: z.record(z.string(), path).default({}),
  status,
  site: site.exactOptional(),
  log: z
    .strictObject({ level: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info") })
    .prefault({}),
  clock,
  policy,
  /** OCPP configuration key to value, both as OCPP writes them. They take the place of the defaults until the CSMS sets others. */
  variables: z.record(z.string().min(1).max(50), z.string().max(500)).default({}),
});

/** The file's content with defaults, paths as written. */
export type ConfigFile = z.output<typeof configSchema>;

/** ws or wss, and nothing in it that does not belong to an address. */
function isCsmsUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password, search, hash } = new URL(value);
  return (protocol === "ws:" || protocol === "wss:") && `${username}${password}${search}${hash}` === "";
}
