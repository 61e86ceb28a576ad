import type { Clock } from "#hal/core/clock";
import { AgentError, describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { type Millis, seconds } from "#hal/core/units";
import type { SecurityJournal } from "#agent/control/security-journal";
import type { Variables } from "#agent/control/variables";
import {
  type AccessFile,
  type AccessState,
  isSecurityProfile,
  type SecurityProfile,
} from "#agent/security/access-file";
import { type CertificateStore, pemOf } from "#agent/security/certificate-store";
import type { CsmsTarget, CsmsTls } from "#agent/ports/csms-link";

/** How to connect now. */
export type AccessTarget = Pick<CsmsTarget, "url" | "password" | "tls" | "connectLimit">;

export interface AccessKeeperOptions {
  /** Of the installation: what holds until the back end changes it. */
  readonly factory: {
    readonly url: string;
    readonly password?: Uint8Array;
    /** By what the others come to unless given. */
    readonly securityProfile?: SecurityProfile;
  };
  /** How the back end is known, beside its roots. */
  readonly tls: Omit<CsmsTls, "roots" | "client">;
  readonly file: AccessFile;
  readonly certificates: CertificateStore;
  readonly variables: Pick<Variables, "show">;
  readonly journal: Pick<SecurityJournal, "raise">;
  readonly clock: Clock;
  readonly log: Log;
}

/** A back end that switches over needs a moment; the old way in has to be tried within half a minute. */
const TRIAL_PATIENCE = seconds(12);
const TRIAL_INTERVAL = seconds(2);
const TRIAL_CONNECT_LIMIT = seconds(10);

const keyPattern = /^([0-9a-f]{2}){16,20}$/i;

/**
 * What the station shows at the back end's door: security profile, password, certificate. Something new is tried at once and kept only when the back end has
 * let the station in with it; until then the old one remains as the way back (security white paper A01, A02, A05).
 */
export class AccessKeeper {
  readonly #options: AccessKeeperOptions;
  #state: AccessState;
  #isTrialNext = true;
  #isTrialUsed = false;
  #trialSince: Millis | undefined;

  constructor(options: AccessKeeperOptions) {
    this.#options = options;
    this.#state = options.file.read();
    this.#show();
  }

  /** The one that has proved itself last. */
  get profile(): SecurityProfile {
    return this.#state.profile ?? this.#factoryProfile();
  }

  /** Takes a new password in hexadecimal digits; false when it is none. Of effect from the next connection. */
  changeKey(hex: string): boolean {
    if (!keyPattern.test(hex)) return false;
    const key = hex.toLowerCase();
    const { trial } = this.#state;
    const isAsked = asksForPassword(trial?.profile ?? this.profile);
    const state = isAsked ? { ...this.#state, trial: { ...trial, key } } : { ...this.#state, key };
    if (!this.#keep(state)) return false;
    this.#begin();
    this.#options.journal.raise("ReconfigurationOfSecurityParameters", "AuthorizationKey changed");
    return true;
  }

  /** Only ever upwards, and only to what can be shown then (A05.FR.02 to A05.FR.06). Of effect from the next connection. */
  changeProfile(profile: number): boolean {
    if (!isSecurityProfile(profile) || profile <= this.profile || !this.#isPossible(profile)) return false;
    if (!this.#keep({ ...this.#state, trial: { ...this.#state.trial, profile } })) return false;
    this.#begin();
    this.#options.journal.raise("ReconfigurationOfSecurityParameters", `SecurityProfile ${String(profile)} asked for`);
    return true;
  }

  /** A new certificate of the station is there. True when the connection has to be made anew with it. */
  certificateSigned(): boolean {
    if (this.profile === 3) {
      this.#begin();
      return true;
    }
    // Nobody asks for it yet, so nobody can prove it.
    this.#options.certificates.promote("chargePoint");
    return false;
  }

  target(): AccessTarget {
    this.#isTrialUsed = this.#isTrialNext && this.#hasTrial();
    const trial = this.#isTrialUsed ? this.#state.trial : undefined;
    const profile = trial?.profile ?? this.profile;
    const url = this.#urlFor(profile);
    const password = asksForPassword(profile) ? this.#password(trial?.key) : undefined;
    return {
      url,
      ...(password === undefined ? {} : { password }),
      ...(url.startsWith("wss:") ? { tls: this.#tls(profile) } : {}),
      ...(this.#isTrialUsed ? { connectLimit: TRIAL_CONNECT_LIMIT } : {}),
    };
  }

  /** The back end has let the station in. */
  opened(): void {
    if (!this.#hasTrial()) return;
    if (this.#isTrialUsed) this.#prove();
    else this.#giveUpTrial("the back end lets the station in as before only");
  }

  /**
   * How soon to try again; undefined leaves that to the usual waits. Whatever the failure: a back end that has asked for something new may need a moment
   * until it takes it. The new way in is given up only when the old one works.
   */
  failed(): Millis | undefined {
    if (!this.#hasTrial()) return undefined;
    const wasTrial = this.#isTrialUsed;
    this.#isTrialNext = !wasTrial || this.#trialTime() < TRIAL_PATIENCE;
    if (!wasTrial) return undefined;
    return this.#isTrialNext ? TRIAL_INTERVAL : seconds(0);
  }

  #begin(): void {
    this.#isTrialNext = true;
    this.#trialSince = undefined;
  }

  /** Counted from the first try: before it the network may have been down for days. */
  #trialTime(): Millis {
    const now = this.#options.clock.uptime();
    this.#trialSince ??= now;
    return (now - this.#trialSince) as Millis;
  }

  #hasTrial(): boolean {
    if (this.#state.trial !== undefined) return true;
    return this.profile === 3 && this.#options.certificates.leaf("chargePoint", "candidate") !== undefined;
  }

  #prove(): void {
    const { certificates, log } = this.#options;
    const { trial, ...proved } = this.#state;
    const profile = trial?.profile;
    this.#keep({
      ...proved,
      ...(profile === undefined ? {} : { profile }),
      ...(trial?.key === undefined ? {} : { key: trial.key }),
    });
    if (this.profile === 3)
      this.#guard(() => {
        certificates.promote("chargePoint");
      });
    this.#show();
    log.info({ profile: this.profile }, "access.proved");
  }

  #giveUpTrial(why: string): void {
    const { certificates, journal, log } = this.#options;
    const { trial, ...proved } = this.#state;
    this.#keep(proved);
    if (trial?.profile === undefined)
      this.#guard(() => {
        certificates.discardCandidate("chargePoint");
      });
    this.#isTrialUsed = false;
    log.warn({ profile: this.profile, why }, "access.fell-back");
    journal.raise("ReconfigurationOfSecurityParameters", `back to what was before: ${why}`);
  }

  #isPossible(profile: SecurityProfile): boolean {
    const { certificates, factory } = this.#options;
    const hasRoot = () => certificates.roots("csmsRoot").length > 0;
    switch (profile) {
      case 0:
        return true;
      case 1:
        // Never from TLS to none.
        return this.#password(this.#state.trial?.key) !== undefined && !factory.url.startsWith("wss:");
      case 2:
        return this.#password(this.#state.trial?.key) !== undefined && hasRoot();
      case 3:
        return hasRoot() && certificates.leaf("chargePoint") !== undefined;
    }
  }

  #factoryProfile(): SecurityProfile {
    const { securityProfile, url, password } = this.#options.factory;
    if (securityProfile !== undefined) return securityProfile;
    if (password === undefined) return 0;
    return url.startsWith("wss:") ? 2 : 1;
  }

  #password(newKey: string | undefined): Uint8Array | undefined {
    const key = newKey ?? this.#state.key;
    return key === undefined ? this.#options.factory.password : Uint8Array.from(Buffer.from(key, "hex"));
  }

  #urlFor(profile: SecurityProfile): string {
    const { url } = this.#options.factory;
    if (profile === 0) return url;
    return url.replace(/^wss?:/, profile >= 2 ? "wss:" : "ws:");
  }

  #tls(profile: SecurityProfile): CsmsTls {
    const { certificates, tls } = this.#options;
    const roots = certificates.roots("csmsRoot").map(pemOf);
    const candidate = this.#isTrialUsed ? certificates.leaf("chargePoint", "candidate") : undefined;
    const client = profile === 3 ? (candidate ?? certificates.leaf("chargePoint")) : undefined;
    return { ...tls, ...(roots.length === 0 ? {} : { roots }), ...(client === undefined ? {} : { client }) };
  }

  #show(): void {
    this.#options.variables.show("securityProfile", String(this.profile));
  }

  #keep(state: AccessState): boolean {
    return this.#guard(() => {
      this.#options.file.write(state);
      this.#state = state;
    });
  }

  /** A disk that is full leaves everything as it was. */
  #guard(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      if (!(error instanceof AgentError)) throw error;
      this.#options.log.error({ why: describeError(error) }, "access.not-stored");
      return false;
    }
  }
}

function asksForPassword(profile: SecurityProfile): boolean {
  return profile === 1 || profile === 2;
}
