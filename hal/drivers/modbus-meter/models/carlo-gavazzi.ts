import { millis } from "#hal/core/units";
import { type MeterModel, threePhases } from "#hal/drivers/modbus-meter/meter-model";
import { pointsWith } from "#hal/modbus/register-map";

const input = pointsWith({ table: "input", order: "le", missing: "none" });

/**
 * Carlo Gavazzi EM300/ET300 series. Energy is taken from the high-resolution pair at 0x400, kWh and remaining Wh, because the usual
 * register at 0x34 counts 0.1 kWh. Some firmware fails when one read crosses 0x31/0x32, hence the border of the blocks there; the
 * identification code must be read alone.
 */
export const cgEm340: MeterModel = {
  id: "cg-em340",
  vendor: "Carlo Gavazzi",
  model: "EM330/EM340/ET330/ET340",
  factory: { baudRate: 9600, dataBits: 8, parity: "none", stopBits: 1, unit: 1 },
  response: millis(500),
  limits: {
    maxRegisters: 50,
    blocks: [
      { table: "input", address: 0x00, count: 50 },
      { table: "input", address: 0x32, count: 6 },
      { table: "input", address: 0x400, count: 12 },
    ],
  },
  modelCode: { point: input(0x0b, "u16"), accepted: [331, 332, 335, 336, 340, 341, 345, 346, 355] },
  serialNumber: { kind: "text", block: { table: "input", address: 0x5000, count: 7 }, charactersPerRegister: 1 },
  importEnergy: [input(0x400, "i32", 1000), input(0x402, "i32")],
  power: input(0x28, "i32", 0.1),
  frequency: input(0x33, "u16", 0.1),
  phases: threePhases((phase) => ({
    voltage: input(0x00 + 2 * phase, "i32", 0.1),
    current: input(0x0c + 2 * phase, "i32", 0.001),
    power: input(0x12 + 2 * phase, "i32", 0.1),
  })),
  currentSign: "measured",
};
