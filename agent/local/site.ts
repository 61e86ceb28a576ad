import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { type Cancel, type Clock, every, sleep } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import type { Random } from "#hal/core/random";
import { millis, seconds } from "#hal/core/units";
import { AccountDesk } from "#agent/local/accounts/account-desk";
import { prepareAccounts } from "#agent/local/accounts/first-start";
import { Logins } from "#agent/local/accounts/logins";
import { type HashCost, PasswordHasher } from "#agent/local/accounts/password-hasher";
import { ScraperToken } from "#agent/local/accounts/scraper-token";
import type { Presence } from "#agent/local/accounts/presence";
import { buildApp, type App } from "#agent/local/api/app";
import { Gate } from "#agent/local/api/gate";
import { siteRoutes } from "#agent/local/api/routes";
import type { Route } from "#agent/local/api/route";
import { Commissioning } from "#agent/local/commissioning/commissioning";
import type { LabelSource } from "#agent/local/commissioning/label";
import type { EventJournal } from "#agent/local/events/event-journal";
import { LiveSocket } from "#agent/local/live-socket";
import type { MailDesk } from "#agent/local/mail/mail-desk";
import { PageFiles } from "#agent/local/page-files";
import { detailsFrom } from "#agent/local/reports/session-details";
import { refuseUpgrade } from "#agent/local/refuse-upgrade";
import { SiteSettings } from "#agent/local/site-settings";
import { StateFeed } from "#agent/local/state-feed";
import { SystemDesk } from "#agent/local/system/system-desk";
import type { CertificateKeeper } from "#agent/local/tls/certificate-keeper";
import type { KeptLog } from "#agent/ports/kept-log";
import type { SecretStore } from "#agent/ports/secret-store";
import type { SessionHistory } from "#agent/ports/session-history";
import type { SiteStore } from "#agent/ports/site-store";
import type { StationStore } from "#agent/ports/station-store";
import type { Agent } from "#agent/runtime/agent";

export interface SiteOptions {
  readonly agent: Pick<Agent, "onSite" | "changes">;
  readonly store: SiteStore;
  readonly history: SessionHistory;
  /** A turn of the event loop, for tests in virtual time. */
  readonly breathe?: () => Promise<void>;
  readonly records: Pick<StationStore, "sessions" | "facts" | "costs" | "logbook" | "wiping">;
  readonly journal: EventJournal;
  readonly mail: MailDesk;
  readonly certificates: CertificateKeeper;
  readonly presence: Presence;
  /** The station's, for timestamps of what it tells. */
  readonly clock: Clock;
  /** Real, for waits and the ages of logins. */
  readonly lineClock: Clock;
  readonly random: Random;
  readonly secrets: SecretStore;
  readonly log: Log;
  readonly version: string;
  readonly pageFolder: string;
  readonly label: LabelSource;
  readonly keptLog: Pick<KeptLog, "lines">;
  readonly hostNames: readonly string[];
  /** Less in tests. */
  readonly hashCost?: HashCost;
}

/** What answers visitors. */
export interface Site {
  handle(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

const MOST_LISTENERS = 16;
/** How long somebody listens on at most after their login has ended. */
const LOOK_AT_LOGINS = seconds(10);

/** Puts together what the page needs: accounts, routes, the live state. Throws what `prepareAccounts` and `buildApp` throw. */
export async function openSite(options: SiteOptions): Promise<Site> {
  const { store, lineClock, random, log, label, hostNames, hashCost, journal, records } = options;
  const chance = random.stream("site");
  const hasher = new PasswordHasher(chance, hashCost);
  await prepareAccounts({ labelFile: label.labelFile, store, hasher, log });
  const logins = new Logins({ store: store.sessions, accounts: store.accounts, clock: lineClock, chance });
  const scraper = new ScraperToken(options.secrets, chance);
  const gate = new Gate({ logins, scraper, hostNames });
  const settings = new SiteSettings(store.settings);
  settings.changes.listen((subject) => {
    journal.note({ code: "configuration.changed", severity: "info", subject });
  });
  const live = openLive(options, settings);
  const { security } = options.agent.onSite;
  const routes = siteRoutes({
    ...options,
    onSite: options.agent.onSite,
    sessionDetails: detailsFrom({ ...records, history: options.history }),
    breathe: options.breathe ?? (() => sleep(lineClock, millis(0))),
    feed: live.feed,
    settings,
    logins,
    scraper,
    accounts: new AccountDesk({ store, hasher, logins, clock: lineClock, log, journal, security }),
    deadLetters: () => records.facts.deadLetters(),
    ...wholeCharger(options, settings, scraper),
    page: new PageFiles(options.pageFolder),
  });
  const app = await buildApp({ routes, gate, log });
  return new OpenSite({ app, live, gate, routes, logins, clock: lineClock });
}

/** What is done to the charger as a whole. */
function wholeCharger(options: SiteOptions, settings: SiteSettings, scraper: ScraperToken) {
  const { agent, records, clock, certificates, journal, mail } = options;
  const { onSite } = agent;
  const { sessions, wiping } = records;
  return {
    commissioning: new Commissioning({ onSite, sessions, clock }),
    system: new SystemDesk({ onSite, wiping, settings, certificates, journal, mail, scraper }),
  };
}

interface Live {
  readonly socket: LiveSocket;
  readonly feed: StateFeed;
}

function openLive({ agent, clock, lineClock, log }: SiteOptions, settings: SiteSettings): Live {
  const { onSite, changes } = agent;
  const read = () => {
    const state = onSite.state();
    const name = settings.get("site.name");
    return name === "" ? state : { ...state, station: { ...state.station, name } };
  };
  const socket: LiveSocket = new LiveSocket({ maxClients: MOST_LISTENERS, greeting: () => feed.greeting() });
  const feed = new StateFeed({
    read,
    changes: [changes, settings.changes, onSite.logbook.changes],
    now: () => clock.now(),
    clock: lineClock,
    log,
    send: (text) => {
      socket.send(text);
    },
    listeners: () => socket.clients,
  });
  return { socket, feed };
}

interface OpenSiteParts {
  readonly app: App;
  readonly live: Live;
  readonly gate: Gate;
  readonly routes: readonly Route[];
  readonly logins: Logins;
  readonly clock: Clock;
}

class OpenSite implements Site {
  readonly #parts: OpenSiteParts;
  readonly #cancel: Cancel;

  constructor(parts: OpenSiteParts) {
    this.#parts = parts;
    const { live, logins, clock } = parts;
    this.#cancel = every(clock, LOOK_AT_LOGINS, () => {
      if (live.socket.clients > 0) live.socket.expel((tokenHash) => logins.isAlive(tokenHash));
    });
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    this.#parts.app.handle(request, response);
  }

  /** The same gate as for everything else. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { gate, routes, live } = this.#parts;
    const path = (request.url ?? "").split("?", 1)[0];
    const found = routes.find((each) => each.isWebSocket === true && each.path === path);
    const knock = { method: request.method ?? "", headers: request.headers, isSecure: socket instanceof TLSSocket };
    const admission = gate.examine(knock, found);
    if (admission.kind === "refused") refuseUpgrade(socket, admission.status);
    else if (found === undefined || admission.login === undefined) refuseUpgrade(socket, 404);
    else if (!live.socket.accept(request, socket, head, admission.login.tokenHash)) refuseUpgrade(socket, 503);
  }

  async close(): Promise<void> {
    this.#cancel();
    this.#parts.live.feed.stop();
    this.#parts.live.socket.close();
    await this.#parts.app.close();
  }
}
