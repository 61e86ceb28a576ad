import type { SecurityEventName } from "#agent/domain/security/security-event";
import type { SecurityJournal } from "#agent/control/security-journal";

/** What failed connections mean for security: each series of like failures is one event, however long it lasts. */
export class ConnectionEvents {
  readonly #journal: Pick<SecurityJournal, "raise">;
  #last: SecurityEventName | undefined;

  constructor(journal: Pick<SecurityJournal, "raise">) {
    this.#journal = journal;
  }

  /** `event` is undefined for a failure that says nothing about security: the network is down. */
  failed(event: SecurityEventName | undefined, detail: string): void {
    if (event === undefined || event === this.#last) return;
    this.#last = event;
    this.#journal.raise(event, detail);
    if (event === "InvalidCsmsCertificate") this.#journal.raise("CsmsFailedToAuthenticate", detail);
  }

  opened(): void {
    this.#last = undefined;
  }
}
