import type { Board } from "#hal/ports/board";
import { definitions, type VariableName } from "#agent/domain/variables/catalogue";

/** What the hardware says of itself; nobody can set it. */
export interface StationProperties {
  readonly numberOfConnectors: number;
  /** At least one outlet has a lock that can be driven. */
  readonly hasLock?: boolean;
  /** Of the outlet with the most. */
  readonly phases?: 1 | 3;
  /** New firmware can be installed, and diagnostics can be sent: the profile is whole. */
  readonly hasFirmwareManagement?: boolean;
  /** As OCPP spells them; none unless given. */
  readonly fileTransferProtocols?: readonly string[];
}

/** What beside the board says what the station can do. */
type Equipment = Pick<StationProperties, "hasFirmwareManagement" | "fileTransferProtocols">;

export function stationProperties({ evses }: Pick<Board, "evses">, equipment: Equipment): StationProperties {
  return {
    ...equipment,
    numberOfConnectors: evses.length,
    hasLock: evses.some(({ lock }) => lock !== undefined),
    phases: evses.some(({ phases }) => phases === 3) ? 3 : 1,
  };
}

/** What follows from the hardware for variables that are the same text everywhere in the catalogue. */
export interface StationRules {
  /** In place of the catalogue's defaults. */
  readonly values: ReadonlyMap<VariableName, string>;
  /** Cannot be set on this hardware. */
  readonly fixed: ReadonlySet<VariableName>;
  /** Whether a value that the catalogue allows makes sense on this hardware. */
  fits(name: VariableName, text: string): boolean;
}

export function stationRules(properties: StationProperties): StationRules {
  const { numberOfConnectors, hasLock = false, phases = 3, fileTransferProtocols = [] } = properties;
  const places = Array.from({ length: numberOfConnectors + 1 }, (_, index) => String(index));
  return {
    values: new Map<VariableName, string>([
      ["numberOfConnectors", String(numberOfConnectors)],
      ["connectorPhaseRotation", places.map((place) => `${place}.Unknown`).join(",")],
      ["connectorPhaseRotationMaxLength", String(places.length)],
      ["unlockConnectorOnEVSideDisconnect", String(hasLock)],
      ["supportedFileTransferProtocols", fileTransferProtocols.join(",")],
      ...(properties.hasFirmwareManagement === true ? [["supportedFeatureProfiles", withFirmware()] as const] : []),
    ]),
    // OCPP 1.6 errata 3.84, 3.85.
    fixed: new Set<VariableName>(hasLock ? [] : ["unlockConnectorOnEVSideDisconnect"]),
    fits: (name, text) => {
      if (name === "connectorPhaseRotation") return isRotationOf(places, text);
      return definitions[name].type !== "measurands" || phases === 3 || !/\.L[23]/.test(text);
    },
  };
}

/** Each place once, and no place that there is not. */
function isRotationOf(places: readonly string[], text: string): boolean {
  const told = text.split(",").map((entry) => entry.split(".")[0] ?? "");
  return new Set(told).size === told.length && told.every((place) => places.includes(place));
}

/** OCPP 1.6 section 9.1.23: Core first, the others in any order. */
function withFirmware(): string {
  return definitions.supportedFeatureProfiles.default.replace("Core,", "Core,FirmwareManagement,");
}
