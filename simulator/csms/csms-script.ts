import type { Millis } from "#hal/core/units";

/**
 * How the back end behaves for once, or always, instead of as usual.
 * `deaf` and `lostAnswer` look alike to the station and differ on the books: the deaf one never learnt of the message.
 */
export type ScriptedBehaviour =
  | { readonly kind: "usual" }
  /** This payload whole. The books are kept as usual. */
  | { readonly kind: "answer"; readonly payload: object }
  /** The usual payload with these fields put over it. */
  | { readonly kind: "amend"; readonly fields: object }
  | { readonly kind: "error"; readonly code: string; readonly description: string }
  | { readonly kind: "lostAnswer" }
  | { readonly kind: "deaf" }
  /** Takes the message and drops the connection instead of answering. */
  | { readonly kind: "hangUp" };

export type ScriptedStep = ScriptedBehaviour & {
  /** How long the station waits for it. */
  readonly delay?: Millis;
};

interface Rule {
  /** "*" for any. */
  readonly action: string;
  readonly step: ScriptedStep;
  left: number;
}

/** The list of exceptions from the usual. Later rules come first; a rule that is used up gives way to the one below it. */
export class CsmsScript {
  readonly #rules: Rule[] = [];

  /** `action` is the OCPP name, or "*" for every message. */
  once(action: string, step: ScriptedStep): void {
    this.times(1, action, step);
  }

  times(count: number, action: string, step: ScriptedStep): void {
    this.#rules.unshift({ action, step, left: count });
  }

  always(action: string, step: ScriptedStep): void {
    this.times(Number.POSITIVE_INFINITY, action, step);
  }

  /** Forgets the rules for `action`, or all. */
  clear(action?: string): void {
    const kept = action === undefined ? [] : this.#rules.filter((rule) => rule.action !== action);
    this.#rules.splice(0, this.#rules.length, ...kept);
  }

  /** The step for a message that has come in; uses it up. */
  take(action: string): ScriptedStep {
    const rule = this.#rules.find((candidate) => candidate.left > 0 && ["*", action].includes(candidate.action));
    if (rule === undefined) return { kind: "usual" };
    rule.left -= 1;
    if (rule.left === 0) this.#rules.splice(this.#rules.indexOf(rule), 1);
    return rule.step;
  }
}
