import type * as x509 from "@peculiar/x509";

export type X509Library = typeof x509;

/** What tsyringe, on which the package rests, asks of the language proposal for metadata. */
interface Metadata {
  getMetadata?: (key: unknown, target: object) => unknown;
  getOwnMetadata?: (key: unknown, target: object) => unknown;
  defineMetadata?: (key: unknown, value: unknown, target: object) => void;
}

/**
 * Loads @peculiar/x509, which makes certificates, certificate requests and revocation lists. It costs a quarter of a second on a small board and some megabytes, so
 * it is loaded by whoever makes one, when it is made; certificates are read and judged without it.
 *
 * While its modules run they want `Reflect.getMetadata` and its like, and refuse to load without. They get a plain version for that moment, and the global
 * object is as before afterwards.
 */
export async function loadX509(reflect: Metadata = Reflect as Metadata): Promise<X509Library> {
  if (reflect.getMetadata !== undefined) return import("@peculiar/x509");
  const known = new WeakMap<object, Map<unknown, unknown>>();
  const read = (key: unknown, target: object) => known.get(target)?.get(key);
  reflect.getMetadata = read;
  reflect.getOwnMetadata = read;
  reflect.defineMetadata = (key, value, target) => {
    const own = known.get(target) ?? new Map<unknown, unknown>();
    known.set(target, own.set(key, value));
  };
  try {
    return await import("@peculiar/x509");
  } finally {
    delete reflect.getMetadata;
    delete reflect.getOwnMetadata;
    delete reflect.defineMetadata;
  }
}
