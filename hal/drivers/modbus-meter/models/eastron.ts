import { millis } from "#hal/core/units";
import { type MeterModel, threePhases } from "#hal/drivers/modbus-meter/meter-model";
import { pointsWith, type RegisterBlock } from "#hal/modbus/register-map";

/*
 * Eastron "SDM630 / SDM72 Modbus protocol" documents. Values are floats of 32 bits in input registers, energy in kWh.
 *
 * Such a float has 24 significant bits, so the energy register gets coarser as it grows. One step is 0.49 Wh from 4,096 kWh, 0.98 Wh from
 * 8,192 kWh, 1.95 Wh from 16,384 kWh and 15.6 Wh from 131,072 kWh: above 8,192 kWh a reading is exact to half a watt-hour only, above
 * 16,384 kWh some whole watt-hours cannot be told any more. A long-lived SDM counts right but shows less than OCPP's Wh can carry, and two
 * readings close to each other may be equal although energy flowed. These meters have no register with a finer count.
 */

const input = pointsWith({ table: "input", order: "be", missing: "none" });
const holding = pointsWith({ table: "holding", order: "be", missing: "none" });
const WH_PER_KWH = 1000;

interface EastronVariant {
  readonly id: string;
  readonly model: string;
  /** Content of holding register 0xFC02. */
  readonly codes: readonly number[];
  readonly blocks: readonly RegisterBlock[];
}

function eastronThreePhase({ id, model, codes, blocks }: EastronVariant): MeterModel {
  return {
    id,
    vendor: "Eastron",
    model,
    factory: { baudRate: 9600, dataBits: 8, parity: "none", stopBits: 1, unit: 1 },
    response: millis(300),
    limits: { maxRegisters: 80, blocks },
    modelCode: { point: holding(0xfc02, "u16"), accepted: codes },
    serialNumber: { kind: "number", point: holding(0xfc00, "u32") },
    importEnergy: [input(0x48, "f32", WH_PER_KWH)],
    power: input(0x34, "f32"),
    frequency: input(0x46, "f32"),
    phases: threePhases((phase) => ({
      voltage: input(0x00 + 2 * phase, "f32"),
      current: input(0x06 + 2 * phase, "f32"),
      power: input(0x0c + 2 * phase, "f32"),
    })),
    currentSign: "ofPower",
  };
}

/** Code 0x0079 is the SDM630MCT-V2, which has the same map. */
export const eastronSdm630V2 = eastronThreePhase({
  id: "eastron-sdm630-v2",
  model: "SDM630-Modbus V2",
  codes: [0x0070, 0x0079],
  blocks: [{ table: "input", address: 0, count: 80 }],
});

export const eastronSdm72dmV2 = eastronThreePhase({
  id: "eastron-sdm72dm-v2",
  model: "SDM72D-M-V2",
  codes: [0x0089],
  blocks: [{ table: "input", address: 0, count: 76 }],
});
