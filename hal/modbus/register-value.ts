import { assertNever } from "#hal/core/assert-never";

export type RegisterType = "u16" | "i16" | "u32" | "i32" | "u64" | "i64" | "f32" | "f64";

/** `be`: most significant word first (ABCD); `le`: least significant word first (CDAB). Inside a word the high byte always comes first. */
export type WordOrder = "be" | "le";

/**
 * How a device says "not measured": `max` all ones in unsigned and 0x7FFF... in signed values, `min` 0x8000... in signed values, `nan` in
 * floats.
 */
export type MissingValue = "none" | "max" | "min" | "nan";

export const registersOf = {
  u16: 1,
  i16: 1,
  u32: 2,
  i32: 2,
  u64: 4,
  i64: 4,
  f32: 2,
  f64: 4,
} as const satisfies Record<RegisterType, number>;

/** How a value lies in its registers. */
export interface ValueFormat {
  readonly type: RegisterType;
  readonly order: WordOrder;
  readonly missing: MissingValue;
}

/** Room for the longest value. */
export function valueScratch(): DataView {
  return new DataView(new ArrayBuffer(8));
}

/**
 * The number in the registers, unscaled; undefined for "not measured". 64 bit integers beyond 2^53 lose their last digits. Whoever decodes many
 * values brings one scratch for all of them.
 */
export function decodeRegisters(
  words: readonly number[],
  format: ValueFormat,
  scratch = valueScratch(),
): number | undefined {
  const last = words.length - 1;
  words.forEach((word, index) => {
    scratch.setUint16(2 * (format.order === "be" ? index : last - index), word);
  });
  const value = readNumber(scratch, format.type);
  return isMissing(scratch, value, format) ? undefined : value;
}

function readNumber(view: DataView, type: RegisterType): number {
  switch (type) {
    case "u16":
      return view.getUint16(0);
    case "i16":
      return view.getInt16(0);
    case "u32":
      return view.getUint32(0);
    case "i32":
      return view.getInt32(0);
    case "u64":
      return Number(view.getBigUint64(0));
    case "i64":
      return Number(view.getBigInt64(0));
    case "f32":
      return view.getFloat32(0);
    case "f64":
      return view.getFloat64(0);
    default:
      return assertNever(type);
  }
}

/** Compares bits and not numbers: 0x7FFF...FF in 64 bits and its neighbours are the same number. */
function isMissing(view: DataView, value: number, { type, missing }: ValueFormat): boolean {
  if (missing === "none") return false;
  if (type === "f32" || type === "f64") return missing === "nan" && Number.isNaN(value);
  if (missing === "nan") return false;
  const isSigned = type.startsWith("i");
  if (missing === "min" && !isSigned) return false;
  const first = missing === "min" ? 0x80 : isSigned ? 0x7f : 0xff;
  const rest = missing === "min" ? 0x00 : 0xff;
  const bytes = Array.from({ length: 2 * registersOf[type] }, (_, offset) => view.getUint8(offset));
  return bytes.every((byte, offset) => byte === (offset === 0 ? first : rest));
}
