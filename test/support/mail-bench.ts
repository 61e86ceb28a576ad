import { Readable } from "node:stream";
import { type EpochMillis, epochMillis, type Millis } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { settleMacrotasks } from "#hal/host/macrotask";
import type { MailTrouble } from "#agent/domain/site/mail-rules";
import type { SiteEvent } from "#agent/domain/site/site-event";
import { MailDesk } from "#agent/local/mail/mail-desk";
import { MailKeeper } from "#agent/local/mail/mail-keeper";
import type { AttachmentWish } from "#agent/local/mail/session-attachment";
import type { Letter, MailServer } from "#agent/ports/mailer";
import { MemorySecretStore } from "#agent/security/memory-secret-store";
import { openStationStore } from "#agent/store/station-store";
import { RecordingLog } from "#test/support/recording-log";

const complete = {
  "mail.host": "smtp.example.org",
  "mail.from": "charger@example.org",
  "mail.to": "owner@example.org",
  "site.timeZone": "Europe/Paris",
};

/** What sends mail by itself, on a store in memory, with a server that answers as told. */
export class MailBench {
  readonly clock: VirtualClock;
  readonly log = new RecordingLog();
  readonly secrets = new MemorySecretStore();
  readonly sent: { readonly server: MailServer; readonly letter: Letter }[] = [];
  readonly wishes: Omit<AttachmentWish, "zone">[] = [];
  readonly notes: SiteEvent[] = [];
  /** What comes of the next letters; the last one holds on. */
  troubles: (MailTrouble | undefined)[] = [undefined];
  readonly desk: MailDesk;
  readonly store;
  #keeper: MailKeeper;

  constructor(startsAt: string) {
    this.clock = new VirtualClock(epochMillis(Date.parse(startsAt)), settleMacrotasks);
    this.store = openStationStore({ path: ":memory:", clock: this.clock, log: this.log });
    for (const [name, value] of Object.entries(complete)) this.set(name, value);
    this.desk = new MailDesk({
      settings: this.store.site.settings,
      secrets: this.secrets,
      mailer: {
        send: (server, letter) => {
          this.sent.push({ server, letter });
          return Promise.resolve(this.troubles.length > 1 ? this.troubles.shift() : this.troubles[0]);
        },
      },
      stationName: () => "Garage",
      clock: this.clock,
    });
    this.#keeper = this.#makeKeeper();
    this.#keeper.start();
  }

  set(name: string, value: string): void {
    this.store.site.settings.set(name, value);
  }

  subjects(): readonly string[] {
    return this.sent.map(({ letter }) => letter.subject);
  }

  alarm(subject: string, at: EpochMillis = this.clock.now()): void {
    this.store.site.events.add([{ code: "fault.raised", severity: "alarm", subject, evse: 1, at, count: 1 }]);
  }

  pass(time: Millis): Promise<void> {
    return this.clock.advance(time);
  }

  /** As after a restart of the program. */
  restart(): void {
    this.#keeper.stop();
    this.#keeper = this.#makeKeeper();
    this.#keeper.start();
  }

  stop(): void {
    this.#keeper.stop();
    this.store.close();
  }

  #makeKeeper(): MailKeeper {
    return new MailKeeper({
      desk: this.desk,
      settings: this.store.site.settings,
      events: () => this.store.site.events,
      journal: { note: (event) => this.notes.push(event) },
      attachment: ({ zone, ...wish }) => {
        this.wishes.push(wish);
        const content = Readable.from([zone.name]);
        return Promise.resolve({ fileName: `sessions.${wish.form}`, contentType: "text/plain", content });
      },
      clock: this.clock,
      lineClock: this.clock,
      log: this.log,
    });
  }
}
