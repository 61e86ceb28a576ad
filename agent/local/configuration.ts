import { createHash } from "node:crypto";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import { isSiteSettingName, siteSettingDefinition, siteSettingNames } from "#agent/domain/site/site-settings";
import { definitions, isVariableName, variableNames, variableOfKey16 } from "#agent/domain/variables/catalogue";
import type { SiteSettings } from "#agent/local/site-settings";
import type { OnSite } from "#agent/runtime/agent";

/** One value with what may be known of it. */
export interface ConfigurationItem {
  readonly name: string;
  /** The configuration key of OCPP 1.6, where it has one. */
  readonly key16: string | null;
  /** Null where it may be set and not read. */
  readonly value: string | null;
  readonly default: string;
  readonly type: string;
  readonly unit: string | null;
  readonly readOnly: boolean;
  readonly rebootRequired: boolean;
}

export interface Wish {
  readonly name: string;
  readonly value: string;
}

export const itemOutcomes = ["accepted", "unchanged", "rebootRequired", "unknown", "readOnly", "invalid"] as const;
export type ItemOutcome = (typeof itemOutcomes)[number];
export interface ItemResult {
  readonly name: string;
  readonly outcome: ItemOutcome;
}

/** All values that may leave, of one charger, to be put into another or back. */
export interface ConfigurationDocument {
  readonly format: 1;
  readonly model: string;
  readonly values: Readonly<Record<string, string>>;
  /** SHA-256 of the rest; finds what was damaged on the way, and keeps nobody from writing another document. */
  readonly digest: string;
}

/** The operation variables and the settings of the site as one list of names and texts. */
export class Configuration {
  readonly #variables: OnSite["variables"];
  readonly #settings: SiteSettings;

  constructor(variables: OnSite["variables"], settings: SiteSettings) {
    this.#variables = variables;
    this.#settings = settings;
  }

  items(): readonly ConfigurationItem[] {
    return [
      ...variableNames.map((name) => this.#variable(name)),
      ...siteSettingNames.map((name) => this.#setting(name)),
    ];
  }

  /** One result an item, in order; the others are not held up by one that is refused. With `isDry` nothing is set. */
  apply(wishes: readonly Wish[], isDry: boolean): readonly ItemResult[] {
    return wishes.map(({ name, value }) => ({ name, outcome: this.#applyOne(name, value, isDry) }));
  }

  /** Without what may not be read and what nobody can set. */
  document(model: string): ConfigurationDocument {
    const kept = this.items().filter(({ readOnly, value }) => !readOnly && value !== null);
    const values = Object.fromEntries(kept.map(({ name, value }) => [name, value ?? ""]));
    const content = { format: 1, model, values } as const;
    return { ...content, digest: digestOf(content) };
  }

  /** The wishes of a document that is whole. */
  wishesOf({ digest, ...content }: ConfigurationDocument): Outcome<readonly Wish[], "damaged"> {
    if (digestOf(content) !== digest) return refused("damaged");
    return accepted(Object.entries(content.values).map(([name, value]) => ({ name, value })));
  }

  #applyOne(name: string, value: string, isDry: boolean): ItemOutcome {
    return isSiteSettingName(name) ? this.#applySetting(name, value, isDry) : this.#applyVariable(name, value, isDry);
  }

  #applySetting(name: string, value: string, isDry: boolean): ItemOutcome {
    const before = isSiteSettingName(name) ? this.#settings.get(name) : undefined;
    const choice = isDry ? this.#settings.examine(name, value) : this.#settings.set(name, value);
    if (!choice.ok) return choice.reason;
    return choice.value === before ? "unchanged" : "accepted";
  }

  #applyVariable(name: string, value: string, isDry: boolean): ItemOutcome {
    const known = isVariableName(name) ? name : variableOfKey16(name);
    if (known === undefined) return "unknown";
    const before = this.#variables.text(known);
    const choice = this.#variables.examine(name, value);
    if (!choice.ok) return choice.reason;
    if (choice.value.text === before) return "unchanged";
    if (!isDry) this.#variables.set(name, value);
    return choice.value.rebootRequired ? "rebootRequired" : "accepted";
  }

  #variable(name: (typeof variableNames)[number]): ConfigurationItem {
    const { type, default: usual, mutability, rebootRequired, key16, unit, keptBy } = definitions[name];
    return {
      name,
      key16: key16 ?? null,
      value: mutability === "WriteOnly" ? null : this.#variables.text(name),
      default: mutability === "WriteOnly" ? "" : usual,
      type,
      unit: unit ?? null,
      readOnly: keptBy !== undefined || !this.#variables.isWritable(name),
      rebootRequired,
    };
  }

  #setting(name: (typeof siteSettingNames)[number]): ConfigurationItem {
    const { type, default: usual } = siteSettingDefinition(name);
    const value = this.#settings.get(name);
    return { name, key16: null, value, default: usual, type, unit: null, readOnly: false, rebootRequired: false };
  }
}

function digestOf({ format, model, values }: Omit<ConfigurationDocument, "digest">): string {
  const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([format, model, sorted]))
    .digest("hex");
}
