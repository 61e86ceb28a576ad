import { AgentError } from "#hal/core/errors";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import { type Listenable, Signal } from "#hal/core/signal";
import {
  definitions,
  isVariableName,
  type VariableName,
  variableNames,
  variableOfKey16,
  type VariableValue,
} from "#agent/domain/variables/catalogue";
import { canonicalText, parseVariable } from "#agent/domain/variables/variable-type";
import { type StationProperties, type StationRules, stationRules } from "#agent/control/station-properties";
import type { VariableStore } from "#agent/ports/station-store";

/** A value that was given and is not used. */
export interface VariableMistake {
  /** As it was written. */
  readonly name: string;
  readonly text: string;
  readonly from: "installation" | "store";
  readonly why: "unknown" | "readOnly" | "invalid";
}

export interface VariablesOptions {
  readonly store: VariableStore;
  /** Of the installation, by 1.6 key or own name. */
  readonly overrides: Readonly<Record<string, string>>;
  readonly facts: StationProperties;
}

export type SetRefusal = "unknown" | "readOnly" | "invalid";
export type SetOutcome = Outcome<{ readonly rebootRequired: boolean }, SetRefusal>;

/** The operation variables with their values: catalogue default < installation < set at run time and stored. */
export class Variables {
  readonly #store: VariableStore;
  readonly #rules: StationRules;
  readonly #texts = new Map<VariableName, string>();
  /** Of the texts that were asked for; some are at every sample. */
  readonly #values = new Map<VariableName, VariableValue<VariableName>>();
  readonly #changes = new Signal<VariableName>();
  /** Values of the installation and the store that were not good enough to be used. */
  readonly mistakes: readonly VariableMistake[];

  constructor({ store, overrides, facts }: VariablesOptions) {
    this.#store = store;
    this.#rules = stationRules(facts);
    for (const name of variableNames) this.#texts.set(name, definitions[name].default);
    for (const [name, text] of this.#rules.values) this.#texts.set(name, text);
    this.mistakes = [...this.#take(Object.entries(overrides), "installation"), ...this.#take(store.all(), "store")];
  }

  /** Each variable whose value has just become another one. */
  get changes(): Listenable<VariableName> {
    return this.#changes;
  }

  get<Name extends VariableName>(name: Name): VariableValue<Name> {
    const kept = this.#values.get(name);
    // Under a name there is only what its own definition has parsed.
    if (kept !== undefined) return kept as VariableValue<Name>;
    const value = parseVariable(definitions[name], this.text(name));
    if (value === undefined) throw new AgentError("variable.unreadable", "a variable holds what it may not", { name });
    this.#values.set(name, value);
    return value;
  }

  /** In canonical text, as OCPP writes it. */
  text(name: VariableName): string {
    return this.#texts.get(name) ?? definitions[name].default;
  }

  isWritable(name: VariableName): boolean {
    return definitions[name].mutability !== "ReadOnly" && !this.#rules.fixed.has(name);
  }

  /** What `set` would come to and store, with nothing done. */
  examine(
    name: string,
    text: string,
  ): Outcome<{ readonly text: string; readonly rebootRequired: boolean }, SetRefusal> {
    const choice = this.#examine(name, text, "runtime");
    if (!choice.ok) return choice;
    const { name: known, text: canonical } = choice.value;
    const rebootRequired = canonical !== this.text(known) && definitions[known].rebootRequired;
    return accepted({ text: canonical, rebootRequired });
  }

  /** Sets and stores a value at run time; one that is there already is accepted without a write. */
  set(name: string, text: string): SetOutcome {
    const choice = this.#examine(name, text, "runtime");
    if (!choice.ok) return choice;
    const { name: known, text: canonical } = choice.value;
    if (canonical === this.text(known)) return accepted({ rebootRequired: false });
    this.#store.set(known, canonical);
    this.#texts.set(known, canonical);
    this.#values.delete(known);
    this.#changes.emit(known);
    return accepted({ rebootRequired: definitions[known].rebootRequired });
  }

  #examine(name: string, text: string, from: Origin): Examined {
    const choice = examine(name, text, from);
    if (!choice.ok) return choice;
    if (this.#rules.fixed.has(choice.value.name)) return refused("readOnly");
    return this.#rules.fits(choice.value.name, choice.value.text) ? choice : refused("invalid");
  }

  /** Puts in the value of a variable that the station keeps elsewhere. */
  show(name: VariableName, text: string): void {
    this.#texts.set(name, text);
    this.#values.delete(name);
  }

  #take(entries: Iterable<readonly [string, string]>, from: VariableMistake["from"]): readonly VariableMistake[] {
    const mistakes: VariableMistake[] = [];
    for (const [name, text] of entries) {
      const choice = this.#examine(name, text, from);
      if (choice.ok) this.#texts.set(choice.value.name, choice.value.text);
      else mistakes.push({ name, text, from, why: choice.reason });
    }
    return mistakes;
  }
}

/** What is wrong with the installation's values, for the check of a configuration before anything starts. */
export function overrideMistakes(overrides: Readonly<Record<string, string>>): readonly VariableMistake[] {
  return Object.entries(overrides).flatMap(([name, text]) => {
    const choice = examine(name, text, "installation");
    return choice.ok ? [] : [{ name, text, from: "installation" as const, why: choice.reason }];
  });
}

type Examined = Outcome<{ readonly name: VariableName; readonly text: string }, VariableMistake["why"]>;

type Origin = VariableMistake["from"] | "runtime";

function examine(name: string, text: string, from: Origin): Examined {
  const known = isVariableName(name) ? name : variableOfKey16(name);
  if (known === undefined) return refused("unknown");
  const { mutability, keptBy, isInstallable } = definitions[known];
  const isSettable = from === "installation" && isInstallable === true;
  if ((mutability === "ReadOnly" || keptBy !== undefined) && !isSettable) return refused("readOnly");
  const canonical = canonicalText(definitions[known], text);
  return canonical === undefined ? refused("invalid") : accepted({ name: known, text: canonical });
}
