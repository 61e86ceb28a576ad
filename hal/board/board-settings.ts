import type { LineSettings } from "#hal/links/byte-link";

/** One hardware model with its wiring. Paths are stable links such as /dev/serial/by-id/…. */
export interface BoardSettings {
  readonly model: string;
  /** Modbus lines by name. */
  readonly buses: Readonly<Record<string, BusSettings>>;
  readonly evses: readonly EvseSettings[];
  readonly readers: readonly ReaderSettings[];
}

export interface BusSettings extends LineSettings {
  readonly path: string;
}

export interface EvseSettings {
  readonly id: number;
  readonly phases: 1 | 3;
  /** Amperes per phase that wiring and fuse allow. */
  readonly maxCurrent: number;
  readonly controller: ControllerSettings;
  readonly meter: MeterSettings;
  readonly light: LightSettings;
}

export interface ControllerSettings extends LineSettings {
  readonly driver: "openevse-rapi";
  readonly path: string;
  /** The board falls back to `fallbackCurrent` amperes when it has heard nothing for `seconds`; false switches this off and then `interlock` must say what opens the contactor instead. */
  readonly heartbeat: { readonly seconds: number; readonly fallbackCurrent: number } | false;
  /** The independent device that opens the contactor when the agent is silent, in words for the service engineer. */
  readonly interlock?: string;
}

export interface MeterSettings {
  readonly driver: "modbus";
  readonly bus: string;
  /** Id in the table of meter models, for example "eastron-sdm630-v2". */
  readonly model: string;
  /** Modbus unit, 1 to 247. */
  readonly unit: number;
}

export type LightSettings =
  /** The lamp or LCD of the EVSE controller board. */
  { readonly driver: "controller" } | { readonly driver: "none" };

export interface ReaderSettings extends LineSettings {
  readonly name: string;
  readonly driver: "line";
  readonly path: string;
  /** "reversed" for readers that send the last UID byte first. */
  readonly byteOrder: "normal" | "reversed";
  readonly radix: "hex" | "decimal";
  /** Text before the UID that the reader sends, removed when present. */
  readonly stripPrefix: string;
  /** The same card again within this many seconds is the same presentation. */
  readonly debounceSeconds: number;
}
