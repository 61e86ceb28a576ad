import { accepted, type Outcome, refused } from "#hal/core/outcome";
import type { EventJournal } from "#agent/local/events/event-journal";
import type { MailDesk } from "#agent/local/mail/mail-desk";
import type { SiteSettings } from "#agent/local/site-settings";
import type { ScraperToken } from "#agent/local/accounts/scraper-token";
import type { CertificateKeeper } from "#agent/local/tls/certificate-keeper";
import type { Wiping } from "#agent/ports/station-store";
import type { OnSite } from "#agent/runtime/agent";

export interface SystemDeskOptions {
  readonly onSite: Pick<OnSite, "state" | "handle" | "lifeCycle" | "security">;
  readonly wiping: Wiping;
  readonly settings: Pick<SiteSettings, "forget">;
  readonly certificates: Pick<CertificateKeeper, "forgetUpload">;
  readonly journal: Pick<EventJournal, "note">;
  readonly mail: Pick<MailDesk, "forgetPassword">;
  readonly scraper: Pick<ScraperToken, "forget">;
}

/** Somebody charges, or the back end has not been told everything yet. */
export type SystemRefusal = "charging" | "undelivered" | "rejected";
type Result = Outcome<undefined, SystemRefusal>;

/** What is done to the charger as a whole. No wish here deletes the record of a charge. */
export class SystemDesk {
  readonly #options: SystemDeskOptions;

  constructor(options: SystemDeskOptions) {
    this.#options = options;
  }

  /** A soft restart ends charges in order and lets the back end hear of it; a hard one waits for nobody. */
  restart(kind: "soft" | "hard", by: string): Result {
    const { onSite, journal } = this.#options;
    if (onSite.handle({ type: "reset", kind }) !== "accepted") return refused("rejected");
    journal.note({ code: "system.restart", severity: "warning", subject: by });
    return accepted(undefined);
  }

  /** Variables and settings become what they were at installation; people, tags and certificates stay. */
  resetConfiguration(by: string): Result {
    if (this.#isCharging()) return refused("charging");
    const { journal } = this.#options;
    this.#forgetConfiguration();
    journal.note({ code: "system.reset", severity: "warning", subject: `configuration, ${by}` });
    return this.restart("soft", by);
  }

  /**
   * As it left the factory, but for the records of charges: the label's password is the owner's again, and the back end is known as at installation.
   * With the keys that it had given may go the way to it, so that it has to know everything first, unless the caller says that it never will.
   */
  async factoryReset(by: string, isUndeliveredLost: boolean): Promise<Result> {
    if (this.#isCharging()) return refused("charging");
    if (this.#isUndelivered(isUndeliveredLost)) return refused("undelivered");
    const { wiping, certificates, onSite, journal } = this.#options;
    await certificates.forgetUpload();
    this.#forgetConfiguration();
    wiping.people();
    wiping.traces();
    onSite.security.forget();
    onSite.lifeCycle.put({ stage: "factory" });
    journal.note({ code: "system.reset", severity: "warning", subject: `factory, ${by}` });
    return this.restart("soft", by);
  }

  /**
   * Out of use for good: nobody charges any more, and nothing is left of people but the records of their charges, which the law wants kept.
   * Not before the back end knows them all, unless the caller says that it never will.
   */
  async decommission(by: string, isUndeliveredLost: boolean): Promise<Result> {
    if (this.#isCharging()) return refused("charging");
    const { wiping, certificates, onSite } = this.#options;
    if (this.#isUndelivered(isUndeliveredLost)) return refused("undelivered");
    await certificates.forgetUpload();
    this.#forgetConfiguration();
    wiping.people();
    onSite.security.forget();
    onSite.lifeCycle.put({ ...onSite.lifeCycle.record(), stage: "decommissioned" });
    return this.restart("soft", by);
  }

  #forgetConfiguration(): void {
    const { wiping, settings, mail, scraper } = this.#options;
    wiping.configuration();
    mail.forgetPassword();
    scraper.forget();
    settings.forget();
  }

  #isUndelivered(mayBeLost: boolean): boolean {
    return !mayBeLost && this.#options.onSite.state().csms.queued > 0;
  }

  #isCharging(): boolean {
    return Object.values(this.#options.onSite.state().evses).some(({ session }) => session !== null);
  }
}
