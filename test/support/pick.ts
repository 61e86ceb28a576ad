import { intBelow, type RandomStream } from "#hal/core/random";

/** One of the items, each as likely as the others. */
export function pick<Item>(chance: RandomStream, items: readonly Item[]): Item {
  const item = items[intBelow(chance, items.length)];
  if (item === undefined) throw new TypeError("nothing to pick from");
  return item;
}
