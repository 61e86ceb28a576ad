import { integer, text, writable, readOnly } from "#agent/domain/variables/catalogue/kinds";
import type { Definitions } from "#agent/domain/variables/variable-type";

const rotation = "\\d{1,2}\\.(NotApplicable|Unknown|RST|RTS|SRT|STR|TRS|TSR)";

/** What the station is. */
export const station = {
  numberOfConnectors: {
    ...integer(1, 1, 99),
    key16: "NumberOfConnectors",
    meaning: "Outlets, from the board file.",
    ...readOnly,
  },
  /** For the operator's load balancing; index 0 is the way from the grid to the main meter. */
  connectorPhaseRotation: {
    ...text("0.Unknown,1.Unknown", new RegExp(`^${rotation}(,${rotation})*$`)),
    key16: "ConnectorPhaseRotation",
    meaning: "Told to the back end, used by nobody here.",
    name2x: "ChargingStation.PhaseRotation",
    ...writable,
  },
  getConfigurationMaxKeys: {
    ...integer(64, 64, 64),
    key16: "GetConfigurationMaxKeys",
    meaning: "Keys that one GetConfiguration may name. More do no harm.",
    ...readOnly,
  },
  supportedFeatureProfiles: {
    ...text("Core,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger"),
    key16: "SupportedFeatureProfiles",
    meaning: "What of OCPP 1.6 is there.",
    ...readOnly,
  },
} as const satisfies Definitions;
