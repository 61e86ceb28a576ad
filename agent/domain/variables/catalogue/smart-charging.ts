import { boolean, integer, text, readOnly } from "#agent/domain/variables/catalogue/kinds";
import type { Definitions } from "#agent/domain/variables/variable-type";

/** What the station can hold of charging profiles. */
export const smartCharging = {
  chargeProfileMaxStackLevel: {
    ...integer(10, 10, 10),
    key16: "ChargeProfileMaxStackLevel",
    meaning: "The highest stack level of a charging profile.",
    name2x: "SmartChargingCtrlr.ProfileStackLevel",
    ...readOnly,
  },
  chargingScheduleAllowedChargingRateUnit: {
    ...text("Current,Power"),
    key16: "ChargingScheduleAllowedChargingRateUnit",
    meaning: "Amperes per phase and watts in all.",
    ...readOnly,
  },
  chargingScheduleMaxPeriods: {
    ...integer(100, 100, 100),
    key16: "ChargingScheduleMaxPeriods",
    meaning: "Periods that a schedule may have.",
    name2x: "SmartChargingCtrlr.PeriodsPerSchedule",
    ...readOnly,
  },
  /** No board here can open two of three phases by itself. */
  connectorSwitch3to1PhaseSupported: {
    ...boolean(false),
    key16: "ConnectorSwitch3to1PhaseSupported",
    meaning: "No board here can open two of three phases.",
    name2x: "SmartChargingCtrlr.Phases3to1",
    ...readOnly,
  },
  maxChargingProfilesInstalled: {
    ...integer(20, 20, 20),
    key16: "MaxChargingProfilesInstalled",
    meaning: "Profiles that the whole station can hold.",
    ...readOnly,
  },
} as const satisfies Definitions;
