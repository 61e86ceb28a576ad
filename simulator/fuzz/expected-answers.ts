import { isDisruptive, statusesOf } from "#simulator/fuzz/harmless";
import type { MessageSchemas } from "#simulator/fuzz/message-schemas";
import { type ErrorWord, faultsOf } from "#simulator/fuzz/payload-faults";
import { servedActions } from "#simulator/fuzz/payload-samples";

/** What a charger may say to a frame. */
export type Expected =
  | { readonly kind: "nothing" }
  /** A CALLERROR with one of these codes; with `isPardonable` a result is right too. */
  | {
      readonly kind: "error";
      readonly words: readonly ErrorWord[];
      readonly isPardonable: boolean;
      readonly action: string;
    }
  /** A result that follows its schema, with one of these statuses where they matter. */
  | { readonly kind: "result"; readonly action: string; readonly statuses?: readonly string[] }
  /** Too broken to be sure that anybody asks: silence, or one of these. */
  | { readonly kind: "perhaps"; readonly words: readonly ErrorWord[] }
  /** More bytes than any charger must take in: the connection may end with 1009, or it is refused. */
  | { readonly kind: "hangUp"; readonly words: readonly ErrorWord[] };

export const nothing: Expected = { kind: "nothing" };

export function refusal(action: string, ...words: readonly ErrorWord[]): Expected {
  return { kind: "error", words, isPardonable: false, action };
}

/** Says what is right by the norm's own tables, without asking any code of the program. */
export class ExpectedAnswers {
  readonly #schemas: ReadonlyMap<string, MessageSchemas>;
  readonly #switchedOff: ReadonlySet<string>;

  constructor(schemas: ReadonlyMap<string, MessageSchemas>, switchedOff: ReadonlySet<string>) {
    this.#schemas = schemas;
    this.#switchedOff = switchedOff;
  }

  to(action: string, payloadText: string): Expected {
    const schemas = this.#schemas.get(action);
    // The name first, then the feature, then the form.
    if (schemas === undefined || !servedActions.has(action)) return refusal(action, "NotImplemented");
    if (this.#switchedOff.has(action)) return refusal(action, "NotSupported");
    const payload = payloadIn(payloadText);
    const faults = faultsOf(schemas.request, payload);
    const words = [...new Set(faults.map(({ word }) => word))];
    if (faults.some(({ isPardonable }) => !isPardonable)) return refusal(action, ...words);
    const statuses = statusesOf(action, payload);
    if (statuses === "noSuchConnector") return refusal(action, "PropertyConstraintViolation");
    if (faults.length > 0) return { kind: "error", words, isPardonable: true, action };
    return { kind: "result", action, ...(statuses === undefined ? {} : { statuses }) };
  }

  /** A request that is right and would end, restart or silence what the harness watches. */
  isDisruptive(action: string, payloadText: string): boolean {
    const payload = payloadIn(payloadText);
    const faults = faultsOf(this.#schemas.get(action)?.request ?? {}, payload);
    return faults.every(({ isPardonable }) => isPardonable) && isDisruptive(action, payload);
  }
}

/** A payload that is null stands for an empty one. */
function payloadIn(text: string): unknown {
  return (JSON.parse(text) as unknown) ?? {};
}
