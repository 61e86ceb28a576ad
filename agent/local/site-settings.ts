import { accepted, type Outcome, refused } from "#hal/core/outcome";
import { type Listenable, Signal } from "#hal/core/signal";
import {
  canonicalSetting,
  isSiteSettingName,
  siteSettingDefinition,
  type SiteSettingName,
} from "#agent/domain/site/site-settings";
import type { SiteSettingStore } from "#agent/ports/site-store";

/** What is put down about the place. */
export class SiteSettings {
  readonly #store: SiteSettingStore;
  readonly #values: Map<string, string>;
  readonly #changes = new Signal<SiteSettingName>();

  constructor(store: SiteSettingStore) {
    this.#store = store;
    this.#values = new Map(store.all());
  }

  get changes(): Listenable<SiteSettingName> {
    return this.#changes;
  }

  get(name: SiteSettingName): string {
    return this.#values.get(name) ?? siteSettingDefinition(name).default;
  }

  /** After the store has been emptied: all are what they were at first. */
  forget(): void {
    const known = [...this.#values.keys()];
    this.#values.clear();
    for (const name of known) if (isSiteSettingName(name)) this.#changes.emit(name);
  }

  /** The text that `set` would store. */
  examine(name: string, text: string): Outcome<string, "unknown" | "invalid"> {
    if (!isSiteSettingName(name)) return refused("unknown");
    const canonical = canonicalSetting(name, text);
    return canonical === undefined ? refused("invalid") : accepted(canonical);
  }

  set(name: string, text: string): Outcome<string, "unknown" | "invalid"> {
    const choice = this.examine(name, text);
    if (!choice.ok || !isSiteSettingName(name) || choice.value === this.get(name)) return choice;
    this.#store.set(name, choice.value);
    this.#values.set(name, choice.value);
    this.#changes.emit(name);
    return choice;
  }
}
