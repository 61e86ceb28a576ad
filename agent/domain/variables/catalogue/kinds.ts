import { measurands } from "#agent/domain/metering/meter-sample";

const YEAR = 365 * 24 * 3600;

export const boolean = (value: boolean) => ({ type: "boolean", constraints: {}, default: String(value) }) as const;
export const integer = (value: number, minimum: number, maximum: number) =>
  ({ type: "integer", constraints: { minimum, maximum }, default: String(value) }) as const;
export const seconds = (value: number, minimum: number, maximum = YEAR) =>
  ({ type: "seconds", constraints: { minimum, maximum }, default: String(value), unit: "s" }) as const;
export const text = (value: string, pattern = /^/) =>
  ({ type: "string", constraints: { maximumLength: 500, pattern }, default: value }) as const;
export const measured = (value: string) =>
  ({ type: "measurands", constraints: { members: measurands }, default: value }) as const;
/** Every measurand once: a list cannot be longer. */
export const allMeasurands = integer(measurands.length, measurands.length, measurands.length);

export const writable = { mutability: "ReadWrite", rebootRequired: false } as const;
export const writableForRestart = { mutability: "ReadWrite", rebootRequired: true } as const;
export const readOnly = { mutability: "ReadOnly", rebootRequired: false } as const;
