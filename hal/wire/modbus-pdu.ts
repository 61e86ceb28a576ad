import { assertNever } from "#hal/core/assert-never";
import { AgentError } from "#hal/core/errors";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import { packBits, packWords, sameBytes, unpackBits, unpackWords, wordAt, wordBytes } from "#hal/wire/modbus-bytes";

/**
 * The protocol data units of MODBUS Application Protocol V1.1b3 that meters and controllers need, in both directions. Addresses are wire
 * addresses, 0 to 65535 (not the 30001/40001 numbers of manuals); registers are 0 to 65535.
 */
export type RequestPdu =
  | { readonly kind: ReadBitsKind; readonly address: number; readonly count: number }
  | { readonly kind: ReadRegistersKind; readonly address: number; readonly count: number }
  | { readonly kind: "writeCoil"; readonly address: number; readonly value: boolean }
  | { readonly kind: "writeRegister"; readonly address: number; readonly value: number }
  | { readonly kind: "writeCoils"; readonly address: number; readonly values: readonly boolean[] }
  | { readonly kind: "writeRegisters"; readonly address: number; readonly values: readonly number[] };

export type ResponsePdu =
  | { readonly kind: ReadBitsKind; readonly bits: readonly boolean[] }
  | { readonly kind: ReadRegistersKind; readonly registers: readonly number[] }
  | { readonly kind: "writeCoil"; readonly address: number; readonly value: boolean }
  | { readonly kind: "writeRegister"; readonly address: number; readonly value: number }
  | { readonly kind: "writeCoils" | "writeRegisters"; readonly address: number; readonly count: number }
  | ExceptionPdu;

export interface ExceptionPdu {
  readonly kind: "exception";
  /** Of the refused request, without the 0x80 bit. */
  readonly functionCode: number;
  readonly code: number;
}

export type ReadBitsKind = "readCoils" | "readDiscreteInputs";
export type ReadRegistersKind = "readHolding" | "readInput";
export type RequestKind = RequestPdu["kind"];

export const functionCodes = {
  readCoils: 1,
  readDiscreteInputs: 2,
  readHolding: 3,
  readInput: 4,
  writeCoil: 5,
  writeRegister: 6,
  writeCoils: 15,
  writeRegisters: 16,
} as const satisfies Record<RequestKind, number>;

const requestKinds = [
  "readCoils",
  "readDiscreteInputs",
  "readHolding",
  "readInput",
  "writeCoil",
  "writeRegister",
  "writeCoils",
  "writeRegisters",
] as const satisfies readonly RequestKind[];

/** The most that one request may ask for or carry. */
export const modbusLimits = { readRegisters: 125, writeRegisters: 123, readBits: 2000, writeBits: 1968 } as const;

export const exceptionCodes = {
  illegalFunction: 1,
  illegalAddress: 2,
  illegalValue: 3,
  deviceFailure: 4,
  acknowledge: 5,
  busy: 6,
  memoryParity: 8,
  gatewayPath: 10,
  gatewayTargetSilent: 11,
} as const;
export type ExceptionCode = (typeof exceptionCodes)[keyof typeof exceptionCodes];

/** The word for an exception code, also for those that no specification defines. */
export function exceptionName(code: number): string {
  return Object.entries(exceptionCodes).find(([, known]) => known === code)?.[0] ?? "unknown";
}

/** Marks the function code of an exception. */
export const EXCEPTION_BIT = 0x80;
/** Function code and exception code. */
export const EXCEPTION_PDU_LENGTH = 2;
/** 256 bytes of RTU frame less unit and CRC. */
export const MAX_PDU_LENGTH = 253;

const COIL_ON = 0xff00;
const COIL_OFF = 0;

/** How many bytes the answer has unless it is an exception. */
export function responsePduLength(request: RequestPdu): number {
  switch (request.kind) {
    case "readCoils":
    case "readDiscreteInputs":
      return 2 + Math.ceil(request.count / 8);
    case "readHolding":
    case "readInput":
      return 2 + 2 * request.count;
    case "writeCoil":
    case "writeRegister":
    case "writeCoils":
    case "writeRegisters":
      return 5;
    default:
      return assertNever(request);
  }
}

