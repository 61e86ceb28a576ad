import { TRANSACTION_DATA_LIMIT } from "#agent/domain/metering/transaction-data";
import { integer, seconds, measured, allMeasurands, writable, readOnly } from "#agent/domain/variables/catalogue/kinds";
import type { Definitions } from "#agent/domain/variables/variable-type";

/** What is measured and told when. */
export const metering = {
  meterValueSampleInterval: {
    ...seconds(60, 0),
    key16: "MeterValueSampleInterval",
    meaning: "Seconds between the values of a transaction; 0 sends none.",
    name2x: "SampledDataCtrlr.TxUpdatedInterval",
    ...writable,
  },
  meterValuesSampledData: {
    ...measured("Energy.Active.Import.Register"),
    key16: "MeterValuesSampledData",
    meaning: "What is told at these intervals; see the measurands below.",
    name2x: "SampledDataCtrlr.TxUpdatedMeasurands",
    ...writable,
  },
  meterValuesSampledDataMaxLength: {
    ...allMeasurands,
    key16: "MeterValuesSampledDataMaxLength",
    meaning: "Entries that the list can have.",
    ...readOnly,
  },
  clockAlignedDataInterval: {
    ...seconds(0, 0),
    key16: "ClockAlignedDataInterval",
    meaning:
      "Seconds from midnight UTC on, for each outlet; 0 sends none. There is no main meter, so connector 0 has no values.",
    name2x: "AlignedDataCtrlr.Interval",
    ...writable,
  },
  meterValuesAlignedData: {
    ...measured("Energy.Active.Import.Register"),
    key16: "MeterValuesAlignedData",
    meaning: "What is told at these times; see the measurands below.",
    name2x: "AlignedDataCtrlr.Measurands",
    ...writable,
  },
  meterValuesAlignedDataMaxLength: {
    ...allMeasurands,
    key16: "MeterValuesAlignedDataMaxLength",
    meaning: "Entries that the list can have.",
    ...readOnly,
  },
  stopTxnSampledData: {
    ...measured(""),
    key16: "StopTxnSampledData",
    meaning: "Told with the end of a transaction, at the intervals of MeterValueSampleInterval.",
    name2x: "SampledDataCtrlr.TxEndedMeasurands",
    ...writable,
  },
  stopTxnSampledDataMaxLength: {
    ...allMeasurands,
    key16: "StopTxnSampledDataMaxLength",
    meaning: "Entries that the list can have.",
    ...readOnly,
  },
  stopTxnAlignedData: {
    ...measured(""),
    key16: "StopTxnAlignedData",
    meaning: "Told with the end of a transaction, at the times of ClockAlignedDataInterval.",
    name2x: "AlignedDataCtrlr.TxEndedMeasurands",
    ...writable,
  },
  stopTxnAlignedDataMaxLength: {
    ...allMeasurands,
    key16: "StopTxnAlignedDataMaxLength",
    meaning: "Entries that the list can have.",
    ...readOnly,
  },
  stopTransactionMaxMeterValues: {
    ...integer(TRANSACTION_DATA_LIMIT, TRANSACTION_DATA_LIMIT, TRANSACTION_DATA_LIMIT),
    key16: "StopTransactionMaxMeterValues",
    meaning: "Of more, every second one in the middle is left out.",
    ...readOnly,
  },
} as const satisfies Definitions;
