import { epochMillis, wattHours } from "#hal/core/units";
import type { SessionEvent, SessionPolicy, SessionState, SessionStep } from "#agent/domain/session/session-state";

/** Values of a transaction that has not been ended yet. */
export function takeSamples(
  state: SessionState & { kind: "active" | "ending" },
  event: SessionEvent & { type: "samples.taken" },
  policy: SessionPolicy,
): SessionStep {
  const { transaction } = state;
  if (event.transactionId !== transaction.id) return { state, effects: [] };
  const meterNow = wattHours(Math.max(transaction.meterNow, event.energy));
  return {
    state: { ...state, transaction: { ...transaction, meterNow, nextSeqNo: transaction.nextSeqNo + 1 } },
    effects: [
      {
        type: "fact",
        fact: {
          type: "transaction.updated",
          transactionId: transaction.id,
          evse: policy.evse,
          seqNo: transaction.nextSeqNo,
          at: epochMillis(event.at),
          samples: event.samples,
        },
      },
    ],
  };
}
