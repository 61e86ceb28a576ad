import fc from "fast-check";
import { evseId } from "#hal/core/charging";
import { epochMillis } from "#hal/core/units";
import { type MeasuredValue, measurands, type MeterSample } from "#agent/domain/metering/meter-sample";
import { type MeterValuesTaken, type TransactionUpdated, transactionId } from "#agent/domain/transaction/station-fact";

const units = {
  "Energy.Active.Import.Register": "Wh",
  "Power.Active.Import": "W",
  "Current.Import": "A",
  Voltage: "V",
  Frequency: "Hz",
  "Current.Offered": "A",
  "Power.Offered": "W",
} as const;

const value: fc.Arbitrary<MeasuredValue> = fc
  .record({
    measurand: fc.constantFrom(...measurands),
    phase: fc.option(fc.constantFrom("L1", "L2", "L3", "L1-N", "L2-N", "L3-N"), { nil: undefined }),
    number: fc.oneof(fc.integer({ min: -1e9, max: 1e9 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
  })
  // JSON has no negative zero.
  .map(({ measurand, phase, number }) => ({
    measurand,
    ...(phase === undefined ? {} : { phase }),
    value: number === 0 ? 0 : number,
    unit: units[measurand],
  }));

const time = fc.oneof(
  fc.integer({ min: 1, max: 4_102_444_800_000 }),
  fc.double({ min: 1, max: 4_102_444_800_000, noNaN: true }),
);

const sample: fc.Arbitrary<MeterSample> = fc.record({
  at: time.map(epochMillis),
  context: fc.constantFrom("periodic", "clock", "begin", "end", "trigger", "other"),
  values: fc.array(value, { maxLength: 15 }),
});

/** Values in between with whatever a meter may say, a value twice among them. */
export const valueFacts: fc.Arbitrary<TransactionUpdated | MeterValuesTaken> = fc
  .record({
    at: time,
    evse: fc.integer({ min: 1, max: 9 }),
    samples: fc.array(sample, { maxLength: 4 }),
    isOwned: fc.boolean(),
  })
  .map(({ at, evse, samples, isOwned }) => {
    const common = { at: epochMillis(at), evse: evseId(evse), samples };
    if (!isOwned) return { type: "meter.values", ...common };
    return { type: "transaction.updated", transactionId: transactionId("t1"), seqNo: 7, ...common };
  });
