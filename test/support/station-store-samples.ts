import { evseId } from "#hal/core/charging";
import { epochMillis, wattHours } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import {
  type TransactionEnded,
  type TransactionFact,
  transactionId,
  type TransactionStarted,
  type TransactionUpdated,
} from "#agent/domain/transaction/station-fact";
import type { SessionRecord } from "#agent/ports/session-record";

export const storeEpoch = epochMillis(Date.UTC(2026, 0, 15, 12));

/** A running session named `name`, as it is right after its start. */
export function sessionSample(name: string, changes: Partial<SessionRecord> = {}): SessionRecord {
  return {
    transactionId: transactionId(name),
    evse: evseId(1),
    token: idToken("04A2B3C4D5E6F7"),
    startedAt: storeEpoch,
    meterStart: wattHours(1200.25),
    nextSeqNo: 1,
    lastReading: { energy: wattHours(1200.25), at: storeEpoch },
    ...changes,
  };
}

export function startSample(name: string): TransactionStarted {
  return {
    type: "transaction.started",
    transactionId: transactionId(name),
    evse: evseId(1),
    seqNo: 0,
    at: storeEpoch,
    token: idToken("04A2B3C4D5E6F7"),
    meterStart: wattHours(1200.25),
  };
}

export function updateSample(name: string, seqNo: number): TransactionUpdated {
  return {
    type: "transaction.updated",
    transactionId: transactionId(name),
    evse: evseId(1),
    seqNo,
    at: storeEpoch,
    samples: [
      {
        at: storeEpoch,
        context: "periodic",
        values: [
          { measurand: "Energy.Active.Import.Register", value: 1300.5, unit: "Wh" },
          { measurand: "Voltage", phase: "L1-N", value: 231.2, unit: "V" },
        ],
      },
    ],
  };
}

export function endSample(name: string, seqNo: number): TransactionEnded {
  return {
    type: "transaction.ended",
    transactionId: transactionId(name),
    evse: evseId(1),
    seqNo,
    at: storeEpoch,
    meterStop: wattHours(2200),
    cause: "local",
    token: idToken("04a2b3c4d5e6f7"),
  };
}

/** Start, one update and the end of one transaction. */
export function wholeTransaction(name: string): readonly TransactionFact[] {
  return [startSample(name), updateSample(name, 1), endSample(name, 2)];
}
