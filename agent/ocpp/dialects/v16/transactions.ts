import { assertNever } from "#hal/core/assert-never";
import { AgentError } from "#hal/core/errors";
import { isoTime } from "#hal/core/units";
import type { IdToken } from "#agent/domain/authorization/id-token";
import type {
  StationFact,
  MeterValuesTaken,
  StopCause,
  TransactionEnded,
  TransactionFact,
  TransactionStarted,
  TransactionUpdated,
} from "#agent/domain/transaction/station-fact";
import type { Dialect, FactAnswer, FactIds, OutgoingCall } from "#agent/ocpp/dialects/dialect";
import { readInteger, readObject } from "#agent/ocpp/dialects/read-payload";
import { decodeIdTagInfo } from "#agent/ocpp/dialects/v16/id-tag-info";
import type { Request } from "#agent/ocpp/dialects/v16/route-16";
import { encodeSamples, wholeWattHours } from "#agent/ocpp/dialects/v16/sampled-value";

/** OCPP 1.6 section 7.36. */
export const reasons16 = {
  local: "Local",
  remote: "Remote",
  evDisconnected: "EVDisconnected",
  deauthorized: "DeAuthorized",
  emergencyStop: "EmergencyStop",
  powerLoss: "PowerLoss",
  reboot: "Reboot",
  softReset: "SoftReset",
  hardReset: "HardReset",
  unlockCommand: "UnlockCommand",
  other: "Other",
} as const satisfies Record<StopCause, Request<"StopTransaction">["reason"]>;

function encode(fact: StationFact, ids: FactIds): OutgoingCall | undefined {
  switch (fact.type) {
    case "transaction.started":
      return { action: "StartTransaction", payload: start(fact) };
    case "transaction.updated":
      return update(fact, ids);
    case "transaction.ended":
      return { action: "StopTransaction", payload: stop(fact, ids) };
    case "meter.values":
      return values(fact, ids);
    default:
      return assertNever(fact);
  }
}

function start(fact: TransactionStarted): Request<"StartTransaction"> {
  return {
    connectorId: fact.evse,
    idTag: fact.token,
    meterStart: wholeWattHours(fact.meterStart),
    timestamp: isoTime(fact.at),
    ...(fact.reservationId === undefined ? {} : { reservationId: fact.reservationId }),
  };
}

function update(fact: TransactionUpdated, ids: FactIds): OutgoingCall | undefined {
  const meterValue = encodeSamples(fact.samples);
  if (meterValue.length === 0) return undefined;
  const payload: Request<"MeterValues"> = {
    connectorId: fact.evse,
    transactionId: numberOf(fact, ids),
    meterValue,
  };
  return { action: "MeterValues", payload };
}

/** A transaction that the CSMS has not numbered yet is left out: the field is optional, and no other number would be true. */
function values(fact: MeterValuesTaken, ids: FactIds): OutgoingCall | undefined {
  const meterValue = encodeSamples(fact.samples);
  if (meterValue.length === 0) return undefined;
  const number = fact.transactionId === undefined ? undefined : ids.csmsNumber(fact.transactionId);
  const transaction = number === undefined ? {} : { transactionId: number };
  const payload: Request<"MeterValues"> = { connectorId: fact.evse, ...transaction, meterValue };
  return { action: "MeterValues", payload };
}

/** The reason is always sent: the first published schema demands it although the text makes Local the default (1.6-J errata 2.6). */
function stop(fact: TransactionEnded, ids: FactIds): Request<"StopTransaction"> {
  const transactionData = encodeSamples(fact.samples ?? []);
  return {
    ...(fact.token === undefined ? {} : { idTag: fact.token }),
    meterStop: wholeWattHours(fact.meterStop),
    timestamp: isoTime(fact.at),
    transactionId: numberOf(fact, ids),
    reason: reasons16[fact.cause],
    ...(transactionData.length === 0 ? {} : { transactionData }),
  };
}

function numberOf(fact: TransactionFact, ids: FactIds): number {
  const number = ids.csmsNumber(fact.transactionId);
  if (number !== undefined) return number;
  throw new AgentError("outbox.number-missing", "a transaction's start was never settled", {
    transactionId: fact.transactionId,
  });
}

/** An answer with a number but without a readable word on the token is still an answer: asking again would start a second transaction. */
function decode(fact: StationFact, payload: unknown): FactAnswer {
  if (fact.type === "meter.values") return { settlement: { kind: "delivered" } };
  const fields = readObject(payload);
  const csmsNumber = fact.type === "transaction.started" ? { csmsNumber: readInteger(fields, "transactionId") } : {};
  const token = tokenOf(fact);
  const info = decodeIdTagInfo(fields.get("idTagInfo"));
  if (token === undefined || info === undefined) return { settlement: { kind: "delivered", ...csmsNumber } };
  return {
    settlement: { kind: "delivered", ...csmsNumber, token: { token, info } },
    answer: { transactionId: fact.transactionId, evse: fact.evse, token, info },
  };
}

function tokenOf(fact: TransactionFact): IdToken | undefined {
  return fact.type === "transaction.updated" ? undefined : fact.token;
}

export const fact16: Dialect["fact"] = { encode, decode };
