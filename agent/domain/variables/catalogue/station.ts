import { parseNightHours } from "#agent/domain/site/night-hours";
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
  connectorPhaseRotationMaxLength: {
    ...integer(2, 1, 100),
    key16: "ConnectorPhaseRotationMaxLength",
    meaning: "Entries that the list can have: one for each outlet and one for the grid.",
    ...readOnly,
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
  supportedFeatureProfilesMaxLength: {
    ...integer(6, 6, 6),
    key16: "SupportedFeatureProfilesMaxLength",
    meaning: "Entries that the list can have: all profiles of OCPP 1.6.",
    ...readOnly,
  },
  /** Two a second: three seconds at first. */
  blinkRepeat: {
    ...integer(6, 0, 60),
    key16: "BlinkRepeat",
    meaning: "How often the light blinks, twice a second, for a card that was turned away; 0 does not show it.",
    ...writable,
  },
  lightIntensity: {
    ...integer(100, 0, 100),
    key16: "LightIntensity",
    meaning:
      "Brightness of the status light in percent. A light that cannot be dimmed, as the one of an OpenEVSE, is dark at 0 and full at all others.",
    ...writable,
  },
  lightNightHours: {
    type: "string",
    constraints: {
      maximumLength: 11,
      pattern: /^/,
      accepts: (text) => text === "" || parseNightHours(text) !== undefined,
    },
    default: "",
    key16: "LightNightHours",
    meaning:
      "When LightNightIntensity takes the place of LightIntensity, such as `22:00-06:30`, by the clock on the wall of the place. Empty: never.",
    ...writable,
  },
  lightNightIntensity: {
    ...integer(20, 0, 100),
    key16: "LightNightIntensity",
    meaning: "Brightness of the status light in the night hours, in percent. A fault is shown by night as by day.",
    ...writable,
  },
} as const satisfies Definitions;
