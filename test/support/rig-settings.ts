import { type Millis, seconds } from "#hal/core/units";
import type { AgentSettings } from "#agent/compose-settings";

export const rigPaths = {
  controller: "/virtual/controller",
  meter: "/virtual/meter",
  reader: "/virtual/reader",
} as const;
const line = { baudRate: 9600, dataBits: 8, parity: "none", stopBits: 1 } as const;

export interface RigSettingsOptions {
  /** How often the board is looked at when nothing calls for it, and how often it is told that somebody is there; as on a real one unless given. */
  readonly boardInterval?: Millis;
  /** The board's own lamp shows nothing, so that a blinking one keeps nobody busy. */
  readonly isDark?: boolean;
  readonly variables?: Readonly<Record<string, string>>;
  readonly noChargeBeforeActivation?: boolean;
  readonly storeTrouble?: "continue" | "end";
  /** The station can be given new firmware; `unsigned`: also without a signature. */
  readonly firmware?: "signed" | "unsigned";
  /** In PEM. */
  readonly manufacturerRoots?: string;
}

/** What the agent of a virtual rig is told. */
export function rigSettings(options: RigSettingsOptions): AgentSettings {
  const { boardInterval = seconds(10) } = options;
  return {
    station: { vendor: "Borne", model: "Virtual", serialNumber: "V-1" },
    csms: { url: "ws://virtual", identity: "V-1" },
    ...(options.manufacturerRoots === undefined
      ? {}
      : { certificates: { manufacturerRoot: options.manufacturerRoots } }),
    board: {
      model: "virtual",
      buses: { meters: { ...line, path: rigPaths.meter } },
      evses: [
        {
          id: 1,
          phases: 3,
          maxCurrent: 32,
          controller: {
            ...line,
            driver: "openevse-rapi",
            path: rigPaths.controller,
            heartbeat: { seconds: (3 * boardInterval) / 1000, fallbackCurrent: 6 },
          },
          meter: { driver: "modbus", bus: "meters", model: "eastron-sdm630-v2", unit: 1 },
          light: { driver: options.isDark === true ? "none" : "controller" },
        },
      ],
      readers: [
        {
          ...line,
          name: "front",
          driver: "line",
          path: rigPaths.reader,
          byteOrder: "normal",
          radix: "hex",
          stripPrefix: "",
          debounceSeconds: 3,
        },
      ],
    },
    policy: {
      meterSilence: { seconds: 60 },
      recoveryMeterWait: { seconds: 60 },
      firmware: { allowUnsigned: options.firmware === "unsigned" },
      noChargeBeforeActivation: options.noChargeBeforeActivation ?? false,
      storeTrouble: options.storeTrouble ?? "continue",
    },
    variables: { MeterValueSampleInterval: "10", ...options.variables },
  };
}
