import {
  type CsmsMeterValue,
  type CsmsRequest,
  type CsmsState,
  type CsmsTransaction,
  type CsmsTransactionStop,
  openTransactions,
} from "#simulator/csms/csms-state";
import { type IdTagInfo, tokenInfo } from "#simulator/csms/csms-tokens";
import { listField, numberField, textField } from "#simulator/csms/payload-fields";

interface BookStep {
  readonly state: CsmsState;
  readonly payload: object;
}

/**
 * Opens a transaction whatever the token is worth: OCPP 1.6 section 6.46 wants a number in every answer. A repeated message gets the number
 * of the first, so that a lost answer does not open a second transaction.
 */
export function startTransaction(state: CsmsState, request: CsmsRequest): BookStep {
  const info = startInfo(state, request);
  const known = [...state.transactions.values()].find((transaction) => isSameStart(transaction, request));
  if (known !== undefined) {
    return { state, payload: { transactionId: known.id, idTagInfo: { ...info, status: known.tokenStatus } } };
  }
  const { payload, station } = request;
  const reservationId = numberField(payload, "reservationId");
  const transaction: CsmsTransaction = {
    id: state.nextTransactionNumber,
    station,
    connectorId: numberField(payload, "connectorId") ?? 0,
    idTag: textField(payload, "idTag") ?? "",
    tokenStatus: info.status,
    startedAt: textField(payload, "timestamp") ?? "",
    meterStart: numberField(payload, "meterStart") ?? 0,
    meterValues: [],
    ...(reservationId === undefined ? {} : { reservationId }),
  };
  return {
    state: { ...withTransaction(state, transaction), nextTransactionNumber: transaction.id + 1 },
    payload: { transactionId: transaction.id, idTagInfo: info },
  };
}

/** Adds the values to their transaction's; values outside a transaction are only acknowledged. */
export function recordMeterValues(state: CsmsState, { station, action, payload }: CsmsRequest): BookStep {
  const id = numberField(payload, "transactionId");
  if (id === undefined) return { state, payload: {} };
  const transaction = state.transactions.get(id);
  if (transaction === undefined) return { state: withStray(state, { action, station, payload }), payload: {} };
  const meterValues = transaction.meterValues.concat(readMeterValues(listField(payload, "meterValue")));
  return { state: withTransaction(state, { ...transaction, meterValues }), payload: {} };
}

/** Closes the transaction; the first stop counts. One that is not on the books is accepted all the same (OCPP 1.6 errata 3.18). */
export function stopTransaction(state: CsmsState, { station, action, payload, at }: CsmsRequest): BookStep {
  const idTag = textField(payload, "idTag");
  const answer = idTag === undefined ? {} : { idTagInfo: tokenInfo(state.settings.tokens, idTag, at) };
  const transaction = state.transactions.get(numberField(payload, "transactionId") ?? -1);
  if (transaction === undefined) return { state: withStray(state, { action, station, payload }), payload: answer };
  if (transaction.stop !== undefined) return { state, payload: answer };
  const stop: CsmsTransactionStop = {
    at: textField(payload, "timestamp") ?? "",
    meterStop: numberField(payload, "meterStop") ?? 0,
    reason: textField(payload, "reason") ?? "Local",
    transactionData: readMeterValues(listField(payload, "transactionData")),
    ...(idTag === undefined ? {} : { idTag }),
  };
  return { state: withTransaction(state, { ...transaction, stop }), payload: answer };
}

function startInfo(state: CsmsState, { payload, at }: CsmsRequest): IdTagInfo {
  const idTag = textField(payload, "idTag") ?? "";
  const info = tokenInfo(state.settings.tokens, idTag, at);
  if (info.status !== "Accepted" || state.settings.concurrentTransactions === "allowed") return info;
  const isBusy = openTransactions(state).some((open) => open.idTag.toLowerCase() === idTag.toLowerCase());
  return isBusy ? { ...info, status: "ConcurrentTx" } : info;
}

function isSameStart(transaction: CsmsTransaction, { station, payload }: CsmsRequest): boolean {
  return (
    transaction.station === station &&
    transaction.connectorId === numberField(payload, "connectorId") &&
    transaction.idTag === textField(payload, "idTag") &&
    transaction.startedAt === textField(payload, "timestamp") &&
    transaction.meterStart === numberField(payload, "meterStart")
  );
}

function readMeterValues(values: readonly unknown[]): readonly CsmsMeterValue[] {
  return values.map((value) => ({
    timestamp: textField(value, "timestamp") ?? "",
    sampledValue: listField(value, "sampledValue"),
  }));
}

function withTransaction(state: CsmsState, transaction: CsmsTransaction): CsmsState {
  return { ...state, transactions: new Map(state.transactions).set(transaction.id, transaction) };
}

function withStray(state: CsmsState, stray: CsmsState["strays"][number]): CsmsState {
  return { ...state, strays: [...state.strays, stray] };
}
