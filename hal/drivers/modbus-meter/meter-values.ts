import type { MeterReading, Phase, PhaseReading } from "#hal/core/charging";
import { AgentError } from "#hal/core/errors";
import { amperes, type EpochMillis, volts, wattHours, watts } from "#hal/core/units";
import type { MeterModel, PhasePoints } from "#hal/drivers/modbus-meter/meter-model";
import type { RegisterImage, RegisterPoint } from "#hal/modbus/register-map";

/**
 * What no meter of a charger can truthfully report: beyond these bounds the register is misread or broken. They are wide on purpose; what is
 * unusual but possible, such as 270 V, is for others to judge. Energy ends where the largest counter of eight digits of kWh does.
 */
const bounds = {
  importEnergy: [0, 1e11],
  power: [-1e6, 1e6],
  frequency: [0, 100],
  voltage: [0, 1000],
  current: [-1000, 1000],
} as const satisfies Record<string, readonly [number, number]>;
type QuantityName = keyof typeof bounds;

/** Throws AgentError `meter.implausible` for a value that is impossible, or an energy that is missing. */
export function readingFrom(model: MeterModel, image: RegisterImage, at: EpochMillis): MeterReading {
  const importEnergy = model.importEnergy
    .map((point) => plausible("importEnergy", image, point) ?? implausible("importEnergy", point, undefined))
    .reduce((sum, part) => sum + part, 0);
  const power = plausible("power", image, model.power);
  const frequencyHz = plausible("frequency", image, model.frequency);
  return {
    at,
    importEnergy: wattHours(importEnergy),
    ...(power !== undefined && { power: watts(power) }),
    ...(frequencyHz !== undefined && { frequencyHz }),
    phases: phasesFrom(model, image),
  };
}

function phasesFrom(model: MeterModel, image: RegisterImage): MeterReading["phases"] {
  const phases: Partial<Record<Phase, PhaseReading>> = {};
  for (const name of ["L1", "L2", "L3"] as const) {
    const points = model.phases[name];
    const reading = points && phaseFrom(points, image, model.currentSign);
    if (reading !== undefined && Object.keys(reading).length > 0) phases[name] = reading;
  }
  return phases;
}

function phaseFrom(points: PhasePoints, image: RegisterImage, sign: MeterModel["currentSign"]): PhaseReading {
  const voltage = plausible("voltage", image, points.voltage);
  const measured = plausible("current", image, points.current);
  const power = plausible("power", image, points.power);
  const isReversed = sign === "ofPower" && power !== undefined && power < 0;
  // Subtracted, because the negative of 0 would be -0.
  const current = measured !== undefined && isReversed ? 0 - measured : measured;
  const reading: { -readonly [Quantity in keyof PhaseReading]: PhaseReading[Quantity] } = {};
  if (voltage !== undefined) reading.voltage = volts(voltage);
  if (current !== undefined) reading.current = amperes(current);
  if (power !== undefined) reading.power = watts(power);
  return reading;
}

/** The value, undefined where the meter marks it as not measured. */
function plausible(quantity: QuantityName, image: RegisterImage, point: RegisterPoint): number | undefined {
  const value = image.value(point);
  if (value === undefined) return undefined;
  const [min, max] = bounds[quantity];
  // Written so that NaN is refused too.
  return value >= min && value <= max ? value : implausible(quantity, point, value);
}

function implausible(quantity: QuantityName, point: RegisterPoint, value: number | undefined): never {
  throw new AgentError("meter.implausible", "the meter reports what cannot be", {
    quantity,
    address: point.address,
    value: String(value),
  });
}
