import { boolean, integer, seconds, writable, readOnly } from "#agent/domain/variables/catalogue/kinds";
import type { Definitions } from "#agent/domain/variables/variable-type";

/** How a session begins and ends. */
export const transactions = {
  connectionTimeOut: {
    ...seconds(60, 0),
    key16: "ConnectionTimeOut",
    meaning: "Seconds from the token to the plug.",
    name2x: "TxCtrlr.EVConnectionTimeOut",
    ...writable,
  },
  stopTransactionOnEVSideDisconnect: {
    ...boolean(true),
    key16: "StopTransactionOnEVSideDisconnect",
    meaning: "End a charge when the vehicle is unplugged. False suspends it instead, until the cable is back.",
    name2x: "TxCtrlr.StopTxOnEVSideDisconnect",
    ...writable,
  },
  stopTransactionOnInvalidId: {
    ...boolean(true),
    key16: "StopTransactionOnInvalidId",
    meaning: "End a charge whose token turns out to be refused.",
    name2x: "TxCtrlr.StopTxOnInvalidId",
    ...writable,
  },
  maxEnergyOnInvalidId: {
    ...integer(0, 0, 1_000_000),
    key16: "MaxEnergyOnInvalidId",
    meaning: "Wh still given to a refused token while StopTransactionOnInvalidId is false, from the refusal on.",
    name2x: "TxCtrlr.MaxEnergyOnInvalidId",
    ...writable,
  },
  /** Without a lock that can be driven: false and fixed (OCPP 1.6 errata 3.84, 3.85). */
  unlockConnectorOnEVSideDisconnect: {
    ...boolean(false),
    key16: "UnlockConnectorOnEVSideDisconnect",
    meaning: "There is no lock that can be driven.",
    name2x: "OCPPCommCtrlr.UnlockOnEVSideDisconnect",
    ...readOnly,
  },
} as const satisfies Definitions;
