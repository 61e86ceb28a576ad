import { boolean, writable } from "#agent/domain/variables/catalogue/kinds";
import type { Definitions } from "#agent/domain/variables/variable-type";

/** Contracts and certificates of ISO 15118 by DataTransfer, vendor id org.openchargealliance.iso15118pnc. */
export const plugAndCharge = {
  iso15118PnCEnabled: {
    ...boolean(false),
    key16: "ISO15118PnCEnabled",
    meaning: "Contracts of vehicles may charge, and the station asks for a certificate that it can show to vehicles.",
    name2x: "ISO15118Ctrlr.PnCEnabled",
    ...writable,
  },
  iso15118CertificateManagementEnabled: {
    ...boolean(false),
    key16: "ISO15118CertificateManagementEnabled",
    meaning: "The back end may install, list and delete certificates by DataTransfer.",
    ...writable,
  },
  contractValidationOffline: {
    ...boolean(true),
    key16: "ContractValidationOffline",
    meaning: "While offline a contract counts that a root in the store vouches for, by the rules for tokens offline.",
    name2x: "ISO15118Ctrlr.ContractValidationOffline",
    ...writable,
  },
  centralContractValidationAllowed: {
    ...boolean(false),
    key16: "CentralContractValidationAllowed",
    meaning: "The back end judges a contract that no root in the store vouches for.",
    name2x: "ISO15118Ctrlr.CentralContractValidationAllowed",
    ...writable,
  },
} as const satisfies Definitions;
