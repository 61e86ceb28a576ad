import { integer, seconds, writable } from "#agent/domain/variables/catalogue/kinds";
import type { Definitions } from "#agent/domain/variables/variable-type";

const HOUR = 3600;

/** How messages are sent, kept and sent again. */
export const messages = {
  transactionMessageAttempts: {
    ...integer(3, 1, 1000),
    key16: "TransactionMessageAttempts",
    meaning: "Attempts before a fact that is answered with an error becomes a dead letter.",
    name2x: "OCPPCommCtrlr.MessageAttempts[TransactionEvent]",
    ...writable,
  },
  transactionMessageRetryInterval: {
    ...seconds(60, 0),
    key16: "TransactionMessageRetryInterval",
    meaning: "Seconds between the first two of these attempts; grows with each.",
    name2x: "OCPPCommCtrlr.MessageAttemptInterval[TransactionEvent]",
    ...writable,
  },
  minimumStatusDuration: {
    ...seconds(0, 0, HOUR),
    key16: "MinimumStatusDuration",
    meaning: "Seconds a status must hold before it is told.",
    ...writable,
  },
  resetRetries: {
    ...integer(1, 0, 10),
    key16: "ResetRetries",
    meaning: "How often a restart that did not come about is tried again.",
    name2x: "OCPPCommCtrlr.ResetRetries",
    ...writable,
  },
} as const satisfies Definitions;
