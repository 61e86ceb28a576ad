import type { EvseId } from "#hal/core/charging";
import type { Log } from "#hal/core/log";
import { type Listenable, Signal } from "#hal/core/signal";
import type { EvseController } from "#agent/control/evse-controller";
import type { ProfileDesk } from "#agent/control/profile-desk";
import { hasTransaction } from "#agent/domain/session/session-machine";
import type { ChargingProfile, InstalledProfile } from "#agent/domain/smart-charging/charging-profile";
import { checkProfile, type ProfileBounds, type ProfileRefusal } from "#agent/domain/smart-charging/check-profile";
import {
  clearProfiles,
  installProfile,
  type ProfileFilter,
  withoutTransaction,
} from "#agent/domain/smart-charging/installed-profiles";
import type { TransactionId } from "#agent/domain/transaction/station-fact";
import type { ProfileStore } from "#agent/ports/profile-store";

export interface ProfileBookOptions {
  readonly evses: readonly Pick<EvseController, "id" | "state">[];
  readonly store: ProfileStore;
  readonly bounds: ProfileBounds & { readonly maximumInstalled: number };
  readonly log: Log;
}

/** The charging profiles that are in force or wait for their time. What is for more than one transaction is on disk before it is accepted. */
export class ProfileBook implements ProfileDesk {
  readonly #options: ProfileBookOptions;
  readonly #changes = new Signal<undefined>();
  #installed: readonly InstalledProfile[];

  constructor(options: ProfileBookOptions) {
    this.#options = options;
    this.#installed = options.store.all();
  }

  /** Another profile is installed now, or one less. */
  get changes(): Listenable<undefined> {
    return this.#changes;
  }

  all(): readonly InstalledProfile[] {
    return this.#installed;
  }

  install(evse: EvseId | 0, profile: ChargingProfile): "accepted" | "rejected" | "unknownEvse" {
    if (evse !== 0 && this.#evse(evse) === undefined) return "unknownEvse";
    const running = evse === 0 ? undefined : this.#running(evse);
    const added = { evse, profile: profile.purpose === "tx" ? bound(profile, running) : unbound(profile) };
    const why = this.#poor(added) ?? whyNotRunning(added.profile, running);
    if (why !== undefined) return this.#refuse(added, why);
    this.#put(added);
    return "accepted";
  }

  clear(filter: ProfileFilter): "accepted" | "rejected" {
    const kept = clearProfiles(this.#installed, filter);
    if (kept.length === this.#installed.length) return "rejected";
    this.#become(kept);
    return "accepted";
  }

  /** OCPP 1.6 errata 3.41: the transaction has no number yet, so none may be named. */
  mayBegin(evse: EvseId, profile: ChargingProfile): boolean {
    const added = { evse, profile };
    const isFitting = profile.purpose === "tx" && profile.transaction === undefined;
    const why = isFitting ? this.#poor(added) : "transaction-unwanted";
    if (why !== undefined) this.#refuse(added, why);
    return why === undefined;
  }

  /** The transaction that a remote start brought a profile for. */
  transactionBegan(evse: EvseId, transaction: TransactionId, profile: ChargingProfile): void {
    this.#put({ evse, profile: bound(profile, transaction) });
  }

  transactionEnded(transaction: TransactionId): void {
    const kept = withoutTransaction(this.#installed, transaction);
    if (kept.length < this.#installed.length) this.#become(kept);
  }

  #poor(added: InstalledProfile): ProfileRefusal | undefined {
    const { bounds } = this.#options;
    const isFull = installProfile(this.#installed, added).length > bounds.maximumInstalled;
    return checkProfile(added, bounds) ?? (isFull ? "store-full" : undefined);
  }

  #refuse({ evse, profile }: InstalledProfile, why: ProfileRefusal): "rejected" {
    this.#options.log.info({ evse, profile: profile.id, why }, "profile.refused");
    return "rejected";
  }

  #put(added: InstalledProfile): void {
    this.#become(installProfile(this.#installed, added), added);
  }

  /** On disk first: what has been accepted must survive a power cut. */
  #become(next: readonly InstalledProfile[], added?: InstalledProfile): void {
    const removed = this.#installed.filter((each) => !next.includes(each) && isLasting(each)).map(idOf);
    const isStored = added !== undefined && isLasting(added);
    if (removed.length > 0 || isStored) this.#options.store.change({ removed, ...(isStored ? { added } : {}) });
    this.#installed = next;
    this.#changes.emit(undefined);
  }

  #evse(id: EvseId): Pick<EvseController, "id" | "state"> | undefined {
    return this.#options.evses.find((evse) => evse.id === id);
  }

  #running(id: EvseId): TransactionId | undefined {
    const session = this.#evse(id)?.state().session;
    return session !== undefined && hasTransaction(session) ? session.transaction.id : undefined;
  }
}

function whyNotRunning(profile: ChargingProfile, running: TransactionId | undefined): ProfileRefusal | undefined {
  if (profile.purpose !== "tx") return undefined;
  if (running === undefined) return "transaction-missing";
  return profile.transaction === running ? undefined : "transaction-other";
}

function isLasting({ profile }: InstalledProfile): boolean {
  return profile.purpose !== "tx";
}

function idOf({ profile }: InstalledProfile): number {
  return profile.id;
}

/** Without a transaction named, the one that runs is meant. */
function bound(profile: ChargingProfile, running: TransactionId | undefined): ChargingProfile {
  return profile.transaction === undefined && running !== undefined ? { ...profile, transaction: running } : profile;
}

/** OCPP 1.6 section 7.8: a transaction is only meant where the profile is for one. */
function unbound(profile: ChargingProfile): ChargingProfile {
  const { transaction: _meaningless, ...rest } = profile;
  return rest;
}
