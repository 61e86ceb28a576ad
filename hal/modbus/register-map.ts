import { AgentError } from "#hal/core/errors";
import type { ModbusBus, RequestOptions } from "#hal/modbus/modbus-bus";
import {
  decodeRegisters,
  registersOf,
  type RegisterType,
  type ValueFormat,
  valueScratch,
} from "#hal/modbus/register-value";

export type RegisterTable = "input" | "holding";

/** A span of registers; addresses are wire addresses. */
export interface RegisterBlock {
  readonly table: RegisterTable;
  readonly address: number;
  readonly count: number;
}

/** One quantity in a device: value = raw * scale. */
export interface RegisterPoint extends ValueFormat {
  readonly table: RegisterTable;
  readonly address: number;
  readonly scale: number;
}

export type PointDefaults = Pick<RegisterPoint, "table" | "order" | "missing">;

/** Makes the points of a device whose table and word order are the same throughout. */
export function pointsWith(
  defaults: PointDefaults,
): (address: number, type: RegisterType, scale?: number) => RegisterPoint {
  return (address, type, scale = 1) => ({ address, type, scale, ...defaults });
}

export interface ReadLimits {
  /** The most registers that one read may ask for. */
  readonly maxRegisters: number;
  /** Spans in which one read may also cover registers between the points. A point outside of all is read alone. */
  readonly blocks: readonly RegisterBlock[];
}

/** The fewest reads that cover all points: none crosses the border of a block of the device, none is longer than it need be. */
export function planReads(points: readonly RegisterPoint[], limits: ReadLimits): readonly RegisterBlock[] {
  const reads: RegisterBlock[] = [];
  const sorted = points.toSorted(
    (a, b) => Number(a.table > b.table) - Number(a.table < b.table) || a.address - b.address,
  );
  for (const next of sorted.map(spanOf)) {
    const last = reads.at(-1);
    const both = last && joined(last, next);
    if (last !== undefined && contains(last, next)) continue;
    if (both !== undefined && isReadable(both, limits)) reads[reads.length - 1] = both;
    else reads.push(next);
  }
  return reads;
}

/** Reads block after block. Rejects with AgentError `modbus.*`. */
export async function readBlocks(
  bus: Pick<ModbusBus, "request">,
  unit: number,
  blocks: readonly RegisterBlock[],
  options: RequestOptions = {},
): Promise<RegisterImage> {
  const readings: BlockReading[] = [];
  for (const block of blocks) {
    const { table, address, count } = block;
    const kind = table === "input" ? "readInput" : "readHolding";
    const answer = await bus.request(unit, { kind, address, count }, options);
    if (!("registers" in answer)) throw new AgentError("modbus.unexpected", "not an answer to a read", { unit, kind });
    readings.push({ block, registers: answer.registers });
  }
  return new RegisterImage(readings);
}

export interface BlockReading {
  readonly block: RegisterBlock;
  /** As many as the block counts. */
  readonly registers: readonly number[];
}

/** What was read of a device at one time. */
export class RegisterImage {
  readonly #readings: readonly BlockReading[];
  readonly #scratch = valueScratch();

  constructor(readings: readonly BlockReading[]) {
    this.#readings = readings;
  }

  /** The scaled value; undefined where the device marks it as not measured. It may be NaN if the device sends that. */
  value(point: RegisterPoint): number | undefined {
    const raw = decodeRegisters(this.words(spanOf(point)), point, this.#scratch);
    return raw === undefined ? undefined : scaled(raw, point.scale);
  }

  /** Throws AgentError `modbus.not-read` when no block of the reading has the whole span. */
  words(span: RegisterBlock): readonly number[] {
    const { table, address, count } = span;
    const reading = this.#readings.find(({ block }) => contains(block, span));
    if (reading === undefined)
      throw new AgentError("modbus.not-read", "a register outside of the plan", { table, address });
    const start = address - reading.block.address;
    return reading.registers.slice(start, start + count);
  }
}

/** Dividing by ten gives 230.5 where multiplying by 0.1 gives 230.50000000000003. */
function scaled(raw: number, scale: number): number {
  return scale < 1 ? raw / Math.round(1 / scale) : raw * scale;
}

function spanOf({ table, address, type }: RegisterPoint): RegisterBlock {
  return { table, address, count: registersOf[type] };
}

function joined(a: RegisterBlock, b: RegisterBlock): RegisterBlock | undefined {
  if (a.table !== b.table) return undefined;
  return { ...a, count: Math.max(a.address + a.count, b.address + b.count) - a.address };
}

function isReadable(span: RegisterBlock, { maxRegisters, blocks }: ReadLimits): boolean {
  return span.count <= maxRegisters && blocks.some((block) => contains(block, span));
}

function contains(block: RegisterBlock, span: RegisterBlock): boolean {
  const startsInside = block.table === span.table && block.address <= span.address;
  return startsInside && span.address + span.count <= block.address + block.count;
}
