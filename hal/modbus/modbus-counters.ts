import type { Millis } from "#hal/core/units";

/** What happened on a line since the bus was made; for diagnostics. */
export interface ModbusCounters {
  /** Frames sent, repetitions included. */
  readonly requests: number;
  /** Good answers, exceptions not included. */
  readonly answers: number;
  /** Requests sent once more after silence or a wrong CRC. */
  readonly retries: number;
  readonly timeouts: number;
  readonly crcErrors: number;
  readonly exceptions: number;
  /** Bytes received that belonged to no answer. */
  readonly noiseBytes: number;
  /** From request to complete answer. */
  readonly lastLatency?: Millis;
  readonly longestLatency?: Millis;
}

export const noModbusTraffic: ModbusCounters = {
  requests: 0,
  answers: 0,
  retries: 0,
  timeouts: 0,
  crcErrors: 0,
  exceptions: 0,
  noiseBytes: 0,
};
