import type { ConfigMistake } from "#config/mistake";

/** A key that has another name since some version; both as paths such as `csms.identity`. A renamed key is never given a new meaning. */
export interface RenamedKey {
  readonly from: string;
  readonly to: string;
}

/** Every rename since the first release. Older files keep working; nothing is ever removed from this table. */
export const renamedKeys: readonly RenamedKey[] = [];

export interface MigratedConfig {
  readonly value: unknown;
  /** What whoever maintains the file should be told, one sentence each. */
  readonly notes: readonly string[];
  readonly mistakes: readonly ConfigMistake[];
}

type Section = Readonly<Record<string, unknown>>;

/** Brings a file of an older version to the names of this one; the file itself is left alone. */
export function migrateConfig(file: string, raw: unknown, table: readonly RenamedKey[] = renamedKeys): MigratedConfig {
  let value = raw;
  const notes: string[] = [];
  const mistakes: ConfigMistake[] = [];
  for (const { from, to } of table) {
    const found = valueAt(value, from.split("."));
    if (found === undefined) continue;
    if (valueAt(value, to.split(".")) !== undefined) {
      mistakes.push({ file, path: from, message: `is the old name of ${to}, which is given too; remove one of them` });
      continue;
    }
    value = withValue(withoutValue(value, from.split(".")), to.split("."), found);
    notes.push(`${from} is now called ${to}`);
  }
  return { value, notes, mistakes };
}

function valueAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value;
  return isSection(value) && Object.hasOwn(value, key) ? valueAt(value[key], rest) : undefined;
}

/** A section that is empty without the value goes too. */
function withoutValue(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined || !isSection(value)) return undefined;
  const inner = withoutValue(value[key], rest);
  const others = Object.entries(value).filter(([name]) => name !== key);
  const entries = inner === undefined ? others : [...others, [key, inner] as const];
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** Makes the sections on the way when they are missing. */
function withValue(value: unknown, [key, ...rest]: readonly string[], added: unknown): unknown {
  if (key === undefined) return added;
  const section = isSection(value) ? value : {};
  return { ...section, [key]: withValue(section[key], rest, added) };
}

function isSection(value: unknown): value is Section {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