/** How many bytes the request has that begins like `head`; undefined while `head` is too short to tell, or for a function that is not known here. */
export function requestPduLength(head: Uint8Array): number | undefined {
  const [functionCode] = head;
  if (functionCode === undefined) return undefined;
  if (functionCode >= 1 && functionCode <= 6) return 5;
  const carriesData = functionCode === functionCodes.writeCoils || functionCode === functionCodes.writeRegisters;
  const byteCount = head[5];
  return carriesData && byteCount !== undefined ? 6 + byteCount : undefined;
}

/** True for the functions that this file can read; of others the length is unknown. */
export function isKnownFunction(functionCode: number): boolean {
  return kindOf(functionCode) !== undefined;
}

/** Throws AgentError `modbus.bad-request` for what no device may be asked: a count beyond `modbusLimits`, a span beyond address 65535, a value beyond 16 bits. */
export function encodeRequest(request: RequestPdu): Uint8Array {
  const { kind, address } = request;
  const count = spanOf(request);
  if (count < 1 || count > limitOf(kind) || address + count > 0x1_0000)
    throw new AgentError("modbus.bad-request", "not a request that Modbus knows", { kind, address, count });
  const functionCode = functionCodes[kind];
  switch (request.kind) {
    case "readCoils":
    case "readDiscreteInputs":
    case "readHolding":
    case "readInput":
      return Uint8Array.of(functionCode, ...wordBytes(address), ...wordBytes(count));
    case "writeCoil":
      return Uint8Array.of(functionCode, ...wordBytes(address), ...wordBytes(request.value ? COIL_ON : COIL_OFF));
    case "writeRegister":
      return Uint8Array.of(functionCode, ...wordBytes(address), ...wordBytes(request.value));
    case "writeCoils": {
      const bytes = packBits(request.values);
      return Uint8Array.of(functionCode, ...wordBytes(address), ...wordBytes(count), bytes.length, ...bytes);
    }
    case "writeRegisters": {
      const bytes = packWords(request.values);
      return Uint8Array.of(functionCode, ...wordBytes(address), ...wordBytes(count), bytes.length, ...bytes);
    }
    default:
      return assertNever(request);
  }
}

/** What a device makes of a request; the refusal is the exception that it must answer. */
export function decodeRequest(pdu: Uint8Array): Outcome<RequestPdu, ExceptionCode> {
  const kind = kindOf(pdu[0]);
  if (kind === undefined) return refused(exceptionCodes.illegalFunction);
  if (pdu.length !== requestPduLength(pdu)) return refused(exceptionCodes.illegalValue);
  const request = requestFrom(kind, pdu);
  if (request === undefined) return refused(exceptionCodes.illegalValue);
  const count = spanOf(request);
  if (count < 1 || count > limitOf(kind)) return refused(exceptionCodes.illegalValue);
  if (request.address + count > 0x1_0000) return refused(exceptionCodes.illegalAddress);
  return accepted(request);
}

function requestFrom(kind: RequestKind, pdu: Uint8Array): RequestPdu | undefined {
  const address = wordAt(pdu, 1);
  const second = wordAt(pdu, 3);
  switch (kind) {
    case "readCoils":
    case "readDiscreteInputs":
    case "readHolding":
    case "readInput":
      return { kind, address, count: second };
    case "writeCoil":
      return second === COIL_ON || second === COIL_OFF ? { kind, address, value: second === COIL_ON } : undefined;
    case "writeRegister":
      return { kind, address, value: second };
    case "writeCoils":
      return pdu[5] === Math.ceil(second / 8)
        ? { kind, address, values: unpackBits(pdu.subarray(6), second) }
        : undefined;
    case "writeRegisters":
      return pdu[5] === 2 * second ? { kind, address, values: unpackWords(pdu.subarray(6)) } : undefined;
    default:
      return assertNever(kind);
  }
}

