import { isoTime } from "#hal/core/units";
import { recordMeterValues, startTransaction, stopTransaction } from "#simulator/csms/csms-books";
import { violationIn } from "#simulator/csms/csms-checks";
import { pncAnswer } from "#simulator/csms/csms-pnc";
import type { CsmsRequest, CsmsState } from "#simulator/csms/csms-state";
import { tokenInfo } from "#simulator/csms/csms-tokens";
import { PNC_VENDOR } from "#simulator/csms/pnc-message";
import { numberField, textField } from "#simulator/csms/payload-fields";

/** Answer to a CALL. `silence` sends nothing. */
export type CsmsReply =
  | { readonly kind: "result"; readonly payload: object }
  | { readonly kind: "error"; readonly code: string; readonly description: string }
  | { readonly kind: "silence" };

export interface CsmsStep {
  readonly state: CsmsState;
  readonly reply: CsmsReply;
}

type Route = (state: CsmsState, request: CsmsRequest) => { readonly state: CsmsState; readonly payload: object };

/** What a well-behaved OCPP 1.6 back end answers. Pure: the same state and request give the same step. */
export function answer(state: CsmsState, request: CsmsRequest): CsmsStep {
  const violation = violationIn(request.action, request.payload);
  const route = Object.hasOwn(routes, request.action) ? routes[request.action] : undefined;
  if (violation !== undefined) return { state, reply: { kind: "error", ...violation } };
  if (route === undefined) return { state, reply: { kind: "result", payload: {} } };
  const step = route(state, request);
  return { state: step.state, reply: { kind: "result", payload: step.payload } };
}

/** Messages that are merely acknowledged (status notifications of firmware, diagnostics and security) have no row. */
const routes: Readonly<Record<string, Route>> = {
  Authorize: (state, { payload, at }) => ({
    state,
    payload: { idTagInfo: tokenInfo(state.settings.tokens, textField(payload, "idTag") ?? "", at) },
  }),
  BootNotification: (state, { station, at }) => {
    const { status, intervalSeconds } = state.settings.boot;
    return {
      state: { ...state, registrations: new Map(state.registrations).set(station, status) },
      payload: { status, currentTime: isoTime(at), interval: intervalSeconds },
    };
  },
  DataTransfer: (state, { payload, at }) => {
    const vendorId = textField(payload, "vendorId") ?? "";
    if (!state.settings.vendorIds.includes(vendorId)) return { state, payload: { status: "UnknownVendorId" } };
    const data = vendorId === PNC_VENDOR ? { data: JSON.stringify(pncAnswer(payload, state.settings.tokens, at)) } : {};
    return { state, payload: { status: "Accepted", ...data } };
  },
  Heartbeat: (state, { at }) => ({ state, payload: { currentTime: isoTime(at) } }),
  MeterValues: recordMeterValues,
  SignCertificate: (state) => ({ state, payload: { status: "Accepted" } }),
  StartTransaction: startTransaction,
  StatusNotification: (state, request) => ({ state: recordStatus(state, request), payload: {} }),
  StopTransaction: stopTransaction,
};

function recordStatus(state: CsmsState, { station, payload, at }: CsmsRequest): CsmsState {
  const connectorId = numberField(payload, "connectorId") ?? 0;
  const info = textField(payload, "info");
  const timestamp = textField(payload, "timestamp");
  const report = {
    station,
    connectorId,
    status: textField(payload, "status") ?? "",
    errorCode: textField(payload, "errorCode") ?? "",
    receivedAt: at,
    ...(info === undefined ? {} : { info }),
    ...(timestamp === undefined ? {} : { timestamp }),
  };
  return { ...state, connectors: new Map(state.connectors).set(`${station}/${String(connectorId)}`, report) };
}
