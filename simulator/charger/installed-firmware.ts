import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { fieldsOf } from "#simulator/csms/payload-fields";

/** What the two slots of a simulated charger hold, as its boot loader writes it down. */
export interface InstalledFirmware {
  readonly running: string;
  /** What the station goes back to. */
  readonly before?: string;
  /** Written beside the running one. */
  readonly written?: { readonly version: string; readonly isBootable: boolean };
  /** What the next boot does. */
  readonly next: "same" | "try" | "back";
  /** Boots of the running one without its being confirmed; absent when it is. */
  readonly trials?: number;
  /** The last update was taken back, and nobody has noted it yet. */
  readonly isRolledBack?: true;
}

/** Undefined when there is no such file, or none that makes sense: a charger as it left the factory. */
export function recallFirmware(file: string): InstalledFirmware | undefined {
  const fields = fieldsOf(parsed(file));
  const { running, before, next, trials } = fields;
  if (typeof running !== "string" || (next !== "same" && next !== "try" && next !== "back")) return undefined;
  const { version, isBootable } = fieldsOf(fields["written"]);
  return {
    running,
    next,
    ...(typeof before === "string" ? { before } : {}),
    ...(typeof version === "string" ? { written: { version, isBootable: isBootable === true } } : {}),
    ...(typeof trials === "number" ? { trials } : {}),
    ...(fields["isRolledBack"] === true ? { isRolledBack: true } : {}),
  };
}

export function rememberFirmware(file: string, installed: InstalledFirmware): void {
  writeFileSync(`${file}.new`, JSON.stringify(installed), { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
