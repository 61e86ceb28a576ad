import { crc16Modbus } from "#hal/wire/crc16";
import { sameBytes } from "#hal/wire/modbus-bytes";
import {
  decodeResponse,
  EXCEPTION_BIT,
  EXCEPTION_PDU_LENGTH,
  functionCodes,
  type RequestPdu,
  type ResponsePdu,
  responsePduLength,
} from "#hal/wire/modbus-pdu";

/** RTU frame of MODBUS over Serial Line V1.02: unit, PDU, CRC with the low byte first. */
export interface RtuFrame {
  /** 1 to 247; 0 is a broadcast. */
  readonly unit: number;
  readonly pdu: Uint8Array;
}

/** Unit before and CRC behind the PDU. */
export const RTU_OVERHEAD = 3;
export const MAX_RTU_LENGTH = 256;
/** Units that a device can have; 0 is the broadcast, 248 to 255 are reserved. */
export const MAX_UNIT = 247;
const MIN_RTU_LENGTH = 4;

export function encodeRtu(unit: number, pdu: Uint8Array): Uint8Array {
  const frame = new Uint8Array(pdu.length + RTU_OVERHEAD);
  frame[0] = unit;
  frame.set(pdu, 1);
  const crc = crc16Modbus(frame.subarray(0, -2));
  frame[frame.length - 2] = crc & 0xff;
  frame[frame.length - 1] = crc >>> 8;
  return frame;
}

/** Exactly one frame, or undefined when length or CRC are wrong. */
export function decodeRtu(frame: Uint8Array): RtuFrame | undefined {
  const [unit] = frame;
  if (unit === undefined || frame.length < MIN_RTU_LENGTH || frame.length > MAX_RTU_LENGTH) return undefined;
  return crc16Modbus(frame) === 0 ? { unit, pdu: frame.subarray(1, -2) } : undefined;
}

/** Whose answer to what is awaited. */
export interface AnswerExpectation {
  readonly unit: number;
  readonly request: RequestPdu;
}

export type AnswerScan =
  /** `start` and `end` say which bytes of the buffer are the answer. */
  | { readonly kind: "found"; readonly response: ResponsePdu; readonly start: number; readonly end: number }
  /** Something of the right shape and length is there, but its CRC is wrong. */
  | { readonly kind: "corrupt" }
  /** Nothing, or not enough yet. */
  | { readonly kind: "nothing" };

/**
 * Looks for the one frame that answers the request, at any offset: noise before it, other units' frames and stray bytes behind it do not
 * matter. Unit, function, byte count and CRC must all be right, which random bytes achieve once in about 10^12 offsets.
 */
export function scanForAnswer(buffer: Uint8Array, expectation: AnswerExpectation): AnswerScan {
  let isCorrupt = false;
  for (let start = 0; start + EXCEPTION_PDU_LENGTH < buffer.length; start++) {
    const length = frameLengthAt(buffer, start, expectation);
    if (length === undefined || start + length > buffer.length) continue;
    const frame = decodeRtu(buffer.subarray(start, start + length));
    const response = frame && decodeResponse(frame.pdu, expectation.request);
    if (response !== undefined) return { kind: "found", response, start, end: start + length };
    if (frame === undefined) isCorrupt = true;
  }
  return { kind: isCorrupt ? "corrupt" : "nothing" };
}

/** How long the answer would be if it began at `start`; undefined when it does not begin there. */
function frameLengthAt(buffer: Uint8Array, start: number, { unit, request }: AnswerExpectation): number | undefined {
  if (buffer[start] !== unit) return undefined;
  const functionCode = functionCodes[request.kind];
  if (buffer[start + 1] === (functionCode | EXCEPTION_BIT)) return EXCEPTION_PDU_LENGTH + RTU_OVERHEAD;
  if (buffer[start + 1] !== functionCode) return undefined;
  const pduLength = responsePduLength(request);
  const isRead = "count" in request;
  return isRead && buffer[start + 2] !== pduLength - 2 ? undefined : pduLength + RTU_OVERHEAD;
}

/** Where `needle` ends in `buffer` for the first time, or undefined. Finds what a half-duplex adapter reads back of its own sending. */
export function endOf(needle: Uint8Array, buffer: Uint8Array): number | undefined {
  for (let start = 0; start + needle.length <= buffer.length; start++) {
    const end = start + needle.length;
    if (sameBytes(buffer.subarray(start, end), needle)) return end;
  }
  return undefined;
}