export function encodeResponse(response: ResponsePdu): Uint8Array {
  switch (response.kind) {
    case "exception":
      return Uint8Array.of(response.functionCode | EXCEPTION_BIT, response.code);
    case "readCoils":
    case "readDiscreteInputs":
      return dataPdu(functionCodes[response.kind], packBits(response.bits));
    case "readHolding":
    case "readInput":
      return dataPdu(functionCodes[response.kind], packWords(response.registers));
    case "writeCoil":
      return Uint8Array.of(
        functionCodes.writeCoil,
        ...wordBytes(response.address),
        ...wordBytes(response.value ? COIL_ON : COIL_OFF),
      );
    case "writeRegister":
      return Uint8Array.of(functionCodes.writeRegister, ...wordBytes(response.address), ...wordBytes(response.value));
    case "writeCoils":
    case "writeRegisters":
      return Uint8Array.of(functionCodes[response.kind], ...wordBytes(response.address), ...wordBytes(response.count));
    default:
      return assertNever(response);
  }
}

function dataPdu(functionCode: number, data: Uint8Array): Uint8Array {
  const pdu = new Uint8Array(2 + data.length);
  pdu[0] = functionCode;
  pdu[1] = data.length;
  pdu.set(data, 2);
  return pdu;
}

/**
 * Reads the answer to `request`, or undefined when these bytes do not answer it: another function or length, or a write confirmed with an
 * address or value that was not sent. The request is needed because an answer alone does not say how many bits it holds.
 */
export function decodeResponse(pdu: Uint8Array, request: RequestPdu): ResponsePdu | undefined {
  const functionCode = functionCodes[request.kind];
  if (pdu[0] === (functionCode | EXCEPTION_BIT)) {
    const code = pdu[1];
    if (code === undefined || code === 0 || pdu.length !== EXCEPTION_PDU_LENGTH) return undefined;
    return { kind: "exception", functionCode, code };
  }
  if (pdu[0] !== functionCode || pdu.length !== responsePduLength(request)) return undefined;
  return answerFrom(pdu, request);
}

function answerFrom(pdu: Uint8Array, request: RequestPdu): ResponsePdu | undefined {
  switch (request.kind) {
    case "readCoils":
    case "readDiscreteInputs":
      if (pdu[1] !== pdu.length - 2) return undefined;
      return { kind: request.kind, bits: unpackBits(pdu.subarray(2), request.count) };
    case "readHolding":
    case "readInput":
      if (pdu[1] !== pdu.length - 2) return undefined;
      return { kind: request.kind, registers: unpackWords(pdu.subarray(2)) };
    case "writeCoil":
    case "writeRegister":
      return sameBytes(pdu, encodeRequest(request)) ? request : undefined;
    case "writeCoils":
    case "writeRegisters": {
      const isConfirmed = wordAt(pdu, 1) === request.address && wordAt(pdu, 3) === request.values.length;
      return isConfirmed ? { kind: request.kind, address: request.address, count: request.values.length } : undefined;
    }
    default:
      return assertNever(request);
  }
}

function kindOf(functionCode: number | undefined): RequestKind | undefined {
  return functionCode === undefined ? undefined : kindsByCode.get(functionCode);
}

const kindsByCode: ReadonlyMap<number, RequestKind> = new Map(requestKinds.map((kind) => [functionCodes[kind], kind]));

function spanOf(request: RequestPdu): number {
  if ("count" in request) return request.count;
  return "values" in request ? request.values.length : 1;
}

function limitOf(kind: RequestKind): number {
  switch (kind) {
    case "readCoils":
    case "readDiscreteInputs":
      return modbusLimits.readBits;
    case "readHolding":
    case "readInput":
      return modbusLimits.readRegisters;
    case "writeCoils":
      return modbusLimits.writeBits;
    case "writeRegisters":
      return modbusLimits.writeRegisters;
    case "writeCoil":
    case "writeRegister":
      return 1;
    default:
      return assertNever(kind);
  }
}
