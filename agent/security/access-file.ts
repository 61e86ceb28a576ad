import type { SecretStore } from "#agent/ports/secret-store";

/** 0 nothing, 1 password, 2 password and TLS, 3 TLS with certificates on both sides (security white paper section 2). */
export type SecurityProfile = 0 | 1 | 2 | 3;

export function isSecurityProfile(value: unknown): value is SecurityProfile {
  return value === 0 || value === 1 || value === 2 || value === 3;
}

/** What the back end has changed of the way in; what is absent is as it was installed. */
export interface AccessChange {
  readonly profile?: SecurityProfile;
  /** The password's bytes in hexadecimal. */
  readonly key?: string;
}

export interface AccessState extends AccessChange {
  /** Asked for and not proved yet. */
  readonly trial?: AccessChange;
}

const NAME = "access.json";

/** One text with everything that belongs together, so that a cut cannot leave half of a change. */
export class AccessFile {
  readonly #secrets: SecretStore;
  #isForgotten = false;

  constructor(secrets: SecretStore) {
    this.#secrets = secrets;
  }

  /** What cannot be read counts as never changed: the installation's way in is still there. */
  read(): AccessState {
    const text = this.#secrets.read(NAME);
    const value = text === undefined ? undefined : parsed(text);
    const trial = fieldOf(value, "trial");
    return { ...changeIn(value), ...(trial === undefined ? {} : { trial: changeIn(trial) }) };
  }

  /** As if the back end had never changed anything; what it changes until the next start is not kept either. Throws AgentError `secret.not-written`. */
  forget(): void {
    this.#isForgotten = true;
    this.#secrets.remove(NAME);
  }

  /** Throws AgentError `secret.not-written`. */
  write(state: AccessState): void {
    if (this.#isForgotten) return;
    this.#secrets.write(NAME, `${JSON.stringify(state)}\n`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function changeIn(value: unknown): AccessChange {
  const profile = fieldOf(value, "profile");
  const key = fieldOf(value, "key");
  return {
    ...(isSecurityProfile(profile) ? { profile } : {}),
    ...(typeof key === "string" && /^[0-9a-f]+$/.test(key) ? { key } : {}),
  };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
