import type { Clock } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import type { AccountDesk } from "#agent/local/accounts/account-desk";
import type { Logins } from "#agent/local/accounts/logins";
import type { ScraperToken } from "#agent/local/accounts/scraper-token";
import type { Presence } from "#agent/local/accounts/presence";
import type { Commissioning } from "#agent/local/commissioning/commissioning";
import type { LabelSource } from "#agent/local/commissioning/label";
import type { EventJournal } from "#agent/local/events/event-journal";
import type { MailDesk } from "#agent/local/mail/mail-desk";
import type { PageFiles } from "#agent/local/page-files";
import type { SessionDetailsLookup } from "#agent/local/reports/session-details";
import type { SiteSettings } from "#agent/local/site-settings";
import type { StateFeed } from "#agent/local/state-feed";
import type { SystemDesk } from "#agent/local/system/system-desk";
import type { CertificateKeeper } from "#agent/local/tls/certificate-keeper";
import type { KeptLog } from "#agent/ports/kept-log";
import type { SessionHistory } from "#agent/ports/session-history";
import type { SiteStore } from "#agent/ports/site-store";
import type { QueuedFact } from "#agent/ports/station-store";
import type { OnSite } from "#agent/runtime/agent";

/** What the handlers of the routes work with. A new resource brings its own service and adds it here. */
export interface SiteServices {
  readonly onSite: OnSite;
  readonly feed: StateFeed;
  readonly store: SiteStore;
  readonly settings: SiteSettings;
  readonly history: SessionHistory;
  /** Alias, costs, odometer and the like, from whoever knows them. */
  readonly sessionDetails: SessionDetailsLookup;
  /** Lets others have their turn during long work. */
  readonly breathe: () => Promise<void>;
  readonly accounts: AccountDesk;
  readonly logins: Logins;
  readonly scraper: ScraperToken;
  readonly presence: Presence;
  readonly certificates: CertificateKeeper;
  readonly journal: Pick<EventJournal, "note">;
  readonly deadLetters: () => readonly QueuedFact[];
  readonly commissioning: Commissioning;
  readonly system: SystemDesk;
  readonly mail: MailDesk;
  /** Where what is printed on the charger comes from. */
  readonly label: LabelSource;
  /** What the program has said of late. */
  readonly keptLog: Pick<KeptLog, "lines">;
  readonly page: PageFiles;
  /** The station's time, for timestamps. */
  readonly clock: Clock;
  /** Real, for waits. */
  readonly lineClock: Clock;
  readonly log: Log;
  readonly version: string;
}
