import { millis } from "#hal/core/units";
import { type MeterModel, threePhases } from "#hal/drivers/modbus-meter/meter-model";
import { pointsWith } from "#hal/modbus/register-map";

const holding = pointsWith({ table: "holding", order: "be", missing: "max" });

/** ABB B21/B23/B24, document 2CMC485003M0201. Energy counts 0.01 kWh; a one-phase device marks the other phases as not measured. */
export const abbB23: MeterModel = {
  id: "abb-b23",
  vendor: "ABB",
  model: "B21/B23/B24",
  factory: { baudRate: 19_200, dataBits: 8, parity: "even", stopBits: 1, unit: 1 },
  response: millis(500),
  limits: { maxRegisters: 125, blocks: [{ table: "holding", address: 0x5b00, count: 66 }] },
  serialNumber: { kind: "number", point: holding(0x8900, "u32") },
  importEnergy: [holding(0x5000, "u64", 10)],
  power: holding(0x5b14, "i32", 0.01),
  frequency: holding(0x5b2c, "u16", 0.01),
  phases: threePhases((phase) => ({
    voltage: holding(0x5b00 + 2 * phase, "u32", 0.1),
    current: holding(0x5b0c + 2 * phase, "u32", 0.01),
    power: holding(0x5b16 + 2 * phase, "i32", 0.01),
  })),
  currentSign: "ofPower",
};
