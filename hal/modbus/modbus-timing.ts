import { type Millis, millis } from "#hal/core/units";

export interface ModbusTiming {
  /** From the request to the first byte of the answer. */
  readonly response: Millis;
  /** The longest pause inside an answer. Adapters deliver in batches, so this is far more than the 1.5 characters of the specification. */
  readonly interByte: Millis;
  /** The longest that one exchange may take, whatever babbles on the line. */
  readonly exchange: Millis;
  /** Silence before each request. */
  readonly gap: Millis;
  /**
   * Silence after an answer that did not come. RTU answers carry no number: one that comes late looks like the answer to the next
   * request. `response` and `drain` together must be longer than the slowest device on the line ever takes.
   */
  readonly drain: Millis;
  /** How often a request is sent again after silence or a wrong CRC. */
  readonly retries: number;
}

export const defaultModbusTiming: ModbusTiming = {
  response: millis(500),
  interByte: millis(100),
  exchange: millis(2500),
  gap: millis(20),
  drain: millis(400),
  retries: 2,
};
