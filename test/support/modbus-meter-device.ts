import type { RegisterModel } from "#hal/modbus/slave-engine";

type Words = readonly number[];

/** Words from an address on. */
export type Content = readonly [address: number, words: Words];

/** The words of a number, most significant first. */
export function words(type: "f32" | "u16" | "i32" | "u32" | "i64" | "u64", value: number | bigint): Words {
  const view = new DataView(new ArrayBuffer(8));
  switch (type) {
    case "f32":
      view.setFloat32(0, Number(value));
      return wordsOf(view, 2);
    case "u16":
      view.setUint16(0, Number(value));
      return wordsOf(view, 1);
    case "i32":
    case "u32":
      view.setInt32(0, Number(value));
      return wordsOf(view, 2);
    case "i64":
    case "u64":
      view.setBigInt64(0, BigInt(value));
      return wordsOf(view, 4);
  }
}

/** A device with these words at these addresses and zero elsewhere, in both tables alike. */
export function deviceWith(...content: readonly Content[]): RegisterModel {
  const registers = new Map(content.flatMap(([start, list]) => list.map((word, index) => [start + index, word])));
  const read = (address: number) => registers.get(address) ?? 0;
  return { readInput: read, readHolding: read };
}

function wordsOf(view: DataView, count: number): Words {
  return Array.from({ length: count }, (_, index) => view.getUint16(2 * index));
}
