import type { WorldReading } from "#simulator/world/world-reading";

/** One value in the input table of the Eastron SDM630-Modbus V2: a 32 bit float, high word first, from an even address on. */
export interface MeterPoint {
  readonly address: number;
  readonly value: (source: MeterSource) => number;
}

export interface MeterSource {
  readonly reading: WorldReading;
  /** Kilowatt-hours on the register, as precisely as the truth is known. */
  readonly importKwh: number;
}

const phases = [0, 1, 2] as const;
const root3 = Math.sqrt(3);
const wattHoursPerKwh = 1000;

/** Addresses and units as the manufacturer's table has them; current is a magnitude, energy is in kWh. */
export const sdm630Points: readonly MeterPoint[] = [
  ...phases.flatMap((phase): readonly MeterPoint[] => [
    { address: 0 + 2 * phase, value: ({ reading }) => reading.voltages[phase] },
    { address: 6 + 2 * phase, value: ({ reading }) => Math.abs(reading.currents[phase]) },
    { address: 12 + 2 * phase, value: ({ reading }) => reading.powers[phase] },
    { address: 18 + 2 * phase, value: ({ reading }) => Math.abs(reading.powers[phase]) },
    { address: 24 + 2 * phase, value: () => 0 },
    { address: 30 + 2 * phase, value: () => 1 },
    { address: 200 + 2 * phase, value: ({ reading }) => reading.voltages[phase] * root3 },
    { address: 346 + 2 * phase, value: ({ reading }) => reading.phaseEnergy[phase] / wattHoursPerKwh },
    { address: 352 + 2 * phase, value: () => 0 },
  ]),
  { address: 52, value: ({ reading }) => reading.power },
  { address: 56, value: ({ reading }) => Math.abs(reading.power) },
  { address: 60, value: () => 0 },
  { address: 62, value: () => 1 },
  { address: 70, value: ({ reading }) => reading.frequencyHz },
  { address: 72, value: ({ importKwh }) => importKwh },
  { address: 74, value: () => 0 },
  { address: 76, value: () => 0 },
  { address: 78, value: () => 0 },
  { address: 224, value: ({ reading }) => neutralCurrent(reading.currents) },
  { address: 342, value: ({ importKwh }) => importKwh },
  { address: 344, value: () => 0 },
];

const inputBlocks = [
  { address: 0, count: 108 },
  { address: 200, count: 70 },
  { address: 342, count: 40 },
] as const;

/** Between the points of a block the device answers zeros; outside of every block it refuses. */
export const sdm630InputAddresses: ReadonlySet<number> = new Set(
  inputBlocks.flatMap(({ address, count }) => Array.from({ length: count }, (_, index) => address + index)),
);
/** Behind the last input register. */
export const SDM630_INPUT_END = 382;

/** The device takes 40 parameters in one request. */
export const SDM630_MOST_REGISTERS = 80;
/** Holding registers: serial number as 32 bit, then the code of the model. */
export const SDM630_SERIAL_ADDRESS = 0xfc00;
export const SDM630_CODE_ADDRESS = 0xfc02;
export const SDM630_CODE = 0x0070;

/** Three currents 120 degrees apart leave this in the neutral. */
function neutralCurrent([a, b, c]: WorldReading["currents"]): number {
  return Math.sqrt(Math.max(0, a * a + b * b + c * c - a * b - b * c - c * a));
}
