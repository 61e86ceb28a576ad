import { type Clock, sleep } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import { millis } from "#hal/core/units";
import { maskedToken } from "#agent/domain/site/masked-token";
import { dayAfter } from "#agent/domain/site/site-zone";
import type { EventJournal } from "#agent/local/events/event-journal";
import { settingsOf } from "#agent/local/mail/mail-account";
import { MailDesk } from "#agent/local/mail/mail-desk";
import { MailKeeper } from "#agent/local/mail/mail-keeper";
import type { SessionAttachment } from "#agent/local/mail/session-attachment";
import { SmtpMailer } from "#agent/local/mail/smtp-mailer";
import type { SecretStore } from "#agent/ports/secret-store";
import type { StationStore } from "#agent/ports/station-store";
import type { Agent } from "#agent/runtime/agent";

export interface MailGround {
  readonly agent: Pick<Agent, "onSite">;
  readonly serialNumber: string;
  readonly store: StationStore;
  readonly secrets: SecretStore;
  /** Certificates that are trusted besides those of the runtime. */
  readonly roots: () => readonly string[];
  readonly journal: Pick<EventJournal, "note">;
  readonly clock: Clock;
  readonly lineClock: Clock;
  readonly log: Log;
  readonly breathe?: () => Promise<void>;
}

/** Letters of the charger. What makes and sends them is loaded when there is one. */
export function composeMail(ground: MailGround): { readonly desk: MailDesk; readonly keeper: MailKeeper } {
  const { agent, serialNumber, store, clock, lineClock, log } = ground;
  const desk = new MailDesk({
    ...ground,
    settings: store.site.settings,
    mailer: new SmtpMailer({ ...ground, clock: lineClock, ownName: ownName(serialNumber) }),
    stationName: () => agent.onSite.state().station.name,
  });
  const keeper = new MailKeeper({
    ...ground,
    desk,
    settings: store.site.settings,
    events: () => store.site.events,
    attachment: attachmentOf(ground),
    clock,
    lineClock,
    log,
  });
  return { desk, keeper };
}

/** The same file that the page gives to somebody who may only look. */
function attachmentOf({ agent, store, clock, lineClock, breathe }: MailGround): SessionAttachment {
  return async ({ form, period, language, zone }) => {
    const { sessionExport } = await import("#agent/local/reports/session-export");
    const { detailsFrom } = await import("#agent/local/reports/session-details");
    const sources = {
      onSite: agent.onSite,
      history: store.history,
      sessionDetails: detailsFrom(store),
      settings: { get: settingsOf(store.site.settings) },
      clock,
      breathe: breathe ?? (() => sleep(lineClock, millis(0))),
    };
    const filter = { from: zone.startOf(period.from), to: zone.startOf(dayAfter(period.to, 1)) };
    const wish = { form, filter, days: period, zone, language, tokenText: maskedToken };
    const { contentType, fileName, body } = sessionExport(sources, wish);
    return { fileName, contentType, content: body };
  };
}

/** A host name by the rules for host names, whatever is printed on the label. */
function ownName(serialNumber: string): string {
  const name = serialNumber
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return `${name === "" ? "charger" : name}.local`;
}
