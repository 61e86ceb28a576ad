import { type Millis, seconds } from "#hal/core/units";
import type { ByteLink } from "#hal/links/byte-link";
import type { AgentSettings } from "#agent/compose-settings";
import { memoryLinkPair, type MemoryWire } from "#simulator/wire/memory-link";

const READER = "/virtual/reader";
const controllerPath = (evse: number) => `/virtual/controller-${evse}`;
const meterPath = (evse: number) => `/virtual/meter-${evse}`;
const busName = (evse: number) => `meters-${evse}`;
const line = { baudRate: 9600, dataBits: 8, parity: "none", stopBits: 1 } as const;

/** The wires of a rig with so many outlets. */
export class RigWires {
  readonly outlets: readonly { readonly controller: MemoryWire; readonly meter: MemoryWire }[];
  readonly reader = memoryLinkPair("reader");
  readonly #byPath: ReadonlyMap<string, MemoryWire>;

  constructor(outlets: number) {
    this.outlets = evseIds(outlets).map((evse) => ({
      controller: memoryLinkPair(evse === 1 ? "controller" : `controller-${evse}`),
      meter: memoryLinkPair(evse === 1 ? "meter" : `meter-${evse}`),
    }));
    this.#byPath = new Map([
      [READER, this.reader],
      ...this.outlets.flatMap(({ controller, meter }, place): [string, MemoryWire][] => [
        [controllerPath(place + 1), controller],
        [meterPath(place + 1), meter],
      ]),
    ]);
  }

  /** The agent's end. */
  near(path: string): ByteLink {
    const wire = this.#byPath.get(path);
    if (wire === undefined) throw new TypeError(`the rig has no wire ${path}`);
    return wire.near;
  }
}

export function evseIds(outlets: number): readonly number[] {
  return Array.from({ length: outlets }, (_, place) => place + 1);
}

export interface RigSettingsOptions {
  /** One unless given. */
  readonly outlets?: number;
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
  const { boardInterval = seconds(10), outlets = 1 } = options;
  return {
    station: { vendor: "Borne", model: "Virtual", serialNumber: "V-1" },
    csms: { url: "ws://virtual", identity: "V-1" },
    ...(options.manufacturerRoots === undefined
      ? {}
      : { certificates: { manufacturerRoot: options.manufacturerRoots } }),
    board: {
      model: "virtual",
      buses: Object.fromEntries(evseIds(outlets).map((evse) => [busName(evse), { ...line, path: meterPath(evse) }])),
      evses: evseIds(outlets).map((id) => ({
        id,
        phases: 3,
        maxCurrent: 32,
        controller: {
          ...line,
          driver: "openevse-rapi",
          path: controllerPath(id),
          heartbeat: { seconds: (3 * boardInterval) / 1000, fallbackCurrent: 6 },
        },
        meter: { driver: "modbus", bus: busName(id), model: "eastron-sdm630-v2", unit: 1 },
        light: { driver: options.isDark === true ? "none" : "controller" },
      })),
      readers: [
        {
          ...line,
          name: "front",
          driver: "line",
          path: READER,
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
