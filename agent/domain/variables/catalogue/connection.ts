import { integer, seconds, writable, writableForRestart } from "#agent/domain/variables/catalogue/kinds";
import type { Definitions } from "#agent/domain/variables/variable-type";

const HOUR = 3600;

/** How the station keeps its connection to the operator. */
export const connection = {
  heartbeatInterval: {
    ...seconds(300, 0),
    key16: "HeartbeatInterval",
    meaning: "Seconds between heartbeats while nothing else is said; the back end sets it at registration.",
    name2x: "OCPPCommCtrlr.HeartbeatInterval",
    ...writable,
  },
  webSocketPingInterval: {
    ...seconds(30, 0, HOUR),
    key16: "WebSocketPingInterval",
    meaning: "Seconds between pings to the back end; 0 sends none.",
    name2x: "OCPPCommCtrlr.WebSocketPingInterval",
    ...writableForRestart,
  },
  messageTimeout: {
    ...seconds(30, 1, HOUR),
    key16: "MessageTimeout",
    meaning: "Seconds that an answer is waited for.",
    name2x: "OCPPCommCtrlr.MessageTimeout[Default]",
    ...writable,
  },
  retryBackOffWaitMinimum: {
    ...seconds(10, 1, HOUR),
    key16: "RetryBackOffWaitMinimum",
    meaning: "Seconds before the first attempt to connect again.",
    name2x: "OCPPCommCtrlr.RetryBackOffWaitMinimum",
    ...writable,
  },
  retryBackOffRepeatTimes: {
    ...integer(5, 0, 16),
    key16: "RetryBackOffRepeatTimes",
    meaning: "How often RetryBackOffWaitMinimum doubles.",
    name2x: "OCPPCommCtrlr.RetryBackOffRepeatTimes",
    ...writable,
  },
  retryBackOffRandomRange: {
    ...seconds(10, 0, HOUR),
    key16: "RetryBackOffRandomRange",
    meaning: "Seconds of chance added to each of these waits.",
    name2x: "OCPPCommCtrlr.RetryBackOffRandomRange",
    ...writable,
  },
} as const satisfies Definitions;
