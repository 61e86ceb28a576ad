import { millis } from "#hal/core/units";
import { type MeterModel, threePhases } from "#hal/drivers/modbus-meter/meter-model";
import { pointsWith } from "#hal/modbus/register-map";

const holding = pointsWith({ table: "holding", order: "be", missing: "nan" });
const W_PER_KW = 1000;

/** Schneider iEM3155/3255/3355, document DOCA0005EN: power in kW as float, energy in Wh as 64 bit integer, NaN for "not measured". Its manual numbers registers from 1. */
export const schneiderIem3155: MeterModel = {
  id: "schneider-iem3155",
  vendor: "Schneider Electric",
  model: "iEM3155/iEM3255/iEM3355",
  factory: { baudRate: 19_200, dataBits: 8, parity: "even", stopBits: 1, unit: 1 },
  response: millis(500),
  limits: {
    maxRegisters: 125,
    blocks: [
      { table: "holding", address: 2999, count: 12 },
      { table: "holding", address: 3027, count: 10 },
      { table: "holding", address: 3053, count: 32 },
    ],
  },
  importEnergy: [holding(3203, "i64")],
  power: holding(3059, "f32", W_PER_KW),
  frequency: holding(3109, "f32"),
  phases: threePhases((phase) => ({
    voltage: holding(3027 + 2 * phase, "f32"),
    current: holding(2999 + 2 * phase, "f32"),
    power: holding(3053 + 2 * phase, "f32", W_PER_KW),
  })),
  currentSign: "ofPower",
};
