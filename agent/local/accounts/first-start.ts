import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { AgentError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import type { RandomStream } from "#hal/core/random";
import { factoryPassword, labelPin } from "#agent/domain/site/secret-text";
import { OWNER } from "#agent/local/accounts/account-desk";
import type { PasswordHasher } from "#agent/local/accounts/password-hasher";
import type { SiteStore } from "#agent/ports/site-store";

/** What is printed on the label of this very charger. */
export interface LabelSecrets {
  readonly password: string;
  readonly pin: string;
}

export interface FirstStartOptions {
  /** Where the label's secrets are: put there in the factory, or made at the first start. Readable by the agent alone. */
  readonly labelFile: string;
  readonly store: SiteStore;
  readonly hasher: PasswordHasher;
  readonly log: Log;
}

/**
 * Makes the owner's account at the first start, with the password of the label, to be changed at the first login. Later starts change
 * nothing: there is no way back to a password that others may know but that of the label. Once the label is printed its file may go.
 * @throws AgentError `site.label`
 */
export async function prepareAccounts({ labelFile, store, hasher, log }: FirstStartOptions): Promise<void> {
  if (store.factory.get() !== undefined) return;
  const label = readLabel(labelFile);
  if (label === undefined) throw new AgentError("site.label", "the label's file is gone", { file: labelFile });
  const passwordHash = await hasher.hash(label.password);
  store.accounts.put({ name: OWNER, role: "owner", passwordHash, mustChange: true });
  store.factory.put({ passwordHash, pinHash: await hasher.hash(label.pin) });
  log.info({ labelFile }, "site.first-start");
}

/**
 * Sees to it that there is something to print on the label: makes it where the factory has put nothing down, and not again once the owner's
 * account is there, because then the file was removed on purpose. `store` is asked only where the file is missing.
 */
export function ensureLabel(file: string, store: () => SiteStore, chance: RandomStream): void {
  if (existsSync(file) || store().factory.get() !== undefined) return;
  writeLabel(file, { password: factoryPassword(chance), pin: labelPin(chance) });
}

/** Undefined when there is no such file. */
export function readLabel(file: string): LabelSecrets | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const label: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (isLabel(label)) return { password: label.password, pin: label.pin };
  } catch (error) {
    throw new AgentError("site.label", "the label's file cannot be read", { file }, error);
  }
  throw new AgentError("site.label", "the label's file needs a password of 12 and a PIN of 8 characters", { file });
}

function isLabel(label: unknown): label is LabelSecrets {
  if (typeof label !== "object" || label === null || !("password" in label) || !("pin" in label)) return false;
  const { password, pin } = label;
  return typeof password === "string" && password.length >= 12 && typeof pin === "string" && /^\d{8,}$/.test(pin);
}

function writeLabel(file: string, label: LabelSecrets): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(label)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
