import { assertNever } from "#hal/core/assert-never";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import { CRC16_START, crc16ModbusStep } from "#hal/wire/crc16";
import { concatBytes } from "#hal/wire/modbus-bytes";
import {
  decodeRequest,
  encodeResponse,
  EXCEPTION_BIT,
  type ExceptionCode,
  exceptionCodes,
  isKnownFunction,
  modbusLimits,
  type RequestPdu,
  requestPduLength,
  type ResponsePdu,
} from "#hal/wire/modbus-pdu";
import { decodeRtu, encodeRtu, MAX_RTU_LENGTH, RTU_OVERHEAD, type RtuFrame } from "#hal/wire/modbus-rtu";

/** What a device keeps behind its addresses. A table that is absent answers with exception 1, an address that is undefined with exception 2. */
export interface RegisterModel {
  /** 0 to 65535. */
  readonly readInput?: (address: number) => number | undefined;
  readonly readHolding?: (address: number) => number | undefined;
  readonly readCoil?: (address: number) => boolean | undefined;
  readonly readDiscreteInput?: (address: number) => boolean | undefined;
  /** Takes all values or none; the refusal is the exception to answer. */
  readonly writeHolding?: (address: number, values: readonly number[]) => Outcome<undefined, ExceptionCode>;
  readonly writeCoils?: (address: number, values: readonly boolean[]) => Outcome<undefined, ExceptionCode>;
}

export interface SlaveOptions {
  /** 1 to 247. */
  readonly unit: number;
  readonly model: RegisterModel;
  /** The most registers in one read; many meters take fewer than the 125 of the specification. */
  readonly maxRegisters?: number;
}

/**
 * A Modbus RTU device without a clock: bytes of requests in, frames of answers out. A frame ends where the length of its request says, so
 * pieces may have any size and requests may follow each other without a pause. What has a wrong CRC, or is for another unit, is never
 * answered; a broadcast is carried out in silence.
 */
export class SlaveEngine {
  readonly #unit: number;
  readonly #model: RegisterModel;
  readonly #maxRegisters: number;
  #pending: Uint8Array = new Uint8Array();

  constructor({ unit, model, maxRegisters = modbusLimits.readRegisters }: SlaveOptions) {
    this.#unit = unit;
    this.#model = model;
    this.#maxRegisters = maxRegisters;
  }

  /** Takes what came over the line and returns the frames to send, oldest first. */
  feed(bytes: Uint8Array): readonly Uint8Array[] {
    this.#pending = concatBytes(this.#pending, bytes);
    const answers: Uint8Array[] = [];
    for (let next = this.#findRequest(); next !== undefined; next = this.#findRequest()) {
      const answer = this.#handle(next.frame);
      if (answer !== undefined) answers.push(answer);
      this.#pending = this.#pending.subarray(next.end);
    }
    this.#pending = this.#pending.slice(-MAX_RTU_LENGTH);
    return answers;
  }

  /** Forgets a begun request, as a device does when the line falls silent in the middle of one. */
  reset(): void {
    this.#pending = new Uint8Array();
  }

  /** The first complete request with a right CRC. What lies before it is noise or was cut off. */
  #findRequest(): { readonly frame: RtuFrame; readonly end: number } | undefined {
    for (let start = 0; start + RTU_OVERHEAD < this.#pending.length; start++) {
      const bytes = this.#pending.subarray(start);
      const length = this.#requestLength(bytes);
      if (length === undefined || length > bytes.length) continue;
      const frame = decodeRtu(bytes.subarray(0, length));
      if (frame !== undefined) return { frame, end: start + length };
    }
    return undefined;
  }

  #requestLength(bytes: Uint8Array): number | undefined {
    const [unit, functionCode] = bytes;
    if (unit === undefined || functionCode === undefined) return undefined;
    if (!isKnownFunction(functionCode)) {
      const isForUs = unit === this.#unit && functionCode > 0 && functionCode < EXCEPTION_BIT;
      return isForUs ? lengthByCrc(bytes) : undefined;
    }
    const pduLength = requestPduLength(bytes.subarray(1));
    return pduLength === undefined ? undefined : pduLength + RTU_OVERHEAD;
  }

  #handle(frame: RtuFrame): Uint8Array | undefined {
    const [functionCode] = frame.pdu;
    if (functionCode === undefined) return undefined;
    if (frame.unit !== this.#unit && frame.unit !== BROADCAST) return undefined;
    const request = decodeRequest(frame.pdu);
    if (frame.unit === BROADCAST) {
      if (request.ok && "count" in request.value) return undefined;
      if (request.ok) this.#perform(request.value);
      return undefined;
    }
    const outcome = request.ok ? this.#perform(request.value) : request;
    const response: ResponsePdu = outcome.ok
      ? outcome.value
      : { kind: "exception", functionCode, code: outcome.reason };
    return encodeRtu(this.#unit, encodeResponse(response));
  }

  #perform(request: RequestPdu): Outcome<ResponsePdu, ExceptionCode> {
    const model = this.#model;
    const { kind, address } = request;
    switch (kind) {
      case "readInput":
      case "readHolding": {
        if (request.count > this.#maxRegisters) return refused(exceptionCodes.illegalValue);
        const registers = readAll(kind === "readInput" ? model.readInput : model.readHolding, address, request.count);
        return registers.ok ? accepted({ kind, registers: registers.value }) : registers;
      }
      case "readCoils":
      case "readDiscreteInputs": {
        const bits = readAll(kind === "readCoils" ? model.readCoil : model.readDiscreteInput, address, request.count);
        return bits.ok ? accepted({ kind, bits: bits.value }) : bits;
      }
      case "writeRegister":
        return confirmed(model.writeHolding?.(address, [request.value]), request);
      case "writeRegisters":
        return confirmed(model.writeHolding?.(address, request.values), {
          kind,
          address,
          count: request.values.length,
        });
      case "writeCoil":
        return confirmed(model.writeCoils?.(address, [request.value]), request);
      case "writeCoils":
        return confirmed(model.writeCoils?.(address, request.values), { kind, address, count: request.values.length });
      default:
        return assertNever(kind);
    }
  }
}

const BROADCAST = 0;

function readAll<Value>(
  read: ((address: number) => Value | undefined) | undefined,
  address: number,
  count: number,
): Outcome<readonly Value[], ExceptionCode> {
  if (read === undefined) return refused(exceptionCodes.illegalFunction);
  const values: Value[] = [];
  for (let offset = 0; offset < count; offset++) {
    const value = read(address + offset);
    if (value === undefined) return refused(exceptionCodes.illegalAddress);
    values.push(value);
  }
  return accepted(values);
}

function confirmed(
  written: Outcome<undefined, ExceptionCode> | undefined,
  confirmation: ResponsePdu,
): Outcome<ResponsePdu, ExceptionCode> {
  if (written === undefined) return refused(exceptionCodes.illegalFunction);
  return written.ok ? accepted(confirmation) : written;
}

/** A function that is not known has no known length either: the frame ends where the CRC over it comes out right. */
function lengthByCrc(bytes: Uint8Array): number | undefined {
  let crc = CRC16_START;
  for (const [index, byte] of bytes.subarray(0, MAX_RTU_LENGTH).entries()) {
    crc = crc16ModbusStep(crc, byte);
    if (crc === 0 && index >= RTU_OVERHEAD) return index + 1;
  }
  return undefined;
}
