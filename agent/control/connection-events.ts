import type { SecurityEventName } from "#agent/domain/security/security-event";
import type { SecurityJournal } from "#agent/control/security-journal";

/** What failed connections mean for security: from one good connection to the next each kind of failure is one event. */
export class ConnectionEvents {
  readonly #journal: Pick<SecurityJournal, "raise">;
  readonly #raised = new Set<SecurityEventName>();

  constructor(journal: Pick<SecurityJournal, "raise">) {
    this.#journal = journal;
  }

  /** `event` is undefined for a failure that says nothing about security: the network is down. */
  failed(event: SecurityEventName | undefined, detail: string): void {
    if (event === undefined || this.#raised.has(event)) return;
    this.#raised.add(event);
    this.#journal.raise(event, detail);
    if (event === "InvalidCsmsCertificate") this.#journal.raise("CsmsFailedToAuthenticate", detail);
  }

  opened(): void {
    this.#raised.clear();
  }
}
