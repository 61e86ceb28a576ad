import type { MeterReading } from "#hal/core/charging";
import type { Clock } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import { AgentError, describeError, hasCode } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import type { MeterModel } from "#hal/drivers/modbus-meter/meter-model";
import { readingFrom } from "#hal/drivers/modbus-meter/meter-values";
import type { ModbusBus } from "#hal/modbus/modbus-bus";
import { planReads, readBlocks, type RegisterBlock, type RegisterImage } from "#hal/modbus/register-map";
import type { EnergyMeter, MeterIdentity } from "#hal/ports/energy-meter";

export interface ModbusMeterOptions {
  readonly bus: Pick<ModbusBus, "name" | "request">;
  /** 1 to 247. */
  readonly unit: number;
  readonly model: MeterModel;
  /** For the timestamps of readings; the bus has a clock of its own. */
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
}

/**
 * Any meter of the table of models. Errors are AgentErrors:
 * - `meter.silent`: the line or the meter did not answer;
 * - `meter.refused`: the meter answered with a Modbus exception;
 * - `meter.implausible`: it answered with what cannot be;
 * - `meter.wrong-model`: another device has its place.
 *
 * How fine the energy is depends on the model; see the note on floats in the Eastron models.
 */
export class ModbusMeter implements EnergyMeter, Component {
  readonly isSigned = false;
  readonly name: string;
  readonly #options: ModbusMeterOptions;
  readonly #plan: readonly RegisterBlock[];
  #health: Health = { kind: "stopped" };

  constructor(options: ModbusMeterOptions) {
    const { bus, unit, model } = options;
    this.name = `${bus.name}/meter-${String(unit)}`;
    this.#options = options;
    this.#plan = planReads(pointsOf(model), model.limits);
  }

  /** Nothing to open: the line is the bus's, and a meter that is silent now may answer later. */
  start(): Promise<void> {
    this.#health = { kind: "ok" };
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.#health = { kind: "stopped" };
    return Promise.resolve();
  }

  /** As of the last reading. */
  health(): Health {
    return this.#health;
  }

  async identify(): Promise<MeterIdentity> {
    const { model, log } = this.#options;
    await this.#checkModelCode();
    const serialNumber = await this.#readSerialNumber();
    const identity = { vendor: model.vendor, model: model.model, ...(serialNumber && { serialNumber }) };
    log.info({ meter: this.name, ...identity }, "meter.identified");
    return identity;
  }

  async read(): Promise<MeterReading> {
    try {
      const image = await this.#readBlocks(this.#plan);
      const reading = readingFrom(this.#options.model, image, this.#options.clock.now());
      if (this.#health.kind === "degraded") this.#health = { kind: "ok" };
      return reading;
    } catch (error) {
      if (this.#health.kind !== "stopped") this.#health = { kind: "degraded", why: describeError(error) };
      throw error;
    }
  }

  async #checkModelCode(): Promise<void> {
    const { modelCode, id, limits } = this.#options.model;
    if (modelCode === undefined) return;
    const { point, accepted } = modelCode;
    try {
      const code = (await this.#readBlocks(planReads([point], limits))).value(point);
      if (code !== undefined && accepted.includes(code)) return;
      throw new AgentError("meter.wrong-model", `not a ${id}`, { meter: this.name, code, accepted });
    } catch (error) {
      // A device without that register is another device.
      if (!hasCode(error, "meter.refused")) throw error;
      throw new AgentError("meter.wrong-model", `not a ${id}`, { meter: this.name, accepted }, error);
    }
  }

  /** Undefined where the device has none. */
  async #readSerialNumber(): Promise<string | undefined> {
    const { serialNumber, limits } = this.#options.model;
    if (serialNumber === undefined) return undefined;
    try {
      if (serialNumber.kind === "number") {
        const image = await this.#readBlocks(planReads([serialNumber.point], limits));
        return image.value(serialNumber.point)?.toString();
      }
      const image = await this.#readBlocks([serialNumber.block]);
      return textOf(image.words(serialNumber.block), serialNumber.charactersPerRegister);
    } catch (error) {
      if (hasCode(error, "meter.refused")) return undefined;
      throw error;
    }
  }

  async #readBlocks(blocks: readonly RegisterBlock[]): Promise<RegisterImage> {
    const { bus, unit, model } = this.#options;
    try {
      return await readBlocks(bus, unit, blocks, { response: model.response });
    } catch (error) {
      const details = { meter: this.name, model: model.id };
      if (hasCode(error, "modbus.exception"))
        throw new AgentError("meter.refused", "the meter refuses", { ...details, ...error.details }, error);
      if (hasCode(error, "modbus")) throw new AgentError("meter.silent", "the meter is silent", details, error);
      throw error;
    }
  }
}

function pointsOf({ importEnergy, power, frequency, phases }: MeterModel) {
  const ofPhases = Object.values(phases).flatMap((phase) => [phase.voltage, phase.current, phase.power]);
  return [...importEnergy, power, frequency, ...ofPhases];
}

/** Printable characters only: NUL and blanks fill what a number leaves free. */
function textOf(words: readonly number[], charactersPerRegister: 1 | 2): string | undefined {
  const codes = words.flatMap((word) => (charactersPerRegister === 1 ? [word & 0xff] : [word >>> 8, word & 0xff]));
  const text = String.fromCharCode(...codes.filter((code) => code > 0x20 && code < 0x7f));
  return text === "" ? undefined : text;
}
